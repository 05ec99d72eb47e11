import { listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/**
 * Traces as Grafana's inspector shows them, "Data" as JSON: data frames with a field for each property of spans
 * (grafana-data, `TraceSpanRow`), times in ms.
 */
export const grafanaFrame: Format = {
  id: 'grafana-frame',
  label: 'Grafana data frame',
  sameId: 'duplicate',
  score: scoreFrame,
  ...readLater(async () => (await import('./grafanaFrameReader.ts')).grafanaFrameReader),
}

function scoreFrame(probe: Probe): Score {
  const frame = findProbeObject(probe, (object) => {
    const fields = listFrom(objectFrom(object.schema)?.fields ?? object.fields)
    const names = new Set(fields.map((item) => textFrom(objectFrom(item)?.name)))
    return names.has('traceID') && names.has('spanID')
  })
  return frame === undefined
    ? { score: 0, reason: '' }
    : { score: 1, reason: 'fields `traceID` and `spanID` of a data frame' }
}
