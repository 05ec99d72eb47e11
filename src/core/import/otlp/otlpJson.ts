import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { documentsOf, keyIn, objectsAt, REQUEST_KEYS, SCOPES_KEYS } from './otlpShapes.ts'

const OTHER_SIGNALS = ['resourceMetrics', 'resource_metrics', 'resourceLogs', 'resource_logs']
const SHELLS = ['result', 'trace', 'batches', 'data']
const UNSURE = 0.5

/** OTLP JSON, one document: an ExportTraceServiceRequest (opentelemetry-proto, docs/specification.md). */
export const otlpJson: Format = {
  id: 'otlp-json',
  label: 'OTLP JSON',
  sameId: 'duplicate',
  spanShape: 'otlp',
  score: (probe) => (probe.manyDocuments ? less(scoreOtlp(probe)) : scoreOtlp(probe)),
  ...readLater(async () => (await import('./otlpJsonReader.ts')).otlpJsonReader),
}

/** OTLP JSON, many documents: what the collector's file exporter writes, one request a line. */
export const otlpJsonLines: Format = {
  ...otlpJson,
  id: 'otlp-jsonl',
  label: 'OTLP JSON lines',
  score: (probe) => (probe.manyDocuments ? scoreOtlp(probe) : less(scoreOtlp(probe))),
}

function less({ score, reason }: Score): Score {
  return { score: score * 0.9, reason }
}

function scoreOtlp(probe: Probe): Score {
  const objects = documentsOf(probe)
  const inRequest = keyIn(objects, REQUEST_KEYS)
  if (inRequest !== undefined) return { score: 1, reason: `the key \`${inRequest}\`` }
  const inSignal = keyIn(objects, OTHER_SIGNALS)
  if (inSignal !== undefined) return { score: 0.9, reason: `the key \`${inSignal}\`, another signal of OTLP` }
  const inResource = keyIn(objects, SCOPES_KEYS)
  if (inResource !== undefined) return { score: UNSURE, reason: `the key \`${inResource}\`` }
  for (const shell of SHELLS) {
    const key = keyIn(objectsAt(objects, shell), [...REQUEST_KEYS, ...SCOPES_KEYS])
    if (key !== undefined) return { score: UNSURE, reason: `the key \`${key}\` in \`${shell}\`` }
  }
  return { score: 0, reason: '' }
}
