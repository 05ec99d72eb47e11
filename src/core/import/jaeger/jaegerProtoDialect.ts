import { durationFromText } from '../fields/durationText.ts'
import { field, type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { spanIdFrom, traceIdFrom } from '../fields/readIds.ts'
import { nsFromRfc3339 } from '../fields/rfc3339.ts'
import { nsFromNanos } from '../json/exactNumber.ts'
import { NumberText } from '../json/parseJson.ts'
import type { JaegerDialect } from './jaegerDialect.ts'
import { mapTags } from './jaegerMapTags.ts'
import { NAME, SPAN_ID, START, TRACE_ID } from './jaegerProtoSpan.ts'

/** Spans of Jaeger's protobuf model as JSON (jaeger-idl, model.proto), camel or snake case. */
export const JAEGER_PROTO: JaegerDialect = {
  isSpan: (keys) => [SPAN_ID, NAME].every((names) => names.some((name) => keys.has(name))),
  span: plainSpan,
  process: plainProcess,
  hasBatches: true,
  errorTag: 'status',
}

function plainSpan(span: JsonObject): JsonObject {
  const process = objectFrom(span.process)
  return {
    traceID: traceIdFrom(field(span, ...TRACE_ID))?.id,
    spanID: spanIdFrom(field(span, ...SPAN_ID)),
    operationName: field(span, ...NAME),
    references: listFrom(span.references).map(plainReference),
    flags: field(span, 'flags'),
    startTime: plainMoment(field(span, ...START)),
    duration: plainDuration(field(span, 'duration')),
    tags: [...listFrom(span.tags).map(plainTag), ...mapTags(span.tag), ...mapTags(span.JaegerTag)],
    logs: listFrom(span.logs).map(plainLog),
    process: process && plainProcess(process),
    processID: field(span, 'processId', 'process_id', 'processID'),
    warnings: span.warnings,
  }
}

/** A process, or a `{processId, process}` that holds one. */
function plainProcess(object: JsonObject): JsonObject {
  const process = objectFrom(object.process) ?? object
  return {
    serviceName: field(process, 'serviceName', 'service_name'),
    tags: [...listFrom(process.tags).map(plainTag), ...mapTags(process.tag)],
  }
}

/** `SpanRefType` is CHILD_OF 0, which protobuf JSON may leave out, or FOLLOWS_FROM 1. */
function plainReference(value: unknown): unknown {
  const reference = objectFrom(value)
  if (reference === undefined) return value
  const type = textFrom(field(reference, 'refType', 'ref_type')) ?? '0'
  return {
    refType: type === '0' ? 'CHILD_OF' : type === '1' ? 'FOLLOWS_FROM' : type,
    traceID: traceIdFrom(field(reference, ...TRACE_ID))?.id,
    spanID: spanIdFrom(field(reference, ...SPAN_ID)),
  }
}

function plainLog(value: unknown): unknown {
  const log = objectFrom(value)
  return log && { timestamp: plainMoment(log.timestamp), fields: listFrom(log.fields).map(plainTag) }
}

/** µs of a date; a number is µs already. */
function plainMoment(value: unknown): unknown {
  const ns = nsFromRfc3339(value)
  return ns === undefined ? (typeof value === 'string' ? undefined : value) : microsOf(ns)
}

/** µs of a duration as Go or protobuf write it, or of a number of ns. */
function plainDuration(value: unknown): unknown {
  const ns = (typeof value === 'string' ? durationFromText(value) : undefined) ?? nsFromNanos(value)
  return ns === undefined ? undefined : microsOf(ns)
}

/** ns as µs, exactly. */
function microsOf(ns: bigint): NumberText {
  const size = String(ns < 0n ? -ns : ns).padStart(4, '0')
  return new NumberText(`${ns < 0n ? '-' : ''}${size.slice(0, -3)}.${size.slice(-3)}`)
}

/** Types of tags (model.proto, `ValueType`) by number, with the field that holds the value and what stands for absent. */
const TYPES: readonly (readonly [type: string, fields: readonly string[], absent: unknown])[] = [
  ['string', ['vStr', 'v_str'], ''],
  ['bool', ['vBool', 'v_bool'], false],
  ['int64', ['vInt64', 'v_int64'], 0],
  ['float64', ['vFloat64', 'v_float64'], 0],
  ['binary', ['vBinary', 'v_binary'], ''],
]

/** A tag whose type is named, numbered, or told by the field that holds its value; STRING where nothing is told. */
function plainTag(value: unknown): unknown {
  const tag = objectFrom(value)
  if (tag === undefined || Object.hasOwn(tag, 'value')) return value
  const told = textFrom(field(tag, 'vType', 'v_type'))?.toLowerCase()
  const byType = TYPES.find(([type], number) => told === type || told === String(number))
  const [type, fields, absent] = byType ?? TYPES.find((entry) => field(tag, ...entry[1]) !== undefined) ?? TYPES[0]
  return { key: tag.key, type, value: field(tag, ...fields) ?? absent }
}
