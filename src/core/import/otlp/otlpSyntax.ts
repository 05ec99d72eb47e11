import { SPAN_KINDS, STATUS_CODES } from '../../model/spanTable.ts'
import { FIELD, GROUP, PART, type SpanSyntax } from '../fast/spanSyntax.ts'

/** Spans of OTLP JSON (trace.proto, `Span`), camel and snake case, as otlpSpan reads them without any report. */
export const OTLP_SYNTAX: SpanSyntax = {
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
    ['endTimeUnixNano', FIELD.end],
    ['end_time_unix_nano', FIELD.end],
    ['kind', FIELD.kind, SPAN_KINDS.length],
    ['status', FIELD.status],
    ['flags', FIELD.flags, 0x301],
  ],
  needed: [FIELD.traceId, FIELD.spanId, FIELD.name, FIELD.start, FIELD.end],
  kinds: SPAN_KINDS.map((kind, number) => [`SPAN_KIND_${kind.toUpperCase()}`, number]),
  statuses: STATUS_CODES.map((code, number) => [`STATUS_CODE_${code.toUpperCase()}`, number]),
  parts: [
    ['code', PART.code],
    ['deprecatedCode', PART.other],
    ['deprecated_code', PART.other],
  ],
  tags: [],
  tagKinds: [],
  references: [],
  referenceTypes: [],
  groups: [
    ['resourceSpans', GROUP.groups],
    ['resource', GROUP.resource],
    ['scopeSpans', GROUP.scopes],
    ['scope', GROUP.scope],
    ['spans', GROUP.spans],
    ['schemaUrl', GROUP.schema],
  ],
}
