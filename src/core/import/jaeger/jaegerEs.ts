import { base64FromHex } from '../bytes/hexBytes.ts'
import { type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import type { Format, Probe, Score } from '../format.ts'
import { nsFromMicros, nsFromMillis } from '../json/exactNumber.ts'
import { findProbeObject } from '../probeObjects.ts'
import { isBulkAction } from '../vendors/bulkAction.ts'
import { readJaegerDetails } from './jaegerDetails.ts'
import { type JaegerDialect, PLAIN_JAEGER } from './jaegerDialect.ts'
import { mapTags } from './jaegerMapTags.ts'
import { readJaegerSpans } from './jaegerReader.ts'

/**
 * Documents of Jaeger's Elasticsearch and OpenSearch storage (jaeger, internal/storage/v1/elasticsearch, dbmodel): spans
 * with their process in them, one a line, in bulk requests, or among the hits of a search.
 */
export const jaegerEs: Format = {
  id: 'jaeger-es',
  label: 'Jaeger in Elasticsearch',
  sameId: 'duplicate',
  score: scoreJaegerEs,
  read: (source, sink) => readJaegerSpans(source, sink, JAEGER_ES),
  readDetails: (source, location) => readJaegerDetails(source, location, JAEGER_ES),
}

const JAEGER_ES: JaegerDialect = {
  isSpan: PLAIN_JAEGER.isSpan,
  span: (object) => (isBulkAction(object) ? undefined : plainSpan(object)),
  process: plainProcess,
  hasBatches: false,
  errorTag: 'status',
}

function scoreJaegerEs(probe: Probe): Score {
  const span = findProbeObject(
    probe,
    (object) =>
      textFrom(object.spanID) !== undefined &&
      textFrom(object.operationName) !== undefined &&
      (Object.hasOwn(object, 'startTimeMillis') || objectFrom(object.tag) !== undefined),
  )
  if (span === undefined) return { score: 0, reason: '' }
  return { score: 0.95, reason: 'spans with `spanID`, and `startTimeMillis` or a map `tag`' }
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
