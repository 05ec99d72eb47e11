import { objectFrom, textFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/** Spans as the OpenTelemetry Collector sends them to Splunk's HTTP event collector: one event each. */
export const splunkHec: Format = {
  id: 'splunk-hec',
  label: 'Splunk HEC events',
  sameId: 'duplicate',
  score: scoreHec,
  ...readLater(async () => (await import('./splunkHecReader.ts')).splunkHecReader),
}

function scoreHec(probe: Probe): Score {
  const event = findProbeObject(probe, (object) => {
    const span = objectFrom(object.event)
    return span !== undefined && textFrom(span.trace_id) !== undefined && textFrom(span.span_id) !== undefined
  })
  return event === undefined ? { score: 0, reason: '' } : { score: 0.95, reason: 'events that hold a span in `event`' }
}
