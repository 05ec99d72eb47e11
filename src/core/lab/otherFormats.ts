import {
  durationMicros,
  KIND,
  type LabAttribute,
  type LabSpan,
  type LabValue,
  serviceOf,
  unixMicros,
} from './labSpan.ts'

const KIND_NAME = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER']
const STATUS_NAME = ['UNSET', 'OK', 'ERROR']

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json }

/** A value as plain JSON; Maps become objects, bigints beyond 2^53 text. */
function plain(value: LabValue): Json {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (value instanceof Map) return object([...value])
  return Array.isArray(value) ? value.map(plain) : ''
}

/** Entries as own properties, of whatever name: `fromEntries` defines them, it does not assign. */
function object(attributes: readonly LabAttribute[]): Json {
  return Object.fromEntries(attributes.map(([key, value]) => [key, plain(value)]))
}

function isText(value: Json): value is string {
  return typeof value === 'string'
}

function valueText(value: LabValue): string {
  const json = plain(value)
  return isText(json) ? json : JSON.stringify(json)
}

function jaegerTag([key, value]: LabAttribute): Json {
  const json = plain(value)
  if (typeof json === 'boolean') return { key, type: 'bool', value: json }
  if (typeof json === 'number') return { key, type: Number.isInteger(json) ? 'int64' : 'float64', value: json }
  return { key, type: 'string', value: valueText(value) }
}

function jaegerSpan(span: LabSpan, processId: string): Json {
  const tags: LabAttribute[] = [...span.attributes]
  if (span.kind > 1) tags.push(['span.kind', KIND_NAME[span.kind].toLowerCase()])
  if (span.status > 0) tags.push(['otel.status_code', STATUS_NAME[span.status]])
  if (span.status === 2) tags.push(['error', true])
  if (span.statusMessage !== '') tags.push(['otel.status_description', span.statusMessage])
  tags.push(['otel.scope.name', span.emitter.scopeName], ['otel.scope.version', span.emitter.scopeVersion])
  const reference = (refType: string, traceID: string, spanID: string): Json => ({ refType, traceID, spanID })
  const parents = span.parentSpanId === '' ? [] : [reference('CHILD_OF', span.traceId, span.parentSpanId)]
  return {
    traceID: span.traceId,
    spanID: span.spanId,
    flags: span.flags & 1,
    operationName: span.name,
    references: [...parents, ...span.links.map((link) => reference('FOLLOWS_FROM', link.traceId, link.spanId))],
    startTime: unixMicros(span.startNs),
    duration: durationMicros(span),
    tags: tags.map(jaegerTag),
    logs: span.events.map((event) => ({
      timestamp: unixMicros(event.timeNs),
      fields: [['event', event.name] as const, ...event.attributes].map(jaegerTag),
    })),
    processID: processId,
  }
}

function jaegerTrace(traceID: string, spans: readonly LabSpan[]): Json {
  const processIds = new Map<readonly LabAttribute[], string>()
  const processes: [string, Json][] = []
  const rows = spans.map((span) => {
    const { resource } = span.emitter
    let id = processIds.get(resource)
    if (id === undefined) {
      id = `p${processIds.size + 1}`
      processIds.set(resource, id)
      const tags = resource.filter(([key]) => key !== 'service.name').map(jaegerTag)
      processes.push([id, { serviceName: serviceOf(span) ?? '', tags }])
    }
    return jaegerSpan(span, id)
  })
  return { traceID, spans: rows, processes: Object.fromEntries(processes), warnings: [] }
}

/** Jaeger UI JSON (the answer of `/api/traces/{id}`); times are cut to µs. Holds the whole text. */
export function writeJaegerJson(spans: readonly LabSpan[]): string {
  const traces = new Map<string, LabSpan[]>()
  for (const span of spans) {
    const group = traces.get(span.traceId)
    if (group === undefined) traces.set(span.traceId, [span])
    else group.push(span)
  }
  const data = [...traces].map(([id, group]) => jaegerTrace(id, group))
  return `${JSON.stringify({ data, total: data.length, limit: 0, offset: 0, errors: [] }, undefined, 1)}\n`
}

function zipkinSpan(span: LabSpan, id: string, parentId: string, shared: boolean): Json {
  const tags: LabAttribute[] = [
    ...span.attributes,
    ...span.emitter.resource.filter(([key]) => key !== 'service.name'),
    ['otel.scope.name', span.emitter.scopeName],
    ['otel.scope.version', span.emitter.scopeVersion],
  ]
  if (span.status > 0) tags.push(['otel.status_code', STATUS_NAME[span.status]])
  if (span.status === 2) tags.push(['error', span.statusMessage])
  const annotations = span.events.map((event) => ({
    timestamp: unixMicros(event.timeNs),
    value: event.attributes.length === 0 ? event.name : JSON.stringify({ [event.name]: object(event.attributes) }),
  }))
  return {
    traceId: span.traceId,
    id,
    ...(parentId === '' ? {} : { parentId }),
    name: span.name,
    ...(span.kind === KIND.internal ? {} : { kind: KIND_NAME[span.kind] }),
    timestamp: unixMicros(span.startNs),
    duration: Math.max(1, durationMicros(span)),
    localEndpoint: { serviceName: serviceOf(span) ?? '' },
    annotations,
    tags: Object.fromEntries(tags.map(([key, value]) => [key, valueText(value)])),
    ...(shared ? { shared: true } : {}),
  }
}

/**
 * Zipkin v2 JSON; times are cut to µs, links are not carried. With `shareIds` a SERVER span takes the id and the parent
 * of the CLIENT span above it and says `shared`, as B3 tracers do (openzipkin/b3-propagation). Holds the whole text.
 */
export function writeZipkinJson(spans: readonly LabSpan[], shareIds = false): string {
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  const clientHalf = (span: LabSpan): LabSpan | undefined => {
    const above = byId.get(span.parentSpanId)
    return shareIds && span.kind === KIND.server && above?.kind === KIND.client ? above : undefined
  }
  const parentIdOf = (span: LabSpan): string => {
    const above = byId.get(span.parentSpanId)
    return (above === undefined ? undefined : clientHalf(above)?.spanId) ?? span.parentSpanId
  }
  const rows = spans.map((span) => {
    const half = clientHalf(span)
    return half === undefined
      ? zipkinSpan(span, span.spanId, parentIdOf(span), false)
      : zipkinSpan(span, half.spanId, parentIdOf(half), true)
  })
  return `${JSON.stringify(rows, undefined, 1)}\n`
}

function flatSpan(span: LabSpan): Json {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    service: serviceOf(span) ?? '',
    kind: KIND_NAME[span.kind],
    timestamp: unixMicros(span.startNs),
    duration: durationMicros(span),
    status: {
      code: STATUS_NAME[span.status],
      ...(span.statusMessage === '' ? {} : { message: span.statusMessage }),
    },
    attributes: object(span.attributes),
    events: span.events.map((event) => ({
      name: event.name,
      timestamp: unixMicros(event.timeNs),
      attributes: object(event.attributes),
    })),
  }
}

/** An array of flat spans, times in µs; resource, scope and links are not carried. Holds the whole text. */
export function writeFlatJson(spans: readonly LabSpan[]): string {
  return `${JSON.stringify(spans.map(flatSpan), undefined, 1)}\n`
}
