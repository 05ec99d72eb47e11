import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'
import { OPEN_SEARCH_KEYS } from './openSearchKeys.ts'

/**
 * Documents of OpenSearch's `otel-v1-apm-span-*` indices as Data Prepper writes them: lines, bulk requests, or the hits of a
 * search; attributes flattened into the document (`span.attributes.http@method`) or, since Data Prepper 2.11, nested.
 */
export const openSearch: Format = {
  id: 'opensearch-otel',
  label: 'OpenSearch trace analytics',
  sameId: 'duplicate',
  score: scoreOpenSearch,
  ...readLater(async () => (await import('./openSearchReader.ts')).openSearchReader),
}

function scoreOpenSearch(probe: Probe): Score {
  const span = findProbeObject(probe, (object) => OPEN_SEARCH_KEYS.every((key) => Object.hasOwn(object, key)))
  if (span === undefined) return { score: 0, reason: '' }
  return { score: 0.95, reason: 'spans with `traceId`, `spanId` and `durationInNanos`' }
}
