import { type Format, type Probe, readLater } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/**
 * Chrome trace events (Trace Event Format): complete events (X), pairs (B, E), asynchronous ones (b, e, n) and names of
 * processes and threads (M); others are counted and skipped. A file is one trace, a process a service; ids are made from
 * the order of the events, parents from nesting. Times count from wherever the writer's clock began.
 */
export const chromeTrace: Format = {
  id: 'chrome-trace',
  label: 'Chrome trace events',
  sameId: 'duplicate',
  score(probe: Probe) {
    const event = findProbeObject(probe, (object) => typeof object.ph === 'string' && Object.hasOwn(object, 'pid'))
    if (event !== undefined) return { score: 0.9, reason: 'events with `ph` and `pid`' }
    const shell = findProbeObject(probe, (object) => Array.isArray(object.traceEvents))
    return shell === undefined ? { score: 0, reason: '' } : { score: 0.8, reason: '`traceEvents`' }
  },
  ...readLater(async () => (await import('./chromeTraceReader.ts')).chromeTraceReader),
}
