import { field, type JsonObject, listFrom, objectFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'
import { sidesOf } from './zipkinV1Parts.ts'

/**
 * Spans of Zipkin's first model, and of its Thrift structs written as JSON. A record in which client and
 * server both wrote stays one span, with the server's service.
 */
export const zipkinV1: Format = {
  id: 'zipkin-v1',
  label: 'Zipkin v1 JSON',
  sameId: 'duplicate',
  score: scoreZipkinV1,
  ...readLater(async () => (await import('./zipkinV1Reader.ts')).zipkinV1Reader),
}

function scoreZipkinV1(probe: Probe): Score {
  const isTimed = (span: JsonObject) => Object.hasOwn(span, 'timestamp') || sidesOf(span).client !== undefined
  if (findProbeObject(probe, (object) => isOlder(object) && isTimed(object)) !== undefined) {
    return { score: 0.9, reason: 'spans with `annotations` and `binaryAnnotations` of endpoints' }
  }
  if (findProbeObject(probe, isOlder) === undefined) return { score: 0, reason: '' }
  return { score: 0.45, reason: 'spans with `binaryAnnotations`, none of them with a time of its own' }
}

function isOlder(object: JsonObject): boolean {
  if (!Object.hasOwn(object, 'id') || field(object, 'traceId', 'trace_id') === undefined) return false
  const hasHosts = listFrom(object.annotations).some((item) => field(objectFrom(item) ?? {}, 'endpoint', 'host'))
  return hasHosts || Array.isArray(field(object, 'binaryAnnotations', 'binary_annotations'))
}
