import { objectFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/** `JSON.stringify` of spans of OpenTelemetry JS (`ReadableSpan`), SDK 1 and 2: times as [s, ns]. */
export const jsReadable: Format = {
  id: 'js-readable',
  label: 'OpenTelemetry JS spans as JSON',
  sameId: 'duplicate',
  score(probe: Probe) {
    const found = findProbeObject(
      probe,
      (object) => objectFrom(object._spanContext) !== undefined && Array.isArray(object.startTime),
    )
    return found === undefined
      ? { score: 0, reason: '' }
      : { score: 0.95, reason: 'spans with `_spanContext` and times as [s, ns]' }
  },
  ...readLater(async () => (await import('./jsReadableReader.ts')).jsReadableReader),
}
