import { KIND, type LabAttribute, type LabEmitter, type LabSpan } from './labSpan.ts'
import { Random } from './random.ts'
import { makeTree, type Tree, type TreeShape } from './tree.ts'

/** What load to make: the shape is `mixed` (many traces of 20 to 500 spans) or one trace of all spans. */
export interface TrafficOptions {
  readonly spans: number
  readonly seed: number
  /** `single`: one trace of ordinary depth. `wide`: all spans below the root. `deep`: each span below the one before. */
  readonly shape: 'mixed' | 'single' | 'wide' | 'deep'
  /** Number of services; 20 if absent. */
  readonly services?: number
  /** Share of the spans below roots that name an absent parent; 0 if absent. */
  readonly orphanShare?: number
  /** False leaves only the attributes' keys that every span needs: smaller output. True if absent. */
  readonly attributes?: boolean
}

/** Spans made one by one, and what they are. */
export interface Traffic {
  /** Can be walked once. */
  readonly spans: Iterable<LabSpan>
  /** Final once `spans` has been walked to its end. */
  readonly counts: { spans: number; traces: number; orphans: number; errors: number }
}

interface SyntheticService {
  readonly name: string
  readonly emitter: LabEmitter
}

const ROUTES = [
  '/orders',
  '/orders/{id}',
  '/customers/{id}/basket',
  '/stock/{id}',
  '/quotes',
  '/search',
  '/labels/{id}',
]
const TABLES = ['orders', 'customers', 'stock', 'labels', 'prices', 'sessions']
const METHODS = ['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE']
const FUNCTIONS = ['validate', 'render', 'rank', 'serialize', 'authorize', 'price', 'merge']

function makeServices(count: number, random: Random): SyntheticService[] {
  return Array.from({ length: count }, (_, i) => {
    const name = `service-${String(i).padStart(2, '0')}`
    const resource: LabAttribute[] = [
      ['service.name', name],
      ['service.version', `1.${i}.0`],
      ['service.instance.id', `${name}-${random.spanId().slice(0, 8)}`],
      ['host.name', `node-${i % 6}`],
      ['telemetry.sdk.language', 'go'],
      ['telemetry.sdk.name', 'opentelemetry'],
    ]
    return { name, emitter: { resource, scopeName: 'lab.traffic', scopeVersion: '1.0.0' } }
  })
}

function httpAttributes(random: Random, method: string, route: string, peer: string, status: number): LabAttribute[] {
  const path = route.replace('{id}', String(random.word()))
  return [
    ['http.request.method', method],
    ['http.route', route],
    ['url.path', path],
    ['url.scheme', 'https'],
    ['http.response.status_code', status],
    ['server.address', `${peer}.shop.svc.cluster.local`],
    ['server.port', 8443],
    ['network.protocol.version', '2'],
    ['user_agent.original', 'Mozilla/5.0 (X11; Linux x86_64) lab/1.0'],
    ['enduser.id', random.spanId()],
  ]
}

function queryAttributes(random: Random, table: string, service: string): LabAttribute[] {
  return [
    ['db.system.name', 'postgresql'],
    ['db.namespace', service],
    ['db.collection.name', table],
    ['db.operation.name', 'SELECT'],
    ['db.query.text', `SELECT id, state, updated_at FROM ${table} WHERE id = $1 AND state <> $2 ORDER BY updated_at`],
    ['db.query.parameter.0', String(random.word())],
    ['db.response.returned_rows', random.int(0, 200)],
    ['server.address', `db-${random.int(0, 9)}.shop.svc.cluster.local`],
    ['server.port', 5432],
    ['thread.id', random.int(1, 64)],
  ]
}

function ownAttributes(random: Random, name: string, service: string): LabAttribute[] {
  return [
    ['code.function.name', `${service}.${name}`],
    ['code.file.path', `/src/${service}/${name}.go`],
    ['code.line.number', random.int(10, 900)],
    ['thread.id', random.int(1, 64)],
    ['thread.name', `worker-${random.int(1, 64)}`],
    ['cache.hit', random.chance(0.7)],
    ['cache.ratio', random.int(1, 9999) / 10000],
    ['tenant.id', random.spanId()],
    ['feature.flags', ['new-prices', 'fast-checkout']],
    ['request.id', random.traceId()],
  ]
}

/** Makes the spans of a drawn tree: SERVER below CLIENT in another service, queries and own work elsewhere. */
class TraceMaker {
  readonly #random: Random
  readonly #services: readonly SyntheticService[]
  readonly #full: boolean

  constructor(options: TrafficOptions) {
    this.#random = new Random(options.seed, 11)
    this.#services = makeServices(options.services ?? 20, this.#random)
    this.#full = options.attributes ?? true
  }

  *spans(tree: Tree, traceId: string, traceStartNs: number): Generator<LabSpan> {
    const kinds = new Uint8Array(tree.length)
    const services = new Uint16Array(tree.length)
    const ids = Array.from({ length: tree.length }, () => this.#random.spanId())
    for (let i = 0; i < tree.length; i++) {
      const parent = tree.parent[i]
      const entry = parent === -1 || kinds[parent] === KIND.client
      kinds[i] = entry ? KIND.server : tree.childCount[i] > 0 && this.#random.chance(0.6) ? KIND.client : KIND.internal
      services[i] = entry ? this.#random.int(0, this.#services.length - 1) : services[parent]
      const query = kinds[i] === KIND.internal && tree.childCount[i] === 0 && this.#random.chance(0.6)
      if (query) kinds[i] = KIND.client
      const parentSpanId = parent === -1 ? '' : ids[parent]
      const service = this.#services[services[i]]
      const startNs = traceStartNs + tree.startNs[i]
      yield this.#span(
        { traceId, spanId: ids[i], parentSpanId, startNs, endNs: startNs + tree.durationNs[i] },
        kinds[i],
        service,
        query,
      )
    }
  }

  #span(
    place: Pick<LabSpan, 'traceId' | 'spanId' | 'parentSpanId' | 'startNs' | 'endNs'>,
    kind: number,
    service: SyntheticService,
    query: boolean,
  ): LabSpan {
    const random = this.#random
    const failed = random.chance(0.01)
    const base = {
      ...place,
      traceState: '',
      flags: kind === KIND.server && place.parentSpanId !== '' ? 0x301 : 0x101,
      kind,
      events: [],
      links: [],
      status: failed ? 2 : 0,
      statusMessage: failed ? 'deadline exceeded' : '',
      emitter: service.emitter,
    }
    if (query) {
      const table = random.pick(TABLES)
      return {
        ...base,
        name: `SELECT ${table}`,
        attributes: this.#full ? queryAttributes(random, table, service.name) : [],
      }
    }
    if (kind === KIND.internal) {
      const name = random.pick(FUNCTIONS)
      return { ...base, name, attributes: this.#full ? ownAttributes(random, name, service.name) : [] }
    }
    const method = random.pick(METHODS)
    const route = random.pick(ROUTES)
    const peer = kind === KIND.client ? random.pick(this.#services).name : service.name
    const attributes = this.#full ? httpAttributes(random, method, route, peer, failed ? 500 : 200) : []
    return { ...base, name: `${method} ${route}`, attributes }
  }
}

/**
 * Load for benchmarks and large tests: exactly `options.spans` spans, about 1 kB of OTLP JSON each, one after the other
 * and never all in memory. Orphans are spread evenly: of k spans below roots, the whole part of k · orphanShare.
 * Linear.
 */
export function makeTraffic(options: TrafficOptions): Traffic {
  const counts = { spans: 0, traces: 0, orphans: 0, errors: 0 }
  return { spans: trafficSpans(options, counts), counts }
}

function* trafficSpans(options: TrafficOptions, counts: Traffic['counts']): Generator<LabSpan> {
  const maker = new TraceMaker(options)
  const random = new Random(options.seed, 12)
  const share = options.orphanShare ?? 0
  const shape: TreeShape = options.shape === 'mixed' || options.shape === 'single' ? 'ordinary' : options.shape
  let below = 0
  let startNs = 0
  while (counts.spans < options.spans) {
    const left = options.spans - counts.spans
    const length = options.shape === 'mixed' ? Math.min(left, random.int(20, 500)) : left
    const tree = makeTree(length, shape, random)
    const traceId = random.traceId()
    for (const span of maker.spans(tree, traceId, startNs)) {
      counts.spans++
      if (span.status === 2) counts.errors++
      if (span.parentSpanId !== '') below++
      const orphan = span.parentSpanId !== '' && Math.floor(below * share) > Math.floor((below - 1) * share)
      if (orphan) counts.orphans++
      yield orphan ? { ...span, parentSpanId: random.spanId() } : span
    }
    counts.traces++
    startNs += Math.round(random.exponential(20e6))
  }
}

/** One trace in which each of `levels` spans stands below the one before. */
export function makeDeep(levels: number, seed = 1): LabSpan[] {
  return [...makeTraffic({ spans: levels, seed, shape: 'deep', attributes: false }).spans]
}
