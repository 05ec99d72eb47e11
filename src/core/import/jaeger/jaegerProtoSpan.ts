import { field, isJsonObject, type JsonObject, listFrom, textFrom } from '../fields/fields.ts'
import { nsFromRfc3339 } from '../fields/rfc3339.ts'

/** Where a span's span id stands. */
export const SPAN_ID = ['spanId', 'span_id']
/** Where a span's trace id stands. */
export const TRACE_ID = ['traceId', 'trace_id']
/** Where a span's name stands. */
export const NAME = ['operationName', 'operation_name']
/** Where a span's start stands. */
export const START = ['startTime', 'start_time']

/** True for a span of the protobuf model, by what no flat span has: base64 ids, dates, typed tags. */
export function isProtoSpan(span: JsonObject): boolean {
  const id = textFrom(field(span, ...TRACE_ID))
  const isSpan = id !== undefined && field(span, ...SPAN_ID) !== undefined && field(span, ...NAME) !== undefined
  if (!isSpan) return false
  if (/^[\w+/-]{22}(==)?$/.test(id) || nsFromRfc3339(field(span, ...START)) !== undefined) return true
  return listFrom(span.tags).some(
    (tag) => isJsonObject(tag) && field(tag, 'vType', 'v_type', 'vStr', 'v_str') !== undefined,
  )
}
