import { BROKEN_SAMPLES } from './brokenSamples.ts'
import type { LabSpan } from './labSpan.ts'
import { makeMalformed } from './malformed.ts'
import type { LabFault } from './mesh.ts'
import { writeFlatJson, writeJaegerJson, writeZipkinJson } from './otherFormats.ts'
import { writeOtlpJson, writeOtlpJsonLines } from './otlpJson.ts'
import { Random } from './random.ts'
import { FORGOTTEN_HEADER, SAMPLED } from './redSamples.ts'
import { makeShop, type ShopOptions } from './shopMesh.ts'
import { Simulation } from './simulation.ts'

type SampleGroup = 'Start here' | 'Formats' | 'Broken context'

/** A built-in dump. */
export interface Sample {
  /** As in the link `source=sample:NAME`. */
  readonly name: string
  /** File name in `public/samples`. */
  readonly file: string
  readonly title: string
  /** One sentence: what is to be seen in it. */
  readonly description: string
  /** Heading below which the page offers it. */
  readonly group: SampleGroup
  /** Format id of the importer. */
  readonly format: 'otlp-json' | 'otlp-jsonl' | 'jaeger' | 'zipkin-v2' | 'flat-us'
  /** Makes the spans anew; the same on every call. */
  make(): LabSpan[]
  /** Text of the file. */
  write(spans: readonly LabSpan[]): string
}

/** An entry of `public/samples/index.json`. */
interface SampleEntry {
  readonly name: string
  readonly file: string
  readonly title: string
  readonly description: string
  readonly group: SampleGroup
  readonly format: Sample['format']
  /** Span records in the file. */
  readonly spans: number
}

/** The clean request keeps to whole µs, so that every format can carry it. */
const ORDER = { seed: 20260302, spread: 0.15, stepNs: 1000 }

function makeOrder(faults: readonly LabFault[] = []): LabSpan[] {
  const shop = makeShop({ chargeFailures: 0, quoteFailures: 0 })
  return new Simulation(shop, { ...ORDER, faults }).request('gateway', 'POST /orders', 0)
}

/** At medians, the provider's time makes the charge 77 % of the request. */
function makeSlowPayment(): LabSpan[] {
  const shop = makeShop({ chargeFailures: 0, quoteFailures: 0, providerMs: 132.46 })
  return new Simulation(shop, { seed: 7, spread: 0 }).request('gateway', 'POST /orders', 0)
}

function makeShipment(): LabSpan[] {
  const faults: LabFault[] = [{ kind: 'header_forgotten', hop: 'queue', share: 1 }]
  return new Simulation(makeShop(), { seed: 11, spread: 0.15, faults }).request('gateway', 'POST /orders/{id}/ship', 0)
}

function makeCheckout(): LabSpan[] {
  const options: ShopOptions = { providerMs: 240, quoteFailures: 1, chargeFailures: 0 }
  const faults: LabFault[] = [{ kind: 'caller_dropped', from: 'orders', to: 'payment', share: 1 }]
  return new Simulation(makeShop(options), { seed: 5, spread: 0.12, faults }).request('gateway', 'POST /checkout', 0)
}

const MORNING_FAULTS: readonly LabFault[] = [
  { kind: 'header_forgotten', from: 'orders', to: 'payment', share: 0.15 },
  { kind: 'header_forgotten', hop: 'queue', share: 0.5 },
  { kind: 'caller_dropped', from: 'gateway', to: 'orders', share: 0.05 },
  { kind: 'entry_dropped', to: 'inventory', share: 0.05 },
  { kind: 'id_truncated', from: 'gateway', to: 'recommend', share: 0.2 },
]

const MORNING_REQUESTS = [
  ...Array<string>(10).fill('GET /orders/{id}'),
  ...Array<string>(10).fill('GET /stock/{id}'),
  ...Array<string>(4).fill('POST /orders'),
  ...Array<string>(3).fill('POST /orders/{id}/ship'),
  ...Array<string>(2).fill('POST /checkout'),
]

/** Four minutes of requests, about one a second. */
function makeMorning(): LabSpan[] {
  const random = new Random(21)
  const shop = new Simulation(makeShop({ quoteFailures: 0.2, chargeFailures: 0.08 }), {
    seed: 21,
    spread: 0.4,
    faults: MORNING_FAULTS,
  })
  const spans: LabSpan[] = []
  for (let atNs = 0; atNs < 240e9; atNs += Math.round(random.exponential(0.87e9))) {
    spans.push(...shop.request('gateway', random.pick(MORNING_REQUESTS), atNs))
  }
  return spans.sort((a, b) => (a.endNs ?? 0) - (b.endNs ?? 0))
}

function otlp(spans: readonly LabSpan[]): string {
  return [...writeOtlpJson(spans)].join('')
}

/** The samples, in the order in which the page offers them. */
export const SAMPLES: readonly Sample[] = [
  {
    name: 'checkout',
    file: 'checkout.json',
    title: 'Checkout',
    description: 'Seven services, a failed quote, and a payment whose parent span never arrived.',
    group: 'Start here',
    format: 'otlp-json',
    make: makeCheckout,
    write: otlp,
  },
  {
    name: 'clean',
    file: 'clean.json',
    title: 'Clean request',
    description: 'An order through gateway, orders, inventory and payment, with every header passed on.',
    group: 'Start here',
    format: 'otlp-json',
    make: makeOrder,
    write: otlp,
  },
  {
    name: 'forgotten-header',
    file: 'forgotten-header.json',
    title: 'Forgotten header',
    description: 'The clean request, but orders calls payment without its traceparent: one request, two traces.',
    group: 'Broken context',
    format: 'otlp-json',
    make: () => makeOrder([{ kind: 'header_forgotten', from: 'orders', to: 'payment', share: 1 }]),
    write: otlp,
  },
  {
    name: 'dropped-span',
    file: 'dropped-span.json',
    title: 'Dropped span',
    description: 'The entry span of inventory is lost at export, and its children name a parent that is absent.',
    group: 'Broken context',
    format: 'otlp-json',
    make: () => makeOrder([{ kind: 'entry_dropped', to: 'inventory', share: 1 }]),
    write: otlp,
  },
  {
    name: 'queue-without-parent',
    file: 'queue-without-parent.json',
    title: 'Queue without a parent',
    description: 'Shipping takes a message from the queue and starts a trace of its own.',
    group: 'Broken context',
    format: 'otlp-json',
    make: makeShipment,
    write: otlp,
  },
  {
    name: 'slow-payment',
    file: 'slow-payment.json',
    title: 'Slow payment',
    description: 'Payment takes 77 % of the time of an order.',
    group: 'Start here',
    format: 'otlp-json',
    make: makeSlowPayment,
    write: otlp,
  },
  {
    name: 'morning',
    file: 'morning.json',
    title: 'A morning of traffic',
    description: 'About 300 traces in four minutes, some with errors, some torn at a hop.',
    group: 'Start here',
    format: 'otlp-jsonl',
    make: makeMorning,
    write: (spans) => [...writeOtlpJsonLines(spans)].join(''),
  },
  {
    name: 'red-forgotten-header',
    file: 'red-forgotten-header.json',
    title: 'RED and a forgotten header',
    description: 'Metrics count 1,200 requests a second, all is well; the traces fall apart on the way to pricing.',
    group: 'Start here',
    format: 'otlp-jsonl',
    make: () => [...FORGOTTEN_HEADER.watched().spans],
    write: (spans) => FORGOTTEN_HEADER.write(spans),
  },
  {
    name: 'red-sampled',
    file: 'red-sampled.json',
    title: 'RED and sampling',
    description: 'Half-way the sampling falls from all traces to one in ten: the metrics stay, the traces thin out.',
    group: 'Start here',
    format: 'otlp-jsonl',
    make: () => [...SAMPLED.watched().spans],
    write: (spans) => SAMPLED.write(spans),
  },
  {
    name: 'malformed',
    file: 'malformed.json',
    title: 'Malformed',
    description: 'Cycles, duplicate ids, several roots, times of 0, missing services and hostile texts, a trace each.',
    group: 'Formats',
    format: 'otlp-json',
    make: makeMalformed,
    write: otlp,
  },
  {
    name: 'jaeger',
    file: 'jaeger.json',
    title: 'Jaeger JSON',
    description: 'The clean request as the Jaeger UI saves it.',
    group: 'Formats',
    format: 'jaeger',
    make: makeOrder,
    write: writeJaegerJson,
  },
  {
    name: 'zipkin',
    file: 'zipkin.json',
    title: 'Zipkin JSON',
    description: 'The clean request as Zipkin v2 JSON.',
    group: 'Formats',
    format: 'zipkin-v2',
    make: makeOrder,
    write: (spans) => writeZipkinJson(spans),
  },
  {
    name: 'zipkin-shared',
    file: 'zipkin-shared.json',
    title: 'Zipkin, shared ids',
    description: 'The clean request from tracers that give client and server the same span id.',
    group: 'Formats',
    format: 'zipkin-v2',
    make: makeOrder,
    write: (spans) => writeZipkinJson(spans, true),
  },
  {
    name: 'flat',
    file: 'flat.json',
    title: 'Flat spans',
    description: 'The clean request as a plain array of spans, in microseconds.',
    group: 'Formats',
    format: 'flat-us',
    make: makeOrder,
    write: writeFlatJson,
  },
  ...BROKEN_SAMPLES.map((sample) => ({
    ...sample,
    file: `${sample.name}.json`,
    group: 'Broken context' as const,
    format: 'otlp-json' as const,
    write: otlp,
  })),
]

/** Every file of `public/samples` by name, the index among them. Linear in the spans. */
export function makeSampleFiles(): Map<string, string> {
  const files = new Map<string, string>()
  const index: SampleEntry[] = []
  for (const { name, file, title, description, group, format, make, write } of SAMPLES) {
    const spans = make()
    files.set(file, write(spans))
    index.push({ name, file, title, description, group, format, spans: spans.length })
  }
  return files.set('index.json', `${JSON.stringify(index, undefined, 1)}\n`)
}
