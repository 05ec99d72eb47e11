import { radixSort } from '../model/radixSort.ts'
import type { SpanIndex } from '../model/spanTable.ts'
import type { TextIndex } from '../model/textTable.ts'
import type { OperationIndex } from './operations.ts'
import { hasTime, KIND, type Survey } from './survey.ts'

/** An operation whose parentless spans come right after one kind of event, more often than chance. */
export interface Following {
  /** Beyond chance, 0 to 1. */
  readonly share: number
  /** How often that event happens by chance in the time looked back over, 0 to 1. */
  readonly chance: number
  /** Service of the event, as a text index. */
  readonly service: TextIndex
  /** Spans that come after it, each with the span whose event it was. */
  readonly followers: ReadonlyMap<SpanIndex, SpanIndex>
}

/** Spans of an operation below which nothing is said. */
const LEAST_SPANS = 12
/** Spans of an operation that are looked at for the event it follows. */
const SAMPLE = 250
/** How long before a span events count, in ns: one network hop, and one turn of a busy event loop. */
const WINDOWS_NS = [1e6, 4e6]
/** Where nothing happened to the same spans: shifts in ns, off any round period. */
const SHIFTS_NS = [-61.7e6, 83.3e6, -149.9e6, 211.3e6]
/** Standard deviations above chance. */
const SIGNIFICANT = 6
const LEAST_SHARE = 0.6
/** Operations looked at, the most frequent first. */
const MAX_OPERATIONS = 60
/** Events looked back over for one span. */
const MAX_EVENTS = 1500

/**
 * Finds operations whose parentless spans follow something: for each the event (start or end of a span of some
 * operation, of the same instance for work inside a service, of another service for an entry) that most exceeds the
 * frequency with which it happens when the same spans are shifted in time. It is how a hop that never kept its context
 * shows itself. O(spans) to sort, then bounded work an operation.
 */
export function findFollowers(survey: Survey, roots: readonly SpanIndex[]): Map<OperationIndex, Following> {
  const byOperation = new Map<OperationIndex, SpanIndex[]>()
  for (const root of roots) {
    if (!hasTime(survey.spans, root)) continue
    const list = byOperation.get(survey.operations.of[root])
    if (list === undefined) byOperation.set(survey.operations.of[root], [root])
    else list.push(root)
  }
  const frequent = [...byOperation].filter(([, list]) => list.length >= LEAST_SPANS)
  const found = new Map<OperationIndex, Following>()
  if (frequent.length === 0) return found
  const events = new Events(survey)
  frequent.sort((a, b) => b[1].length - a[1].length)
  for (const [operation, list] of frequent.slice(0, MAX_OPERATIONS)) {
    const following = events.following(list)
    if (following !== undefined) found.set(operation, following)
  }
  return found
}

/** Starts and ends of all spans, each in order of time. Events are numbered 2 · operation, + 1 for an end. */
class Events {
  readonly #survey: Survey
  readonly #starts: Uint32Array
  readonly #ends: Uint32Array
  /** For each event the last question in which it was counted. */
  readonly #asked: Int32Array
  readonly #counts: Float64Array
  #question = 0

  constructor(survey: Survey) {
    this.#survey = survey
    this.#starts = sortByTime(survey.atNs)
    this.#ends = sortByTime(survey.endNs)
    this.#asked = new Int32Array(2 * survey.operations.length)
    this.#counts = new Float64Array(2 * survey.operations.length)
  }

  following(spans: readonly SpanIndex[]): Following | undefined {
    const step = Math.max(1, Math.floor(spans.length / SAMPLE))
    const sample = spans.filter((_, k) => k % step === 0)
    const everyNs = medianGap(spans.map((span) => this.#survey.atNs[span]))
    let best: { event: number; share: number; chance: number; windowNs: number; z: number } | undefined
    for (const windowNs of WINDOWS_NS) {
      const here = this.#countEvents(sample, windowNs, [0])
      const elsewhere = this.#countEvents(sample, windowNs, SHIFTS_NS)
      const regular = this.#countEvents(sample, windowNs, [-everyNs, -2 * everyNs])
      for (const [event, count] of here) {
        const n = sample.length
        const chance = Math.max(
          ((elsewhere.get(event) ?? 0) + 0.5) / (n * SHIFTS_NS.length + 1),
          (regular.get(event) ?? 0) / (2 * n),
        )
        const seen = count / n
        const z = (seen - chance) / Math.sqrt((chance * (1 - chance)) / n + 1e-9)
        const share = (seen - chance) / (1 - chance)
        if (z < SIGNIFICANT || share < LEAST_SHARE) continue
        if (best === undefined || share > best.share + 0.02 || (share > best.share - 0.02 && chance < best.chance)) {
          best = { event, share, chance, windowNs, z }
        }
      }
    }
    if (best === undefined) return undefined
    const { event, share, chance, windowNs } = best
    const service = this.#survey.operations.service[event >> 1]
    return { share, chance, service, followers: this.#listFollowers(spans, event, windowNs) }
  }

  #countEvents(sample: readonly SpanIndex[], windowNs: number, shifts: readonly number[]): Map<number, number> {
    const seen = new Map<number, number>()
    for (const shift of shifts) {
      for (const span of sample) {
        this.#question++
        this.#visit(span, shift, windowNs, (event) => {
          if (this.#asked[event] === this.#question) return
          this.#asked[event] = this.#question
          if (this.#counts[event]++ === 0) seen.set(event, 0)
        })
      }
    }
    for (const event of seen.keys()) {
      seen.set(event, this.#counts[event])
      this.#counts[event] = 0
    }
    return seen
  }

  #listFollowers(spans: readonly SpanIndex[], event: number, windowNs: number): Map<SpanIndex, SpanIndex> {
    const followers = new Map<SpanIndex, SpanIndex>()
    for (const span of spans) {
      this.#visit(span, 0, windowNs, (seen, other) => {
        if (seen === event && !followers.has(span)) followers.set(span, other)
      })
    }
    return followers
  }

  /** Calls `see` for the events of others in the time before a span. */
  #visit(span: SpanIndex, shiftNs: number, windowNs: number, see: (event: number, of: SpanIndex) => void): void {
    const { atNs, endNs } = this.#survey
    const ns = atNs[span] + shiftNs
    this.#visitList(this.#starts, atNs, span, ns, windowNs, 0, see)
    this.#visitList(this.#ends, endNs, span, ns, windowNs, 1, see)
  }

  #visitList(
    rows: Uint32Array,
    timeNs: Float64Array,
    span: SpanIndex,
    ns: number,
    windowNs: number,
    isEnd: number,
    see: (event: number, of: SpanIndex) => void,
  ): void {
    const { spans, operations, instance } = this.#survey
    const isEntry = spans.kind[span] === KIND.server || spans.kind[span] === KIND.consumer
    let low = 0
    let high = rows.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (timeNs[rows[middle]] <= ns) low = middle + 1
      else high = middle
    }
    for (let k = low - 1, n = 0; k >= 0 && n < MAX_EVENTS; k--, n++) {
      const other = rows[k]
      if (timeNs[other] < ns - windowNs) return
      if (spans.trace[other] === spans.trace[span]) continue
      const counts = isEntry ? spans.service[other] !== spans.service[span] : instance[other] === instance[span]
      if (counts) see(2 * operations.of[other] + isEnd, other)
    }
  }
}

/** The usual time between spans, in ns: load that comes as regularly as a clock follows everything, and so nothing. */
function medianGap(timesNs: number[]): number {
  timesNs.sort((a, b) => a - b)
  const gaps = timesNs.slice(1).map((ns, k) => ns - timesNs[k])
  gaps.sort((a, b) => a - b)
  return gaps[gaps.length >> 1] ?? 0
}

/** Rows in order of a time. */
function sortByTime(timeNs: Float64Array): Uint32Array {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < timeNs.length; i++) if (timeNs[i] < least) least = timeNs[i]
  const low = new Uint32Array(timeNs.length)
  const high = new Uint32Array(timeNs.length)
  for (let i = 0; i < timeNs.length; i++) {
    high[i] = Math.min(2 ** 32 - 1, Math.floor((timeNs[i] - least) / 2 ** 32))
    low[i] = (timeNs[i] - least) % 2 ** 32
  }
  return radixSort(timeNs.length, [low, high])
}
