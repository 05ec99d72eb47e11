import { field, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'
import { sentryTraceOf } from './sentryTraceOf.ts'

/**
 * Envelopes as Sentry's SDKs send them, and transaction events by themselves. A transaction is a span and
 * holds further ones. Sentry has no services; what comes near is
 * in the resource, and labels the spans.
 */
export const sentryEnvelope: Format = {
  id: 'sentry-envelope',
  label: 'Sentry envelope',
  sameId: 'duplicate',
  score: scoreEnvelope,
  ...readLater(async () => (await import('./sentryEnvelopeReader.ts')).sentryEnvelopeReader),
}

function scoreEnvelope(probe: Probe): Score {
  const [header, item] = probe.values.map(objectFrom)
  const hasItem = header !== undefined && header.type === undefined && ITEM_TYPES.has(textFrom(item?.type) ?? '')
  const event = findProbeObject(probe, isTransaction)
  if (hasItem) return { score: 0.95, reason: `an envelope with an item of type “${textFrom(item?.type)}”` }
  if (event !== undefined)
    return { score: 0.9, reason: 'transaction events with `contexts.trace` and `start_timestamp`' }
  return { score: 0, reason: '' }
}

const ITEM_TYPES = new Set(['transaction', 'span'])

function isTransaction(object: JsonObject): boolean {
  return sentryTraceOf(object).span_id !== undefined && field(object, 'start_timestamp', 'startTimestamp') !== undefined
}
