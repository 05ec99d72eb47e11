import type { LabSpan } from './labSpan.ts'
import type { LabFault, LabMesh } from './mesh.ts'
import { Random } from './random.ts'
import { Simulation } from './simulation.ts'

/** The same requests twice: while context is lost at every boundary, and when that has been mended. */
export interface BeforeAndAfter {
  readonly before: readonly LabSpan[]
  readonly after: readonly LabSpan[]
}

/** Gateway asks orders, orders asks mailer, which writes the mail in the background, and tells billing by a queue. */
const MESH: LabMesh = {
  services: [
    { name: 'gateway', version: '4.12.0', language: 'go', instances: 1 },
    { name: 'orders', version: '2.31.1', language: 'java', instances: 2 },
    { name: 'mailer', version: '1.0.7', language: 'nodejs', instances: 1 },
    { name: 'billing', version: '3.3.0', language: 'python', instances: 2 },
  ],
  operations: [
    { service: 'gateway', name: 'POST /orders', steps: [{ do: 'call', to: 'orders', operation: 'POST /orders' }] },
    {
      service: 'orders',
      name: 'POST /orders',
      steps: [
        { do: 'wait', ms: 6 },
        { do: 'call', to: 'mailer', operation: 'POST /confirmations' },
        {
          do: 'publish',
          destination: 'invoices',
          ms: 2,
          consumers: [{ to: 'billing', operation: 'process invoices', lagMs: 12 }],
        },
      ],
    },
    {
      service: 'mailer',
      name: 'POST /confirmations',
      steps: [
        { do: 'wait', ms: 3 },
        { do: 'background', name: 'write mail', ms: 18 },
        { do: 'wait', ms: 1 },
      ],
    },
    { service: 'billing', name: 'process invoices', steps: [{ do: 'wait', ms: 9 }] },
  ],
}

/** One boundary of each kind. */
const BOUNDARIES: readonly Omit<LabFault, 'share'>[] = [
  { kind: 'header_forgotten', hop: 'http', to: 'orders' },
  { kind: 'header_forgotten', hop: 'async', to: 'mailer' },
  { kind: 'header_forgotten', hop: 'queue', to: 'billing' },
]

/** About 20 requests a second. */
function send(requests: number, seed: number, share: number): LabSpan[] {
  const faults = BOUNDARIES.map((boundary) => ({ ...boundary, share }))
  const simulation = new Simulation(MESH, { seed, faults })
  const arrivals = new Random(seed, 5)
  let atNs = 0
  return Array.from({ length: requests }, () => {
    atNs += Math.round(arrivals.exponential(50e6))
    return simulation.request('gateway', 'POST /orders', atNs)
  }).flat()
}

/**
 * Two captures of a small mesh: before, a request to orders, work in mailer and messages to billing have always lost their
 * context; after, one in a thousand still does. Linear in the requests.
 */
export function makeBeforeAndAfter(requests = 1000): BeforeAndAfter {
  return { before: send(requests, 31, 1), after: send(requests, 32, 0.001) }
}
