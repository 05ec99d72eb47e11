import { type JsonObject, listFrom, objectFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/** Spans of Zipkin's v2 model (zipkin-api, zipkin2-api.yaml): arrays, arrays of arrays, one span, or one a line. */
export const zipkinV2: Format = {
  id: 'zipkin-v2',
  label: 'Zipkin v2 JSON',
  sameId: 'fragment',
  score: scoreZipkin,
  ...readLater(async () => (await import('./zipkinV2Reader.ts')).zipkinV2Reader),
}

const OWN_KEYS = ['localEndpoint', 'remoteEndpoint', 'shared']
const USUAL_KEYS = ['kind', 'parentId', 'timestamp']

function scoreZipkin(probe: Probe): Score {
  const span = findProbeObject(probe, isZipkinSpan)
  if (span === undefined) return { score: 0, reason: '' }
  const hasEndpoints = listFrom(span.annotations).some((item) => objectFrom(item)?.endpoint !== undefined)
  if (hasEndpoints || Array.isArray(span.binaryAnnotations)) {
    return { score: 0.5, reason: 'spans with `traceId` and `id`, in the older shape with `binaryAnnotations`' }
  }
  const own = findProbeObject(
    probe,
    (object) => isZipkinSpan(object) && OWN_KEYS.some((key) => Object.hasOwn(object, key)),
  )
  if (own !== undefined) return { score: 0.95, reason: 'spans with `traceId`, `id` and endpoints' }
  return { score: 0.7, reason: 'spans with `traceId` and `id`' }
}

function isZipkinSpan(object: JsonObject): boolean {
  if (typeof object.traceId !== 'string' || typeof object.id !== 'string' || Object.hasOwn(object, 'spanId'))
    return false
  return [...OWN_KEYS, ...USUAL_KEYS].some((key) => Object.hasOwn(object, key))
}
