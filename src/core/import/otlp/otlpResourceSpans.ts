import type { Format, Probe, Score } from '../format.ts'
import { otlpJson } from './otlpJson.ts'
import { documentsOf, keyIn, SCOPES_KEYS } from './otlpShapes.ts'

/** Bare ResourceSpans, one or many, as the `logging-otlp` exporter of OpenTelemetry Java writes them. */
export const otlpResourceSpans: Format = {
  ...otlpJson,
  id: 'otlp-resourcespans',
  label: 'OTLP ResourceSpans',
  score: scoreResourceSpans,
}

function scoreResourceSpans(probe: Probe): Score {
  const key = keyIn(documentsOf(probe), SCOPES_KEYS)
  return key === undefined ? { score: 0, reason: '' } : { score: 0.95, reason: `the key \`${key}\` without a request` }
}
