import type { SpanRecord } from '../core/model/spanRecord.ts'
import { SKETCH_ORIGIN_NS } from './sketch.ts'
import { recordOf } from './tabulate.ts'

/** What a made dataset should be like. */
export interface Recipe {
  readonly seed: number
  /** Spans before any are dropped. */
  readonly spans: number
  readonly traces?: number
  /** How many spans to leave out. */
  readonly dropped?: number
}

/** Records, and what is known about them. */
export interface MadeDataset {
  /** In random order. All starts differ, within a trace and between traces. */
  readonly records: readonly SpanRecord[]
  /** Ids of the records whose parents were left out. */
  readonly orphanIds: ReadonlySet<string>
}

/** A random number generator (mulberry32): the same numbers from 0 to 1 for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A copy in random order. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const copy = [...items]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const item = copy[i]
    copy[i] = copy[j]
    copy[j] = item
  }
  return copy
}

const SERVICES = ['shop', 'cart', 'payment', 'mailer', 'search']

/** Random whole trees, from which some spans were left out. The same for the same recipe. */
export function makeDataset({ seed, spans, traces = 1, dropped = 0 }: Recipe): MadeDataset {
  const random = seededRandom(seed)
  const whole: SpanRecord[] = []
  for (let i = 0; i < spans; i++) {
    const trace = i % traces
    const earlier = Math.floor(i / traces)
    const parent = earlier === 0 ? 0 : Math.floor(random() * earlier) * traces + trace + 1
    whole.push(
      recordOf(i + 1, parent, {
        trace: trace + 1,
        service: SERVICES[Math.floor(random() * SERVICES.length)],
        kind: Math.floor(random() * 6),
        status: Math.floor(random() * 3),
        startUnixNs: SKETCH_ORIGIN_NS + BigInt((earlier * 1000 + Math.floor(random() * 1000)) * traces + trace),
        durationNs: BigInt(Math.floor(random() * 1e6)),
      }),
    )
  }
  const order = shuffled(whole, random)
  const gone = new Set(order.slice(0, dropped).map(({ spanId }) => spanId))
  const records = order.slice(dropped)
  const orphans = records.filter(({ parentSpanId }) => parentSpanId !== undefined && gone.has(parentSpanId))
  return { records, orphanIds: new Set(orphans.map(({ spanId }) => spanId)) }
}

/** One trace of `levels` spans, each the parent of the next. */
export function makeChain(levels: number): SpanRecord[] {
  const chain: SpanRecord[] = []
  for (let i = 0; i < levels; i++) {
    const startUnixNs = SKETCH_ORIGIN_NS + BigInt(i)
    chain.push(recordOf(i + 1, i, { startUnixNs, durationNs: BigInt(levels - i) }))
  }
  return chain
}
