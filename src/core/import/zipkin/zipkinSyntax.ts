import { SAMPLED, SHARED_HALF } from '../../model/spanMarks.ts'
import { SPAN_KINDS } from '../../model/spanTable.ts'
import { FIELD, NOT_ZERO, PART, type SpanSyntax } from '../fast/spanSyntax.ts'
import { STATUS_TAGS, TAGS_WITH_MEANING } from '../fast/tagSyntax.ts'

const US = 1000

/** Zipkin v2 spans (zipkin-api, zipkin2-api.yaml, `Span`), as ZipkinReader reads them without any report. */
export const ZIPKIN_SYNTAX: SpanSyntax = {
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
  statuses: STATUS_TAGS,
  parts: [['serviceName', PART.service]],
  tags: TAGS_WITH_MEANING,
  tagKinds: [],
  references: [],
  referenceTypes: [],
  groups: [],
}
