import type { Attribute, AttributeValue, Scope, SpanDetails, SpanEvent, SpanLink } from '../model/details.ts'

/** A span as OTLP has it, but for its details. */
export interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  /** '' for none. */
  readonly parentSpanId: string
  readonly flags: number
  readonly name: string
  readonly kind: number
  /** Unix ns; undefined ones are left out. */
  readonly startUnixNs: bigint | undefined
  readonly endUnixNs: bigint | undefined
  readonly status: number
}

/**
 * JSON of one span (opentelemetry-proto, trace.proto and docs/specification.md, "JSON Protobuf Encoding"): ids as hex,
 * 64-bit numbers as text, enums as numbers. What is absent is left out.
 */
export function otlpSpanText(span: OtlpSpan, details: SpanDetails): string {
  const { statusMessage, traceState, dropped } = details
  let text = `{"traceId":${quoted(span.traceId)},"spanId":${quoted(span.spanId)}`
  if (traceState !== '') text += `,"traceState":${quoted(traceState)}`
  if (span.parentSpanId !== '') text += `,"parentSpanId":${quoted(span.parentSpanId)}`
  if (span.flags !== 0) text += `,"flags":${span.flags}`
  text += `,"name":${quoted(span.name)},"kind":${span.kind}`
  if (span.startUnixNs !== undefined) text += `,"startTimeUnixNano":"${span.startUnixNs}"`
  if (span.endUnixNs !== undefined) text += `,"endTimeUnixNano":"${span.endUnixNs}"`
  text += `,"attributes":${attributesText(details.attributes)}`
  if (dropped.attributes > 0) text += `,"droppedAttributesCount":${dropped.attributes}`
  if (details.events.length > 0) text += `,"events":[${details.events.map(eventText).join(',')}]`
  if (dropped.events > 0) text += `,"droppedEventsCount":${dropped.events}`
  if (details.links.length > 0) text += `,"links":[${details.links.map(linkText).join(',')}]`
  if (dropped.links > 0) text += `,"droppedLinksCount":${dropped.links}`
  const message = statusMessage === '' ? '' : `"message":${quoted(statusMessage)}`
  const code = span.status === 0 ? '' : `"code":${span.status}`
  return `${text},"status":{${[message, code].filter((part) => part !== '').join(',')}}}`
}

/** JSON of a `Resource`. */
export function resourceText(attributes: readonly Attribute[]): string {
  return `{"attributes":${attributesText(attributes)}}`
}

/** JSON of an `InstrumentationScope`; one that says nothing is empty. */
export function scopeText(scope: Scope | undefined): string {
  if (scope === undefined) return '{}'
  const attributes = scope.attributes.length === 0 ? '' : `,"attributes":${attributesText(scope.attributes)}`
  return `{"name":${quoted(scope.name)},"version":${quoted(scope.version)}${attributes}}`
}

function attributesText(attributes: readonly Attribute[]): string {
  return `[${attributes.map(attributeText).join(',')}]`
}

function attributeText({ key, value }: Attribute): string {
  return `{"key":${quoted(key)},"value":${valueText(value)}}`
}

/** JSON of an `AnyValue`. Readers bound how deep values lie. */
function valueText(value: AttributeValue): string {
  switch (value.type) {
    case 'string':
      return `{"stringValue":${quoted(value.value)}}`
    case 'bool':
      return `{"boolValue":${value.value}}`
    case 'int':
      return `{"intValue":"${value.value}"}`
    case 'double':
      return `{"doubleValue":${doubleText(value.value)}}`
    case 'bytes':
      return `{"bytesValue":${quoted(value.value)}}`
    case 'array':
      return `{"arrayValue":{"values":[${value.value.map(valueText).join(',')}]}}`
    case 'map':
      return `{"kvlistValue":{"values":${attributesText(value.value)}}}`
    case 'empty':
      return '{}'
  }
}

/** What JSON has no number for is text (protobuf JSON mapping). */
function doubleText(value: number): string {
  if (Object.is(value, -0)) return '-0.0'
  return Number.isFinite(value) ? String(value) : `"${value}"`
}

function eventText({ timeUnixNs, name, attributes }: SpanEvent): string {
  const time = timeUnixNs === undefined ? '' : `"timeUnixNano":"${timeUnixNs}",`
  return `{${time}"name":${quoted(name)},"attributes":${attributesText(attributes)}}`
}

function linkText({ traceId, spanId, traceState, attributes }: SpanLink): string {
  const state = traceState === '' ? '' : `"traceState":${quoted(traceState)},`
  return `{"traceId":${quoted(traceId)},"spanId":${quoted(spanId)},${state}"attributes":${attributesText(attributes)}}`
}

function quoted(text: string): string {
  return JSON.stringify(text)
}
