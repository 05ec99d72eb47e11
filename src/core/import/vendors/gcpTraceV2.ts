import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'
import { GCP_SPAN_NAME } from './gcpSpanName.ts'

/**
 * Spans as Google Cloud Trace's API v2 takes them (BatchWriteSpans); ids are in their resource names.
 * No attribute of theirs is the service by rule; `service.name` is a label.
 */
export const gcpTraceV2: Format = {
  id: 'gcp-trace-v2',
  label: 'Google Cloud Trace v2',
  sameId: 'duplicate',
  score: scoreGcpSpans,
  ...readLater(async () => (await import('./gcpTraceV2Reader.ts')).gcpTraceV2Reader),
}

function scoreGcpSpans(probe: Probe): Score {
  const span = findProbeObject(
    probe,
    (object) =>
      typeof object.name === 'string' && GCP_SPAN_NAME.test(object.name) && Object.hasOwn(object, 'displayName'),
  )
  if (span !== undefined) return { score: 0.95, reason: 'spans named projects/…/traces/…/spans/…' }
  const request = findProbeObject(probe, (object) => Array.isArray(object.batchWriteSpansRequest))
  return request === undefined ? { score: 0, reason: '' } : { score: 0.9, reason: 'requests of BatchWriteSpans' }
}
