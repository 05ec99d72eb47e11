import type { RedEntries } from './findEntries.ts'
import type { TimeRange } from './redSeries.ts'

/** Where most requests lie. */
export interface MainRange {
  readonly range: TimeRange
  /** Traces with a request outside; 0 where the range is all of the capture. */
  readonly outside: number
}

/** An axis is cut only where so many of the requests lie together … */
const TOGETHER = 0.75
/** … in no more than this share of it … */
const CROWDED = 1 / 8
/** … and the whole is longer than this, in ns: a shorter axis is read as it is. */
const SHORTEST_CUT_NS = 600e9

const BUCKETS = 1024
/** Each round narrows the axis to an eighth or less: so many reach from centuries to nanoseconds. */
const MOST_ROUNDS = 24

/**
 * The stretch of time in which most requests ended, with all that lies no further away than it is long. A few traces with
 * a clock of their own, or of another day, would else press all others into one bin. O(entries).
 */
export function findMainRange(entries: RedEntries, spans: MainRangeSpans): MainRange {
  const { capture, endNs } = entries
  const whole: MainRange = { range: capture, outside: 0 }
  if (capture.lengthNs <= SHORTEST_CUT_NS) return whole
  let [from, to] = extentOf(endNs, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
  const fullNs = to - from
  const wanted = Math.ceil(endNs.length * TOGETHER)
  for (let round = 0; round < MOST_ROUNDS && to > from; round++) {
    const crowd = findCrowd(endNs, from, to, wanted)
    if (crowd === undefined) break
    ;[from, to] = extentOf(endNs, ...crowd)
  }
  const reachNs = to - from
  if (!(reachNs < fullNs * CROWDED)) return whole
  ;[from, to] = extentOf(endNs, from - reachNs, to + reachNs)
  const outside = countOutside(entries, spans, from, to)
  if (outside === 0) return whole
  const begin = firstStart(entries, spans, from, to)
  return {
    range: { fromUnixNs: capture.fromUnixNs + BigInt(Math.floor(begin)), lengthNs: to - Math.floor(begin) },
    outside,
  }
}

/** The columns of a span table that are needed. */
interface MainRangeSpans {
  readonly trace: Uint32Array
  readonly durationNs: Float64Array
  readonly traces: { readonly length: number }
}

/** The least and the largest of the values that lie from `low` to `high`. */
function extentOf(values: Float64Array, low: number, high: number): [number, number] {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < low || value > high) continue
    if (value < from) from = value
    if (value > to) to = value
  }
  return [from, to]
}

/** The shortest stretch of whole buckets that holds `wanted` values; undefined where it is no short one. */
function findCrowd(values: Float64Array, from: number, to: number, wanted: number): [number, number] | undefined {
  const counts = new Uint32Array(BUCKETS)
  const width = (to - from) / BUCKETS
  for (const value of values) {
    if (value >= from && value <= to) counts[Math.min(BUCKETS - 1, Math.floor((value - from) / width))]++
  }
  let [best, bestFrom, held, first] = [BUCKETS + 1, 0, 0, 0]
  for (let last = 0; last < BUCKETS; last++) {
    held += counts[last]
    while (held - counts[first] >= wanted) held -= counts[first++]
    if (held >= wanted && last + 1 - first < best) [best, bestFrom] = [last + 1 - first, first]
  }
  if (best > BUCKETS * CROWDED) return undefined
  return [from + bestFrom * width, from + (bestFrom + best) * width]
}

function countOutside({ rows, endNs }: RedEntries, { trace, traces }: MainRangeSpans, from: number, to: number) {
  const isOutside = new Uint8Array(traces.length)
  let count = 0
  for (let k = 0; k < rows.length; k++) {
    if (endNs[k] >= from && endNs[k] <= to) continue
    if (isOutside[trace[rows[k]]] === 0) count++
    isOutside[trace[rows[k]]] = 1
  }
  return count
}

/** When the first of the requests that ended in the range began, not more than its own length before it. */
function firstStart({ rows, endNs }: RedEntries, { durationNs }: MainRangeSpans, from: number, to: number): number {
  let begin = from
  for (let k = 0; k < rows.length; k++) {
    if (endNs[k] < from || endNs[k] > to) continue
    begin = Math.min(begin, Math.max(endNs[k] - durationNs[rows[k]], from - (to - from), 0))
  }
  return begin
}
