import { objectFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/** Traces of Google Cloud Trace's API v1: span ids as decimal text, labels. */
export const gcpTraceV1: Format = {
  id: 'gcp-trace-v1',
  label: 'Google Cloud Trace v1',
  sameId: 'duplicate',
  score: scoreGcpTrace,
  ...readLater(async () => (await import('./gcpTraceV1Reader.ts')).gcpTraceV1Reader),
}

function scoreGcpTrace(probe: Probe): Score {
  const trace = findProbeObject(probe, (object) => {
    const first = Array.isArray(object.spans) ? objectFrom(object.spans[0]) : undefined
    return typeof object.traceId === 'string' && first !== undefined && isDecimalText(first.spanId)
  })
  if (trace === undefined) return { score: 0, reason: '' }
  const score = Object.hasOwn(trace, 'projectId') ? 0.95 : 0.6
  return { score, reason: 'traces with `traceId` and `spans` whose ids are decimal' }
}

function isDecimalText(value: unknown): boolean {
  return typeof value === 'string' && /^\d{1,20}$/.test(value)
}
