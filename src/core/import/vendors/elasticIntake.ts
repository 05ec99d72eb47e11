import { objectFrom, textFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/** Events as Elastic's agents send them to the APM server (intake v2): one a line, metadata first. */
export const elasticIntake: Format = {
  id: 'elastic-intake',
  label: 'Elastic APM intake',
  sameId: 'duplicate',
  score: scoreIntake,
  ...readLater(async () => (await import('./elasticIntakeReader.ts')).elasticIntakeReader),
}

function scoreIntake(probe: Probe): Score {
  const event = findProbeObject(probe, (object) => {
    const event = objectFrom(object.transaction) ?? objectFrom(object.span)
    return event !== undefined && textFrom(event.trace_id) !== undefined && textFrom(event.id) !== undefined
  })
  return event === undefined
    ? { score: 0, reason: '' }
    : { score: 0.95, reason: 'lines keyed `metadata`, `transaction` or `span`' }
}
