import { type Format, type Probe, readLater } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/** What the stdout exporter of OpenTelemetry Swift prints: one object after the other, without resource and status. */
export const swiftConsole: Format = {
  id: 'swift-console',
  label: 'OpenTelemetry Swift console',
  sameId: 'duplicate',
  score(probe: Probe) {
    const found = findProbeObject(probe, (object) => OWN_KEYS.every((key) => Object.hasOwn(object, key)))
    if (found === undefined) return { score: 0, reason: '' }
    return { score: 0.9, reason: 'spans with `span`, `spanKind` and seconds since 2001' }
  },
  ...readLater(async () => (await import('./swiftConsoleReader.ts')).swiftConsoleReader),
}

const OWN_KEYS = ['span', 'spanId', 'traceId', 'spanKind', 'start']
