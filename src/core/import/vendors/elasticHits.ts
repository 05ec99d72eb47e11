import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'
import { ecsField, ecsText } from './ecsField.ts'

/**
 * Transactions and spans of Elastic APM as Elasticsearch keeps them (ECS): search hits, with `_source` nested or `fields`
 * dotted and in arrays, or the documents themselves.
 */
export const elasticHits: Format = {
  id: 'elastic-es',
  label: 'Elastic APM documents',
  sameId: 'duplicate',
  score: scoreHits,
  ...readLater(async () => (await import('./elasticHitsReader.ts')).elasticHitsReader),
}

function scoreHits(probe: Probe): Score {
  const document = findProbeObject(probe, (object) => {
    if (ecsText(object, 'trace.id') === undefined || ecsText(object, 'trace_id') !== undefined) return false
    const hasEvent = ecsText(object, 'processor.event') !== undefined
    const isTimed = ['transaction.duration.us', 'span.duration.us'].some((path) => ecsField(object, path) !== undefined)
    return isTimed || (hasEvent && ecsField(object, '@timestamp') !== undefined)
  })
  return document === undefined
    ? { score: 0, reason: '' }
    : { score: 0.95, reason: 'documents with `trace.id` and `transaction.duration.us` or `span.duration.us`' }
}
