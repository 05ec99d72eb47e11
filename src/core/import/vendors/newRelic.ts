import { objectFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/** Batches of New Relic's Trace API, and span events of its database by the same dotted names. */
export const newRelic: Format = {
  id: 'newrelic',
  label: 'New Relic spans',
  sameId: 'duplicate',
  score: scoreNewRelic,
  ...readLater(async () => (await import('./newRelicReader.ts')).newRelicReader),
}

function scoreNewRelic(probe: Probe): Score {
  const span = findProbeObject(probe, (object) => {
    if (!Object.hasOwn(object, 'trace.id') && !Object.hasOwn(object, 'traceId')) return false
    const isApi = Object.hasOwn(object, 'id') && Object.hasOwn(object, 'timestamp') && objectFrom(object.attributes)
    return (
      (isApi && Object.hasOwn(object, 'trace.id')) ||
      (Object.hasOwn(object, 'guid') && Object.hasOwn(object, 'timestamp'))
    )
  })
  return span === undefined
    ? { score: 0, reason: '' }
    : { score: 0.92, reason: 'spans with `trace.id`, `timestamp` and `attributes` or `guid`' }
}
