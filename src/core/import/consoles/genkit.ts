import { isJsonObject, type JsonObject, objectFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/** Traces of Firebase Genkit: spans in an object keyed by span id, times in ms, in old files µs. */
export const genkit: Format = {
  id: 'genkit',
  label: 'Genkit',
  sameId: 'duplicate',
  score(probe: Probe) {
    return findProbeObject(probe, isGenkitTrace) === undefined
      ? { score: 0, reason: '' }
      : { score: 0.95, reason: '`spans` is an object keyed by span id, its spans have `displayName`' }
  },
  ...readLater(async () => (await import('./genkitReader.ts')).genkitReader),
}

function isGenkitTrace(object: JsonObject): boolean {
  const [first] = Object.values(objectFrom(object.spans) ?? {})
  return isJsonObject(first) && Object.hasOwn(first, 'spanId') && Object.hasOwn(first, 'displayName')
}
