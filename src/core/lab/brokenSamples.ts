import type { LabAttribute, LabEmitter, LabSpan } from './labSpan.ts'
import { cutCapture, dropInBursts, dropLate, sampleApart } from './losses.ts'
import type { LabFault, LabMesh, LabService, LabStep } from './mesh.ts'
import { makeShop } from './shopMesh.ts'
import { Simulation, type SimulationOptions } from './simulation.ts'

/** A sample of one way in which context breaks. */
interface BrokenSample {
  readonly name: string
  readonly title: string
  /** One sentence: what is to be seen in it. */
  readonly description: string
  /** Makes the spans anew; the same on every call. */
  make(): LabSpan[]
}

/** What lineage turns on; the samples of many traces leave the rest away. */
const NEEDED: ReadonlySet<string> = new Set([
  'service.name',
  'service.instance.id',
  'http.request.method',
  'http.route',
  'url.template',
  'server.address',
  'db.system.name',
  'code.function.name',
  'component',
  'upstream_cluster',
])

function lean(spans: readonly LabSpan[]): LabSpan[] {
  const keep = (attributes: readonly LabAttribute[]) => attributes.filter(([key]) => NEEDED.has(key))
  const resources = new Map<readonly LabAttribute[], readonly LabAttribute[]>()
  const emitters = new Map<LabEmitter, LabEmitter>()
  const emitterOf = (emitter: LabEmitter) => {
    const resource = resources.get(emitter.resource) ?? keep(emitter.resource)
    resources.set(emitter.resource, resource)
    const known = emitters.get(emitter) ?? { ...emitter, resource }
    emitters.set(emitter, known)
    return known
  }
  return spans.map((span) => ({ ...span, attributes: keep(span.attributes), emitter: emitterOf(span.emitter) }))
}

function service(name: string, more: Partial<LabService> = {}): LabService {
  return { name, version: '1.4.0', language: 'go', instances: 1, ...more }
}

function call(to: string, operation: string): LabStep & { readonly do: 'call' } {
  return { do: 'call', to, operation }
}

/** Shop asks cart, and cart asks stock. */
function makeChain(every: Partial<LabService> = {}, stock: Partial<LabService> = {}): LabMesh {
  return {
    services: [service('shop', every), service('cart', every), service('stock', { ...every, ...stock })],
    operations: [
      { service: 'shop', name: 'GET /basket', steps: [call('cart', 'GET /cart'), { do: 'wait', ms: 4 }] },
      { service: 'cart', name: 'GET /cart', steps: [{ do: 'wait', ms: 6 }, call('stock', 'GET /stock')] },
      { service: 'stock', name: 'GET /stock', steps: [{ do: 'wait', ms: 9 }] },
    ],
  }
}

/** A small service that does one thing for each request. */
function makeReports(steps: readonly LabStep[]): LabMesh {
  return { services: [service('reports')], operations: [{ service: 'reports', name: 'POST /reports', steps }] }
}

interface Traffic extends SimulationOptions {
  readonly mesh: LabMesh
  readonly requests: number
  readonly everyMs: number
}

/** Sends each request to the mesh's first operation. */
function run({ mesh, requests, everyMs, ...options }: Traffic): LabSpan[] {
  const simulation = new Simulation(mesh, { stepNs: 1000, ...options })
  const [{ service: entry, name }] = mesh.operations
  return Array.from({ length: requests }, (_, k) =>
    simulation.request(entry, name, Math.round(k * everyMs * 1e6)),
  ).flat()
}

/** One order of the shop with all its attributes. */
function makeOrder(fault: LabFault): LabSpan[] {
  const shop = makeShop({ chargeFailures: 0, quoteFailures: 0 })
  return new Simulation(shop, { seed: 20260302, spread: 0.15, faults: [fault] }).request('gateway', 'POST /orders', 0)
}

function makeLinkedConsumer(): LabSpan[] {
  const faults: LabFault[] = [{ kind: 'link_instead', hop: 'queue', share: 1 }]
  return new Simulation(makeShop(), { seed: 11, spread: 0.15, faults }).request('gateway', 'POST /orders/{id}/ship', 0)
}

function makeBrowserCall(): LabSpan[] {
  const shop = makeShop({ chargeFailures: 0, quoteFailures: 0 })
  return new Simulation(shop, { seed: 12, spread: 0.15 }).request('gateway', 'POST /orders', 0, 'outside')
}

/** A capture of 0.13 s out of the middle. */
function makeCutCapture(): LabSpan[] {
  return cutCapture(run({ mesh: makeChain(), seed: 13, requests: 90, everyMs: 2.4 }), 0.06e9, 0.19e9)
}

function makeOwnSampler(): LabSpan[] {
  return sampleApart(run({ mesh: makeChain(), seed: 14, requests: 60, everyMs: 100 }), 'cart', 0.5)
}

function makeBurst(): LabSpan[] {
  const spans = run({ mesh: makeChain(), seed: 15, requests: 64, everyMs: 100 })
  return dropInBursts(spans, 'cart', [
    [1.2e9, 2.5e9],
    [4.3e9, 5.4e9],
  ])
}

/** Most reports are compiled, which takes longer than the collector waits. */
function makeLateSpans(): LabSpan[] {
  const chunks = Array<LabStep>(6).fill({ do: 'work', name: 'compile chunk', ms: 500 })
  const compile = { ...call('compiler', 'POST /compile'), share: 0.75 }
  const mesh: LabMesh = {
    services: [service('reports'), service('compiler')],
    operations: [
      { service: 'reports', name: 'POST /reports', steps: [select('templates', 5), compile] },
      { service: 'compiler', name: 'POST /compile', steps: [select('rows', 30), ...chunks] },
    ],
  }
  return dropLate(run({ mesh, seed: 16, requests: 44, everyMs: 250 }), 2e9, 0.35)
}

function select(collection: string, ms: number): LabStep {
  const text = `SELECT * FROM ${collection} WHERE id = $1`
  return { do: 'query', system: 'postgresql', operation: 'SELECT', collection, text, ms }
}

function makeSidecars(): LabSpan[] {
  const faults: LabFault[] = [{ kind: 'header_forgotten', from: 'cart', to: 'stock', share: 0.4 }]
  return run({ mesh: makeChain({ sidecar: 'entries' }), seed: 17, requests: 24, everyMs: 120, faults })
}

/** Applications and sidecars both record; cart's client does not send its context to its sidecar. */
function makeSidecarsBeside(): LabSpan[] {
  const faults: LabFault[] = [{ kind: 'header_forgotten', from: 'cart', to: 'stock', share: 0.4 }]
  return run({ mesh: makeChain({ sidecar: 'beside the application' }), seed: 24, requests: 20, everyMs: 120, faults })
}

function makeAsyncWork(): LabSpan[] {
  const faults: LabFault[] = [{ kind: 'header_forgotten', hop: 'async', share: 0.3 }]
  const mesh = makeReports([
    select('templates', 5),
    { do: 'background', name: 'render report', ms: 40, steps: [select('rows', 12)] },
    { do: 'wait', ms: 8 },
  ])
  return run({ mesh, seed: 18, requests: 20, everyMs: 150, faults })
}

function makeLeakedContext(): LabSpan[] {
  const faults: LabFault[] = [{ kind: 'context_leaked', from: 'cart', to: 'stock', share: 0.2 }]
  return run({ mesh: makeChain(), seed: 19, requests: 20, everyMs: 150, faults })
}

/** Of the two instances of stock one is 80 ms behind. */
function makeSkewedClocks(): LabSpan[] {
  const mesh = makeChain({}, { instances: 2, clockOffsetsNs: [0, -80e6] })
  return run({ mesh, seed: 20, requests: 16, everyMs: 150 })
}

/** Requests from outside, a job every half second, and a probe. */
function makeOwnRoots(): LabSpan[] {
  const chain = makeChain()
  const mesh: LabMesh = {
    ...chain,
    operations: [
      ...chain.operations,
      { service: 'stock', name: 'count stock', steps: [select('stock', 4)], isScheduled: true },
      { service: 'stock', name: 'GET /healthz', steps: [] },
    ],
  }
  const simulation = new Simulation(mesh, { seed: 22, stepNs: 1000 })
  return Array.from({ length: 10 }, (_, k) => [
    ...simulation.request('shop', 'GET /basket', k * 0.1e9),
    ...(k % 5 === 0 ? simulation.request('stock', 'count stock', k * 0.1e9 + 0.04e9) : []),
    ...(k % 3 === 0 ? simulation.request('stock', 'GET /healthz', k * 0.1e9 + 0.06e9) : []),
  ]).flat()
}

/** A caller that records nothing asks cart directly, once. */
function makeUnexplained(): LabSpan[] {
  const chain = makeChain()
  const mesh: LabMesh = {
    services: chain.services,
    operations: [
      { service: 'shop', name: 'GET /basket', steps: [call('cart', 'GET /cart')] },
      { service: 'cart', name: 'GET /cart', steps: [{ do: 'wait', ms: 6 }] },
    ],
  }
  const simulation = new Simulation(mesh, { seed: 23, stepNs: 1000 })
  return Array.from({ length: 60 }, (_, k) => [
    ...simulation.request('shop', 'GET /basket', k * 0.1e9),
    ...(k === 30 ? simulation.request('cart', 'GET /cart', k * 0.1e9 + 0.06e9) : []),
  ]).flat()
}

/** One sample of each way in which context breaks, or seems to, beside those in samples.ts; in the order of the decision list. */
export const BROKEN_SAMPLES: readonly BrokenSample[] = [
  {
    name: 'short-trace-id',
    title: 'Short trace id',
    description: 'Payment keeps only the lower 64 bits of the trace id, and its parent lies under the long one.',
    make: () => makeOrder({ kind: 'id_truncated', from: 'orders', to: 'payment', share: 1 }),
  },
  {
    name: 'linked-consumer',
    title: 'Linked, not parented',
    description: 'Shipping starts a trace of its own and links to the message it took: whole, by intent.',
    make: makeLinkedConsumer,
  },
  {
    name: 'cut-capture',
    title: 'Capture cut at both ends',
    description: 'An eighth of a second out of steady traffic: requests at the edges have lost what lies outside.',
    make: () => lean(makeCutCapture()),
  },
  {
    name: 'called-by-a-browser',
    title: 'Called by a browser',
    description: 'The browser sends its context and records nothing here, so the first span names an absent parent.',
    make: makeBrowserCall,
  },
  {
    name: 'lost-caller',
    title: 'Lost span of the caller',
    description: 'Payment got its context from orders, but the span of that call was lost at export.',
    make: () => makeOrder({ kind: 'caller_dropped', from: 'orders', to: 'payment', share: 1 }),
  },
  {
    name: 'own-sampler',
    title: 'A sampler of its own',
    description: 'Cart writes half of the traces and does not ask whether its caller wrote them.',
    make: () => lean(makeOwnSampler()),
  },
  {
    name: 'late-spans',
    title: 'Late for the decision',
    description: 'The collector decides about a trace after two seconds, and of most traces loses what ends later.',
    make: () => lean(makeLateSpans()),
  },
  {
    name: 'lost-in-bursts',
    title: 'Lost in bursts',
    description: 'Twice cart can export nothing for about a second.',
    make: () => lean(makeBurst()),
  },
  {
    name: 'sidecars',
    title: 'Sidecars without headers',
    description: 'Only sidecars record spans, and cart does not always copy the headers to the request it makes.',
    make: () => lean(makeSidecars()),
  },
  {
    name: 'sidecars-and-applications',
    title: 'Sidecars beside applications',
    description:
      'Applications and sidecars record spans, and some calls of cart reach its own sidecar without context.',
    make: () => lean(makeSidecarsBeside()),
  },
  {
    name: 'async-work',
    title: 'Work in the background',
    description: 'Reports are rendered in the background, and some renderings begin without their request.',
    make: () => lean(makeAsyncWork()),
  },
  {
    name: 'leaked-context',
    title: 'Leaked context',
    description: 'Some calls of stock hang below the call that was made before theirs and was over.',
    make: () => lean(makeLeakedContext()),
  },
  {
    name: 'clocks-apart',
    title: 'Clocks apart',
    description: 'One instance of stock is 80 ms behind: its spans begin before the calls that caused them.',
    make: () => lean(makeSkewedClocks()),
  },
  {
    name: 'own-roots',
    title: 'Roots of their own',
    description: 'Requests from outside, a scheduled job and a probe: many roots, nothing broken.',
    make: () => lean(makeOwnRoots()),
  },
  {
    name: 'unexplained-root',
    title: 'Unexplained root',
    description: 'Cart is called by shop sixty times, and once by somebody who recorded nothing.',
    make: () => lean(makeUnexplained()),
  },
]
