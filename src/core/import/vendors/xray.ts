import type { JsonObject } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'
import { XRAY_TRACE_ID } from './xrayTraceId.ts'

/** Answers of X-Ray's BatchGetTraces: segments as documents, each a JSON text in a string. */
export const xrayBatch: Format = {
  id: 'xray-batch',
  label: 'AWS X-Ray traces',
  sameId: 'duplicate',
  score: scoreBatch,
  ...readLater(async () => (await import('./xrayReader.ts')).xrayReader),
}

/** Segment documents of X-Ray themselves, as SDKs send them to the daemon. */
export const xraySegment: Format = {
  ...xrayBatch,
  id: 'xray-segment',
  label: 'AWS X-Ray segments',
  score: scoreSegment,
}

function scoreBatch(probe: Probe): Score {
  const segment = findProbeObject(probe, (object) => isDocument(object.Document))
  return segment === undefined
    ? { score: 0, reason: '' }
    : { score: 0.95, reason: 'segments whose `Document` is JSON text' }
}

function isDocument(value: unknown): boolean {
  return typeof value === 'string' && value.trimStart().startsWith('{') && value.includes('"start_time"')
}

function scoreSegment(probe: Probe): Score {
  const segment = findProbeObject(probe, (object) => Object.hasOwn(object, 'start_time') && hasXrayTraceId(object))
  if (segment !== undefined)
    return { score: 0.95, reason: 'segments with `start_time` and a trace id like 1-5759e988-…' }
  const nested = findProbeObject(
    probe,
    (object) => Object.hasOwn(object, 'start_time') && Array.isArray(object.subsegments),
  )
  return nested === undefined ? { score: 0, reason: '' } : { score: 0.8, reason: 'segments with `subsegments`' }
}

function hasXrayTraceId({ trace_id }: JsonObject): boolean {
  return typeof trace_id === 'string' && XRAY_TRACE_ID.test(trace_id)
}
