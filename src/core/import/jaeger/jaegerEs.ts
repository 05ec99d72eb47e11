import { objectFrom, textFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/**
 * Documents of Jaeger's Elasticsearch and OpenSearch storage (jaeger, internal/storage/v1/elasticsearch, dbmodel): spans
 * with their process in them, one a line, in bulk requests, or among the hits of a search.
 */
export const jaegerEs: Format = {
  id: 'jaeger-es',
  label: 'Jaeger in Elasticsearch',
  sameId: 'duplicate',
  score: scoreJaegerEs,
  ...readLater(async () => (await import('./jaegerEsReader.ts')).jaegerEsReader),
}

function scoreJaegerEs(probe: Probe): Score {
  const span = findProbeObject(
    probe,
    (object) =>
      textFrom(object.spanID) !== undefined &&
      textFrom(object.operationName) !== undefined &&
      (Object.hasOwn(object, 'startTimeMillis') || objectFrom(object.tag) !== undefined),
  )
  if (span === undefined) return { score: 0, reason: '' }
  return { score: 0.95, reason: 'spans with `spanID`, and `startTimeMillis` or a map `tag`' }
}
