import { SPAN_KINDS } from '../../model/spanTable.ts'
import { FIELD, PART, REFERENCE, type SpanSyntax } from '../fast/spanSyntax.ts'
import { STATUS_TAGS, TAGS_WITH_MEANING } from '../fast/tagSyntax.ts'

const US = 1000

/** Jaeger's spans (jaeger, model/json/model.go, `Span`), as JaegerReader reads them without any report. */
export const JAEGER_SYNTAX: SpanSyntax = {
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
  statuses: STATUS_TAGS,
  parts: [
    ['key', PART.key],
    ['value', PART.value],
  ],
  tags: TAGS_WITH_MEANING,
  tagKinds: SPAN_KINDS.map((kind, number) => [kind, number]),
  references: [
    ['traceID', REFERENCE.traceId],
    ['spanID', REFERENCE.spanId],
    ['refType', REFERENCE.type],
  ],
  referenceTypes: [
    ['FOLLOWS_FROM', 0],
    ['CHILD_OF', 1],
  ],
  groups: [],
}
