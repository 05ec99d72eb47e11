import { radixSort } from '../model/radixSort.ts'
import type { SpanIndex } from '../model/spanTable.ts'
import type { Following } from './followers.ts'
import type { OperationIndex } from './operations.ts'
import { hasTime, type Survey } from './survey.ts'

/** Spans of an operation below which nothing is said. */
const LEAST_SPANS = 30
/** Spans of an operation that are looked at. */
const SAMPLE = 1000
/** Operations looked at, the most frequent first. */
const MAX_OPERATIONS = 30
/** Times before a span are told apart in steps that each are this many times as long as the one before … */
const STEP = 1.25
/** … from the first, in ns, on. */
const FIRST_NS = 1e6
const BINS = 26
/** Steps below which a capture is too short to tell. */
const LEAST_BINS = 8
/** Where nothing happened to the same spans: shifts as shares of the capture. */
const SHIFTS = [0.23, 0.41, 0.59, 0.77]
/** Events visited for one span and shift. */
const MAX_EVENTS = 4000
/** Counters kept at a time; beyond, there are too many operations to tell. */
const MAX_COUNTERS = 4e6
/** Standard deviations above chance. */
const SIGNIFICANT = 8
const LEAST_SHARE = 0.6
/** What a step has to exceed chance by to belong to a peak. */
const PEAK = 0.01
/** Spans come as regularly as a clock where so many gaps are within a tenth of the usual one. */
const REGULAR = 0.5

/**
 * Finds operations whose parentless spans come some time after an event of their own process: work that waits in a queue
 * or behind a timer before it begins. Of every kind of event the gaps are counted and compared with those of the same
 * spans at other times of the capture, and with the usual gap of traffic about them; what stands out has to be one peak
 * with most of the spans in it. O(spans) to sort those of the processes concerned, then bounded work an operation.
 */
export function findLaterFollowers(survey: Survey, roots: readonly SpanIndex[]): Map<OperationIndex, Following> {
  const found = new Map<OperationIndex, Following>()
  const byOperation = new Map<OperationIndex, SpanIndex[]>()
  for (const root of roots) {
    if (!hasTime(survey.spans, root)) continue
    const list = byOperation.get(survey.operations.of[root])
    if (list === undefined) byOperation.set(survey.operations.of[root], [root])
    else list.push(root)
  }
  const frequent = [...byOperation].filter(([, list]) => list.length >= LEAST_SPANS)
  if (frequent.length === 0 || 2 * survey.operations.length * BINS > MAX_COUNTERS) return found
  const events = new ProcessEvents(survey, new Set(frequent.flatMap(([, list]) => list.map((i) => survey.instance[i]))))
  if (events.bins < LEAST_BINS) return found
  frequent.sort((a, b) => b[1].length - a[1].length)
  for (const [operation, list] of frequent.slice(0, MAX_OPERATIONS)) {
    const following = events.following(list)
    if (following !== undefined) found.set(operation, following)
  }
  return found
}

/** Gaps after which one kind of event is found: steps from `first` to `last`. */
interface Peak {
  readonly event: number
  readonly first: number
  readonly last: number
  readonly share: number
  readonly chance: number
}

/** Starts and ends of the spans of some processes, for each in order of time. Events are 2 · operation, + 1 for an end. */
class ProcessEvents {
  /** Steps that are told apart: the shifts have to lie well beyond them. */
  readonly bins: number
  readonly #lengthNs: number
  readonly #survey: Survey
  readonly #fromNs: number
  readonly #windowNs: number
  readonly #starts = new Map<number, Uint32Array>()
  readonly #ends = new Map<number, Uint32Array>()

  constructor(survey: Survey, instances: ReadonlySet<number>) {
    const { atNs, endNs, spans, instance } = survey
    this.#survey = survey
    const rows = new Map<number, SpanIndex[]>([...instances].map((each) => [each, []]))
    let from = Number.POSITIVE_INFINITY
    let to = Number.NEGATIVE_INFINITY
    for (let i = 0; i < spans.length; i++) {
      if (!hasTime(spans, i)) continue
      if (atNs[i] < from) from = atNs[i]
      if (endNs[i] > to) to = endNs[i]
      rows.get(instance[i])?.push(i)
    }
    this.#fromNs = from
    this.#lengthNs = to - from
    this.bins = Math.min(BINS, binOf(Math.max(0, (SHIFTS[0] / 2) * this.#lengthNs)))
    this.#windowNs = FIRST_NS * STEP ** (this.bins - 1)
    for (const [each, list] of rows) {
      this.#starts.set(each, sortByTime(list, atNs, from))
      this.#ends.set(each, sortByTime(list, endNs, from))
    }
  }

  following(spans: readonly SpanIndex[]): Following | undefined {
    const every = Math.max(1, Math.ceil(spans.length / SAMPLE))
    const sample = spans.filter((_, k) => k % every === 0)
    const here = this.#count(sample, [0])
    const elsewhere = this.#count(
      sample,
      SHIFTS.map((share) => share * this.#lengthNs),
    )
    const gapNs = this.#clockGap(spans)
    const regular = gapNs === undefined ? undefined : this.#count(sample, [-gapNs, -2 * gapNs])
    let best: Peak | undefined
    for (const [event, counts] of here) {
      const peak = findPeak(
        event,
        counts.subarray(0, this.bins),
        sample.length,
        elsewhere.get(event),
        regular?.get(event),
      )
      if (peak === undefined) continue
      const isBetter = best === undefined || peak.share > best.share + 0.05
      const isSharper = best !== undefined && peak.share > best.share - 0.05 && peak.chance < best.chance
      if (isBetter || isSharper) best = peak
    }
    if (best === undefined) return undefined
    const service = this.#survey.operations.service[best.event >> 1]
    return { share: best.share, chance: best.chance, service, followers: this.#listFollowers(spans, best) }
  }

  /** The time between spans that come as regularly as a clock, all of them or those of each process; else undefined. */
  #clockGap(spans: readonly SpanIndex[]): number | undefined {
    const { atNs, instance } = this.#survey
    const inTime = [...spans].sort((a, b) => atNs[a] - atNs[b])
    const inProcess = [...spans].sort((a, b) => instance[a] - instance[b] || atNs[a] - atNs[b])
    const all = inTime.slice(1).map((span, k) => atNs[span] - atNs[inTime[k]])
    const own = inProcess.flatMap((span, k) =>
      k > 0 && instance[span] === instance[inProcess[k - 1]] ? [atNs[span] - atNs[inProcess[k - 1]]] : [],
    )
    return clockOf(all) ?? clockOf(own)
  }

  /** For each event its counts by step, summed over spans and shifts. */
  #count(sample: readonly SpanIndex[], shifts: readonly number[]): Map<number, Float64Array> {
    const counts = new Map<number, Float64Array>()
    for (const shiftNs of shifts) {
      for (const span of sample) {
        this.#visit(span, shiftNs, (event, gapNs) => {
          let list = counts.get(event)
          if (list === undefined) {
            list = new Float64Array(BINS)
            counts.set(event, list)
          }
          list[binOf(gapNs)]++
        })
      }
    }
    return counts
  }

  #listFollowers(spans: readonly SpanIndex[], { event, first, last }: Peak): Map<SpanIndex, SpanIndex> {
    const followers = new Map<SpanIndex, SpanIndex>()
    for (const span of spans) {
      this.#visit(span, 0, (seen, gapNs, other) => {
        const bin = binOf(gapNs)
        if (seen === event && bin >= first && bin <= last && !followers.has(span)) followers.set(span, other)
      })
    }
    return followers
  }

  /** Calls `see` for the events of other traces in the time before a span, at its time or shifted, round the capture. */
  #visit(span: SpanIndex, shiftNs: number, see: (event: number, gapNs: number, of: SpanIndex) => void): void {
    const { atNs, endNs, instance } = this.#survey
    const into = (atNs[span] - this.#fromNs + shiftNs) % this.#lengthNs
    const ns = this.#fromNs + (into < 0 ? into + this.#lengthNs : into)
    this.#visitList(this.#starts.get(instance[span]), atNs, span, ns, 0, see)
    this.#visitList(this.#ends.get(instance[span]), endNs, span, ns, 1, see)
  }

  #visitList(
    rows: Uint32Array | undefined,
    timeNs: Float64Array,
    span: SpanIndex,
    ns: number,
    isEnd: number,
    see: (event: number, gapNs: number, of: SpanIndex) => void,
  ): void {
    if (rows === undefined) return
    const { spans, operations } = this.#survey
    let low = 0
    let high = rows.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (timeNs[rows[middle]] <= ns) low = middle + 1
      else high = middle
    }
    for (let k = low - 1, seen = 0; k >= 0 && seen < MAX_EVENTS; k--, seen++) {
      const other = rows[k]
      const gapNs = ns - timeNs[other]
      if (gapNs > this.#windowNs) return
      if (spans.trace[other] !== spans.trace[span]) see(2 * operations.of[other] + isEnd, gapNs, other)
    }
  }
}

function binOf(gapNs: number): number {
  if (gapNs <= FIRST_NS) return 0
  return Math.min(BINS - 1, 1 + Math.floor(Math.log(gapNs / FIRST_NS) / Math.log(STEP)))
}

/** Length of a step, in ns. */
function widthOf(bin: number): number {
  return bin === 0 ? FIRST_NS : FIRST_NS * (STEP ** bin - STEP ** (bin - 1))
}

/** The stretch of steps that most exceeds chance, if most spans have such an event there. */
function findPeak(
  event: number,
  here: Float64Array,
  spans: number,
  elsewhere: Float64Array | undefined,
  regular: Float64Array | undefined,
): Peak | undefined {
  const perNs = Array.from(here, (count, bin) => count / (spans * widthOf(bin)))
  const usual = [...perNs].sort((a, b) => a - b)[here.length >> 1]
  const chance = Float64Array.from(here, (_, bin) =>
    Math.max(
      usual * widthOf(bin),
      ((elsewhere?.[bin] ?? 0) + 0.5) / (spans * SHIFTS.length),
      (regular?.[bin] ?? 0) / (2 * spans),
    ),
  )
  let first = 0
  let sum = 0
  let best = { first: 0, last: -1, sum: 0 }
  for (let bin = 0; bin < here.length; bin++) {
    if (sum <= 0) {
      first = bin
      sum = 0
    }
    sum += here[bin] / spans - chance[bin] - PEAK
    if (sum > best.sum) best = { first, last: bin, sum }
  }
  let expected = 0
  let seen = 0
  for (let bin = best.first; bin <= best.last; bin++) {
    expected += chance[bin]
    seen += here[bin] / spans
  }
  const z = ((seen - expected) * spans) / Math.sqrt(expected * spans + 1)
  const share = Math.min(1, seen - expected)
  if (z < SIGNIFICANT || share < LEAST_SHARE) return undefined
  return { event, first: best.first, last: best.last, share, chance: Math.min(1, expected) }
}

/** The usual gap where most are about as long; undefined where they differ. */
function clockOf(gaps: number[]): number | undefined {
  gaps.sort((a, b) => a - b)
  const usual = gaps[gaps.length >> 1] ?? 0
  const alike = gaps.filter((ns) => Math.abs(ns - usual) <= 0.1 * usual).length
  return alike >= REGULAR * gaps.length ? usual : undefined
}

/** Rows in order of a time; times are whole ns after `fromNs`. */
function sortByTime(rows: readonly SpanIndex[], timeNs: Float64Array, fromNs: number): Uint32Array {
  const low = Uint32Array.from(rows, (row) => (timeNs[row] - fromNs) % 2 ** 32)
  const high = Uint32Array.from(rows, (row) => Math.min(2 ** 32 - 1, Math.floor((timeNs[row] - fromNs) / 2 ** 32)))
  return radixSort(rows.length, [low, high]).map((k) => rows[k])
}
