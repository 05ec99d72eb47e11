import { isJsonObject } from '../fields/fields.ts'
import { parseJson } from '../json/parseJson.ts'

const TRACE_KEY = /^(?:dd\.)?trace[_.-]?id$|^logging\.googleapis\.com\/trace$/i
/** Fields that a record of a log has and a span has not. */
const LOG_KEY = /^(?:level|lvl|severity|severityText|msg|message|log|logger|body|@timestamp|log\..*)$/i
/** Fields that say of a record that it is a span. */
const SPAN_KEY =
  /^(?:start|end|duration|elapsed|operation|parent|kind|span_?name|spans?$|references|annotations|localendpoint|process)/i

/** True for one JSON object that is a record of a log with ids, or ids alone; false for what may be a span. */
export function isLogRecord(text: string): boolean {
  const record = parseJson(text)
  if (!isJsonObject(record)) return false
  const keys = Object.keys(record)
  if (!keys.some((key) => TRACE_KEY.test(key))) return false
  if (keys.some((key) => SPAN_KEY.test(key))) return false
  return keys.some((key) => LOG_KEY.test(key)) || !keys.some((key) => /^(?:name|id|timestamp)$/i.test(key))
}
