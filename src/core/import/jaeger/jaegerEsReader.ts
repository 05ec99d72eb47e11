import { base64FromHex } from '../bytes/hexBytes.ts'
import { type JsonObject, listFrom, objectFrom } from '../fields/fields.ts'
import type { FormatReader } from '../format.ts'
import { nsFromMicros, nsFromMillis } from '../json/exactNumber.ts'
import { isBulkAction } from '../vendors/bulkAction.ts'
import { type JaegerDialect, PLAIN_JAEGER } from './jaegerDialect.ts'
import { mapTags } from './jaegerMapTags.ts'
import { jaegerReaderOf } from './jaegerReaderOf.ts'

const JAEGER_ES: JaegerDialect = {
  isSpan: PLAIN_JAEGER.isSpan,
  span: (object) => (isBulkAction(object) ? undefined : plainSpan(object)),
  process: plainProcess,
  hasBatches: false,
  errorTag: 'status',
}

function plainSpan(span: JsonObject): JsonObject {
  const process = objectFrom(span.process)
  const startTime = nsFromMicros(span.startTime) === undefined ? microsFromMillis(span.startTimeMillis) : span.startTime
  return {
    ...span,
    startTime,
    tags: plainTags(span),
    logs: listFrom(span.logs).map(plainLog),
    process: process && plainProcess(process),
  }
}

function microsFromMillis(value: unknown): bigint | undefined {
  const ns = nsFromMillis(value)
  return ns === undefined ? undefined : ns / 1000n
}

function plainProcess(process: JsonObject): JsonObject {
  return { ...process, tags: plainTags(process) }
}

function plainTags(owner: JsonObject): unknown[] {
  return [...listFrom(owner.tags).map(plainTag), ...mapTags(owner.tag)]
}

function plainLog(value: unknown): unknown {
  const log = objectFrom(value)
  return log && { ...log, fields: listFrom(log.fields).map(plainTag) }
}

/** Storage writes bytes as hex. */
function plainTag(value: unknown): unknown {
  const tag = objectFrom(value)
  const bytes = tag?.type === 'binary' ? base64FromHex(tag.value) : undefined
  return bytes === undefined ? value : { ...tag, value: bytes }
}

/** Reads {@link jaegerEs}. */
export const jaegerEsReader: FormatReader = jaegerReaderOf(JAEGER_ES)
