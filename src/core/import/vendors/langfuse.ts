import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/** Observations of Langfuse: what one run of an LLM application did. */
export const langfuse: Format = {
  id: 'langfuse',
  label: 'Langfuse observations',
  sameId: 'duplicate',
  score: scoreLangfuse,
  ...readLater(async () => (await import('./langfuseReader.ts')).langfuseReader),
}

function scoreLangfuse(probe: Probe): Score {
  const observation = findProbeObject(probe, (object) =>
    ['id', 'traceId', 'parentObservationId', 'startTime'].every((key) => Object.hasOwn(object, key)),
  )
  return observation === undefined
    ? { score: 0, reason: '' }
    : { score: 0.92, reason: 'observations with `traceId` and `parentObservationId`' }
}
