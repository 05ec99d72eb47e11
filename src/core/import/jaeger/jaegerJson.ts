import { type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/** Traces as Jaeger's query service and its UI give them: `{data: [{traceID, spans, processes}]}` and parts of that. */
export const jaegerJson: Format = {
  id: 'jaeger',
  label: 'Jaeger JSON',
  sameId: 'duplicate',
  score: scoreJaeger,
  ...readLater(async () => (await import('./jaegerJsonReader.ts')).jaegerJsonReader),
}

function scoreJaeger(probe: Probe): Score {
  const span = findProbeObject(probe, isJaegerSpan)
  const trace = findProbeObject(probe, isJaegerTrace)
  if (span !== undefined && ('startTimeMillis' in span || 'tag' in span)) {
    return { score: 0.5, reason: 'spans with `spanID` and `operationName`, stored with `startTimeMillis` or `tag`' }
  }
  if (trace !== undefined) return { score: 0.95, reason: 'traces with `spans` and `processes`' }
  if (span !== undefined) return { score: 0.9, reason: 'spans with `spanID` and `operationName`' }
  return { score: 0, reason: '' }
}

function isJaegerTrace(object: JsonObject): boolean {
  if (!Array.isArray(object.spans) || objectFrom(object.processes) === undefined) return false
  const first = objectFrom(object.spans.find((span) => objectFrom(span) !== undefined))
  return first === undefined || isJaegerSpan(first)
}

function isJaegerSpan(object: JsonObject): boolean {
  return textFrom(object.spanID) !== undefined && textFrom(object.operationName) !== undefined
}
