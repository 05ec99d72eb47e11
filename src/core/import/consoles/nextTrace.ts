import type { JsonObject } from '../fields/fields.ts'
import { type Format, type Probe, readLater } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/**
 * The file `.next/trace` of Next.js: an array of spans a line, like Zipkin's but with numbers for span ids, `timestamp` in
 * µs of a clock without date and the date in ms beside it as `startTime`. It names no service.
 */
export const nextTrace: Format = {
  id: 'next-trace',
  label: 'Next.js trace',
  sameId: 'duplicate',
  score(probe: Probe) {
    return findProbeObject(probe, isNextSpan) === undefined
      ? { score: 0, reason: '' }
      : { score: 0.9, reason: 'spans with `traceId`, `id`, `timestamp` and `startTime`' }
  },
  ...readLater(async () => (await import('./nextTraceReader.ts')).nextTraceReader),
}

const OWN_KEYS = ['traceId', 'id', 'timestamp', 'startTime', 'duration']

function isNextSpan(object: JsonObject): boolean {
  return OWN_KEYS.every((key) => Object.hasOwn(object, key)) && !Object.hasOwn(object, 'operationName')
}
