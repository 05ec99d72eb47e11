import { field, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/**
 * Answers of Tempo's search (tempo docs, api_docs, "Search"; traceql, "select"): of each trace the spans that matched, in
 * `spanSets` and the first set once more in `spanSet`. Parents are only told where the query selected them.
 */
export const tempoSearch: Format = {
  id: 'tempo-search',
  label: 'Grafana Tempo search',
  sameId: 'duplicate',
  score: scoreTempoSearch,
  ...readLater(async () => (await import('./tempoSearchReader.ts')).tempoSearchReader),
}

function scoreTempoSearch(probe: Probe): Score {
  const withSpans = findProbeObject(
    probe,
    (trace) => isTrace(trace) && (objectFrom(trace.spanSet) !== undefined || Array.isArray(trace.spanSets)),
  )
  if (withSpans !== undefined) return { score: 0.95, reason: 'traces with `traceID` and sets of matching spans' }
  const bare = findProbeObject(probe, (trace) => isTrace(trace) && textFrom(trace.rootServiceName) !== undefined)
  if (bare !== undefined) return { score: 0.6, reason: 'traces with `traceID` and `rootServiceName`, without spans' }
  return { score: 0, reason: '' }
}

function isTrace(object: JsonObject): boolean {
  return textFrom(field(object, 'traceID', 'traceId')) !== undefined
}
