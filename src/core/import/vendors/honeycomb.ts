import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/**
 * Rows of Honeycomb, plain or as its events API takes them (`{time, data}`): dotted names and a duration in ms
 *. Rows that annotate a span (span events, links) are counted and skipped.
 */
export const honeycomb: Format = {
  id: 'honeycomb',
  label: 'Honeycomb rows',
  sameId: 'duplicate',
  score: scoreHoneycomb,
  ...readLater(async () => (await import('./honeycombReader.ts')).honeycombReader),
}

function scoreHoneycomb(probe: Probe): Score {
  const row = findProbeObject(
    probe,
    (object) => Object.hasOwn(object, 'trace.trace_id') && Object.hasOwn(object, 'trace.span_id'),
  )
  return row === undefined
    ? { score: 0, reason: '' }
    : { score: 0.95, reason: 'rows with `trace.trace_id` and `trace.span_id`' }
}
