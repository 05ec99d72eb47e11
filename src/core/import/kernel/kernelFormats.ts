import { SAMPLED, SHARED_HALF } from '../../model/spanMarks.ts'
import { SPAN_KINDS, STATUS_CODES } from '../../model/spanTable.ts'
import { FIELD, type KernelFormat } from './kernelTables.ts'

const US = 1000
/** A duration of 0 means "not told". */
const NOT_ZERO = 0x80000000

const TAG_STATUSES: KernelFormat['statuses'] = [
  ['UNSET', 0],
  ['OK', 1],
  ['ERROR', 2],
]

const TAGS: KernelFormat['tags'] = [
  ['span.kind', 1],
  ['otel.status_code', 2],
  ['error', 3],
]

/** Spans of OTLP JSON (trace.proto, `Span`), as OtlpSkimmer reads them. */
export const OTLP_KERNEL: KernelFormat = {
  keys: [
    ['traceId', FIELD.traceId],
    ['trace_id', FIELD.traceId],
    ['spanId', FIELD.spanId],
    ['span_id', FIELD.spanId],
    ['parentSpanId', FIELD.parentSpanId],
    ['parent_span_id', FIELD.parentSpanId],
    ['name', FIELD.name],
    ['startTimeUnixNano', FIELD.start, 1],
    ['start_time_unix_nano', FIELD.start, 1],
    ['endTimeUnixNano', FIELD.end, 1],
    ['end_time_unix_nano', FIELD.end, 1],
    ['kind', FIELD.kind, SPAN_KINDS.length],
    ['status', FIELD.status],
    ['flags', FIELD.flags, 0x301],
  ],
  needed: [FIELD.traceId, FIELD.spanId, FIELD.name, FIELD.start, FIELD.end],
  kinds: SPAN_KINDS.map((kind, number) => [`SPAN_KIND_${kind.toUpperCase()}`, number]),
  statuses: STATUS_CODES.map((code, number) => [`STATUS_CODE_${code.toUpperCase()}`, number]),
  parts: [
    ['code', 1],
    ['deprecatedCode', 2],
    ['deprecated_code', 2],
  ],
  tags: [],
  tagKinds: [],
  references: [],
  referenceTypes: [],
}

/** Zipkin v2 spans (zipkin2-api.yaml, `Span`), as ZipkinSkimmer reads them. */
export const ZIPKIN_KERNEL: KernelFormat = {
  keys: [
    ['traceId', FIELD.traceId],
    ['id', FIELD.spanId],
    ['parentId', FIELD.parentSpanId],
    ['name', FIELD.name, 1],
    ['kind', FIELD.kind],
    ['timestamp', FIELD.start, US],
    ['duration', FIELD.duration, US + NOT_ZERO],
    ['localEndpoint', FIELD.endpoint],
    ['tags', FIELD.tagMap],
    ['shared', FIELD.shared, SHARED_HALF],
    ['debug', FIELD.debug, SAMPLED],
  ],
  needed: [FIELD.traceId, FIELD.spanId, FIELD.start, FIELD.duration],
  kinds: SPAN_KINDS.slice(1).map((kind, i) => [kind.toUpperCase(), i + 1]),
  statuses: TAG_STATUSES,
  parts: [['serviceName', 1]],
  tags: TAGS,
  tagKinds: [],
  references: [],
  referenceTypes: [],
}

/** Jaeger spans (jaeger, model/json/model.go, `Span`), as JaegerSkimmer reads them. */
export const JAEGER_KERNEL: KernelFormat = {
  keys: [
    ['traceID', FIELD.traceId],
    ['spanID', FIELD.spanId],
    ['operationName', FIELD.name],
    ['startTime', FIELD.start, US],
    ['duration', FIELD.duration, US],
    ['processID', FIELD.context],
    ['references', FIELD.references],
    ['tags', FIELD.tagList],
    ['flags', FIELD.flags, 1],
    ['parentSpanID', FIELD.other],
    ['process', FIELD.other],
  ],
  needed: [FIELD.traceId, FIELD.spanId, FIELD.name, FIELD.start, FIELD.duration, FIELD.context],
  kinds: [],
  statuses: TAG_STATUSES,
  parts: [
    ['key', 1],
    ['value', 2],
  ],
  tags: TAGS,
  tagKinds: SPAN_KINDS.map((kind, number) => [kind, number]),
  references: [
    ['traceID', 1],
    ['spanID', 2],
    ['refType', 3],
  ],
  referenceTypes: [
    ['FOLLOWS_FROM', 0],
    ['CHILD_OF', 1],
  ],
}
