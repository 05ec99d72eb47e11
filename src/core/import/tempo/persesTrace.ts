import { field } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { keyIn, REQUEST_KEYS } from '../otlp/otlpShapes.ts'
import { findProbeObject } from '../probeObjects.ts'

/**
 * Traces as Perses and the OpenShift console keep them: OTLP whose trace id stands beside `resourceSpans`, with plain maps
 * for attributes, those of the resource directly in the ResourceSpans.
 */
export const persesTrace: Format = {
  id: 'perses-trace',
  label: 'Perses trace',
  sameId: 'duplicate',
  score: scorePerses,
  ...readLater(async () => (await import('./persesTraceReader.ts')).persesTraceReader),
}

function scorePerses(probe: Probe): Score {
  const trace = findProbeObject(
    probe,
    (object) => field(object, 'traceId', 'traceID') !== undefined && keyIn([object], REQUEST_KEYS) !== undefined,
  )
  return trace === undefined ? { score: 0, reason: '' } : { score: 1, reason: '`traceId` beside `resourceSpans`' }
}
