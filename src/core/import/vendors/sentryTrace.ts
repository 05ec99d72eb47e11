import { field } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/** Trees of transactions and spans as Sentry's trace endpoint gives them to its UI. */
export const sentryTrace: Format = {
  id: 'sentry-trace',
  label: 'Sentry trace',
  sameId: 'duplicate',
  score: scoreTrace,
  ...readLater(async () => (await import('./sentryTraceReader.ts')).sentryTraceReader),
}

function scoreTrace(probe: Probe): Score {
  const node = findProbeObject(probe, (object) => {
    const hasTimes = field(object, 'start_timestamp', 'precise.start_ts') !== undefined
    const isEvent = field(object, 'event_id', 'transaction_id', 'transaction.id', 'is_transaction') !== undefined
    return hasTimes && isEvent && Array.isArray(object.children)
  })
  return node === undefined
    ? { score: 0, reason: '' }
    : { score: 0.92, reason: 'trees of events with `start_timestamp` and `children`' }
}
