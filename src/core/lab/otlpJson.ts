import { type LabAttribute, type LabEmitter, type LabSpan, type LabValue, unixNsText } from './labSpan.ts'

/** JSON of an `AnyValue` (OTLP common.proto; int64 as a decimal string, non-finite doubles by name). */
function valueJson(value: LabValue): string {
  if (typeof value === 'string') return `{"stringValue":${JSON.stringify(value)}}`
  if (typeof value === 'boolean') return `{"boolValue":${value}}`
  if (typeof value === 'bigint' || Number.isInteger(value)) return `{"intValue":"${value}"}`
  if (typeof value === 'number')
    return `{"doubleValue":${Number.isFinite(value) ? value : JSON.stringify(String(value))}}`
  if (value instanceof Map) return `{"kvlistValue":{"values":${attributesJson([...value])}}}`
  const values = Array.isArray(value) ? value.map(valueJson) : []
  return `{"arrayValue":{"values":[${values.join(',')}]}}`
}

function attributesJson(attributes: readonly LabAttribute[]): string {
  let text = '['
  for (const [key, value] of attributes) {
    if (text.length > 1) text += ','
    text += `{"key":${JSON.stringify(key)},"value":${valueJson(value)}}`
  }
  return `${text}]`
}

function eventsJson(span: LabSpan): string {
  const events = span.events.map(
    (event) =>
      `{"timeUnixNano":"${unixNsText(event.timeNs)}","name":${JSON.stringify(event.name)},"attributes":${attributesJson(event.attributes)}}`,
  )
  return `,"events":[${events.join(',')}]`
}

function linksJson(span: LabSpan): string {
  const links = span.links.map(
    (link) => `{"traceId":"${link.traceId}","spanId":"${link.spanId}","attributes":${attributesJson(link.attributes)}}`,
  )
  return `,"links":[${links.join(',')}]`
}

/** JSON of one span (opentelemetry-proto, trace.proto and docs/specification.md, "JSON Protobuf Encoding"). */
function otlpSpanJson(span: LabSpan): string {
  let text = `{"traceId":"${span.traceId}","spanId":"${span.spanId}"`
  if (span.traceState !== '') text += `,"traceState":${JSON.stringify(span.traceState)}`
  if (span.parentSpanId !== '') text += `,"parentSpanId":"${span.parentSpanId}"`
  text += `,"flags":${span.flags},"name":${JSON.stringify(span.name)},"kind":${span.kind}`
  text += `,"startTimeUnixNano":"${unixNsText(span.startNs)}","endTimeUnixNano":"${unixNsText(span.endNs)}"`
  text += `,"attributes":${attributesJson(span.attributes)}`
  if (span.events.length > 0) text += eventsJson(span)
  if (span.links.length > 0) text += linksJson(span)
  if (span.status === 0) return `${text},"status":{}}`
  const message = span.statusMessage === '' ? '' : `"message":${JSON.stringify(span.statusMessage)},`
  return `${text},"status":{${message}"code":${span.status}}}`
}

/** Spans of a batch by resource, then by scope, both in the order in which they first occur. */
function groupByEmitter(spans: readonly LabSpan[]): LabSpan[][][] {
  const resources = new Map<readonly LabAttribute[], Map<LabEmitter, LabSpan[]>>()
  for (const span of spans) {
    const scopes = resources.get(span.emitter.resource) ?? new Map<LabEmitter, LabSpan[]>()
    resources.set(span.emitter.resource, scopes)
    const group = scopes.get(span.emitter)
    if (group === undefined) scopes.set(span.emitter, [span])
    else group.push(span)
  }
  return [...resources.values()].map((scopes) => [...scopes.values()])
}

/** `resourceSpans` elements of a batch, one string each; spans are joined by `gap`. */
function resourceSpansJson(spans: readonly LabSpan[], gap: string): string[] {
  return groupByEmitter(spans).map((scopes) => {
    const scopeSpans = scopes.map((group) => {
      const { scopeName, scopeVersion } = group[0].emitter
      const scope = `{"name":${JSON.stringify(scopeName)},"version":${JSON.stringify(scopeVersion)}}`
      return `{"scope":${scope},"spans":[${gap}${group.map(otlpSpanJson).join(`,${gap}`)}${gap}]}`
    })
    const resource = attributesJson(scopes[0][0].emitter.resource)
    return `{"resource":{"attributes":${resource}},"scopeSpans":[${scopeSpans.join(',')}]}`
  })
}

function* batches(spans: Iterable<LabSpan>, batchSpans: number): Generator<LabSpan[]> {
  let batch: LabSpan[] = []
  for (const span of spans) {
    batch.push(span)
    if (batch.length < batchSpans) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/**
 * OTLP JSON, one document, in chunks of `batchSpans` spans, so that no size of it has to fit a string. Within a chunk
 * spans are grouped by resource and scope, one span a line.
 */
export function* writeOtlpJson(spans: Iterable<LabSpan>, batchSpans = 2000): Generator<string> {
  let before = '{"resourceSpans":[\n'
  for (const batch of batches(spans, batchSpans)) {
    yield before + resourceSpansJson(batch, '\n').join(',\n')
    before = ',\n'
  }
  yield before === ',\n' ? '\n]}\n' : `${before}]}\n`
}

/** OTLP JSON lines as the collector's file exporter writes them: a request of up to `batchSpans` spans a line. */
export function* writeOtlpJsonLines(spans: Iterable<LabSpan>, batchSpans = 200): Generator<string> {
  for (const batch of batches(spans, batchSpans)) {
    yield `{"resourceSpans":[${resourceSpansJson(batch, '').join(',')}]}\n`
  }
}
