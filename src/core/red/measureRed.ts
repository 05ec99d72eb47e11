import { ENDS_BEFORE_START, UNFINISHED } from '../model/spanMarks.ts'
import { type SpanIndex, type SpanTable, STATUS_ERROR, textAt } from '../model/spanTable.ts'
import type { RedEntries, RedGroup } from './findEntries.ts'
import {
  type DurationHeat,
  errorShares,
  QUANTILES,
  type QuantileName,
  type RedBins,
  type RedSeries,
  ratesPerS,
  watchedNs,
} from './redSeries.ts'

/** The columns of a span table that are measured. */
export type RedSpans = Pick<SpanTable, 'texts' | 'durationNs' | 'status' | 'marks'>

/** RED of spans, with a span to look at for each bin: -1 where the bin has none. */
export interface SpanRedSeries extends RedSeries {
  readonly slowest: Int32Array
  readonly failed: Int32Array
}

/**
 * Rate, errors and duration of a group of entries over bins.
 *
 * An entry counts in the bin in which it ended, as metrics count it. It failed if its status is ERROR, which servers
 * set for 5xx and not for 4xx (OpenTelemetry semantic conventions, "HTTP Server Semantic Conventions", Status; gRPC
 * alike), and consumers for what they could not process. Spans without an end count as requests and have no duration.
 * Quantiles are by nearest rank, the smallest duration that the share of all does not exceed: exact in datasets of up
 * to {@link EXACT_ENTRIES} entries, within {@link QUANTILE_ERROR} of it in larger ones.
 * Bins outside the capture are gaps; the total is of the time that the bins cover. O(n log n) in the entries of the group, O(n) in large datasets.
 */
export function measureRed(spans: RedSpans, entries: RedEntries, group: RedGroup, bins: RedBins): SpanRedSeries {
  const sorted = sortIntoBins(spans, entries, group, bins)
  const watched = watchedNs(bins, entries.capture)
  const gap = (counts: Float64Array) => counts.map((count, b) => (count === 0 && watched[b] === 0 ? Number.NaN : count))
  const requests = gap(sorted.requests)
  const errors = gap(sorted.errors)
  const { perBin, total } = measureQuantiles(sorted, entries.rows.length <= EXACT_ENTRIES)
  return {
    service: textAt(spans, group.service),
    operation: group.operation === undefined ? undefined : textAt(spans, group.operation),
    requests,
    errors,
    ratePerS: ratesPerS(bins, requests, watched),
    errorShare: errorShares(requests, errors),
    ...perBin,
    total: { ...totalOf(sorted, sum(watched)), ...total },
    slowest: sorted.slowest,
    failed: sorted.failed,
  }
}

interface SortedEntries {
  readonly requests: Float64Array
  readonly errors: Float64Array
  readonly slowest: Int32Array
  readonly failed: Int32Array
  /** Bin after bin. */
  readonly durationsNs: Float64Array
  /** Where the durations of each bin begin; one more entry than bins. */
  readonly firstDuration: Uint32Array
}

const hasDuration = (spans: RedSpans, span: SpanIndex) => (spans.marks[span] & (UNFINISHED | ENDS_BEFORE_START)) === 0

/** The bin of each entry of a group; `bins.length` for those outside. */
function binsOf({ rows, endNs, capture }: RedEntries, { first, end }: RedGroup, bins: RedBins): Uint32Array {
  const offset = Number(capture.fromUnixNs - bins.startUnixNs)
  const reachNs = bins.widthNs * bins.length
  const binOf = new Uint32Array(rows.length === 0 ? 0 : end - first)
  for (let k = first; k < end; k++) {
    const at = endNs[k] + offset
    const isInside = at >= 0 && at <= reachNs
    binOf[k - first] = isInside ? Math.min(bins.length - 1, Math.floor(at / bins.widthNs)) : bins.length
  }
  return binOf
}

function sortIntoBins(spans: RedSpans, entries: RedEntries, group: RedGroup, bins: RedBins): SortedEntries {
  const binOf = binsOf(entries, group, bins)
  const requests = new Float64Array(bins.length)
  const errors = new Float64Array(bins.length)
  const slowest = new Int32Array(bins.length).fill(-1)
  const failed = new Int32Array(bins.length).fill(-1)
  const firstDuration = new Uint32Array(bins.length + 1)
  for (let k = 0; k < binOf.length; k++) {
    const b = binOf[k]
    if (b === bins.length) continue
    const span = entries.rows[group.first + k]
    requests[b]++
    if (spans.status[span] === STATUS_ERROR) {
      errors[b]++
      if (failed[b] === -1) failed[b] = span
    }
    if (!hasDuration(spans, span)) continue
    firstDuration[b + 1]++
    if (slowest[b] === -1 || spans.durationNs[span] > spans.durationNs[slowest[b]]) slowest[b] = span
  }
  for (let b = 0; b < bins.length; b++) firstDuration[b + 1] += firstDuration[b]
  const next = firstDuration.slice()
  const durationsNs = new Float64Array(firstDuration[bins.length])
  for (let k = 0; k < binOf.length; k++) {
    const span = entries.rows[group.first + k]
    if (binOf[k] < bins.length && hasDuration(spans, span)) durationsNs[next[binOf[k]]++] = spans.durationNs[span]
  }
  return { requests, errors, slowest, failed, durationsNs, firstDuration }
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)

function totalOf({ requests, errors }: SortedEntries, watchedNs: number) {
  const [count, failed] = [sum(requests), sum(errors)]
  return {
    requests: count,
    errors: failed,
    ratePerS: watchedNs > 0 ? (count * 1e9) / watchedNs : Number.NaN,
    errorShare: count > 0 ? failed / count : Number.NaN,
  }
}

type Quantiles<T> = Record<QuantileName, T>

/** Quantiles of each bin and of all. */
function measureQuantiles({ durationsNs, firstDuration }: SortedEntries, isExact: boolean) {
  const length = firstDuration.length - 1
  const perBin = { p50Ns: gaps(length), p95Ns: gaps(length), p99Ns: gaps(length) }
  const total: Quantiles<number> = { p50Ns: Number.NaN, p95Ns: Number.NaN, p99Ns: Number.NaN }
  const of = isExact ? exactQuantile : logQuantiles(durationsNs)
  for (let b = 0; b < length; b++) {
    const quantile = of(durationsNs.subarray(firstDuration[b], firstDuration[b + 1]))
    for (const [name, share] of QUANTILES) perBin[name][b] = quantile(share)
  }
  const quantile = of(isExact ? durationsNs.slice() : durationsNs)
  for (const [name, share] of QUANTILES) total[name] = quantile(share)
  return { perBin, total }
}

const gaps = (length: number) => new Float64Array(length).fill(Number.NaN)

const rankOf = (share: number, length: number) => Math.max(0, Math.ceil(share * length) - 1)

/** Sorts the durations. NaN for none. */
function exactQuantile(durationsNs: Float64Array): (share: number) => number {
  durationsNs.sort()
  return (share) => (durationsNs.length === 0 ? Number.NaN : durationsNs[rankOf(share, durationsNs.length)])
}

/** Datasets of more entries are measured by a histogram. */
export const EXACT_ENTRIES = 50_000

/** A quantile from the histogram is off by no more than this share of it. */
export const QUANTILE_ERROR = 1 / 256

/** Bits of the high word of a double that tell its bucket: the exponent and 7 bits behind it, 128 buckets a doubling. */
const BUCKET_SHIFT = 13

/**
 * Quantiles by a histogram of 128 equal buckets for each doubling, shared by all bins: durations are counted by the
 * upper bits of their double (IEEE 754), and a quantile is the middle of its bucket.
 */
function logQuantiles(durationsNs: Float64Array): (slice: Float64Array) => (share: number) => number {
  const words = new Uint32Array(durationsNs.buffer)
  let least = 0xffffffff
  let most = 0
  for (let k = 1; k < words.length; k += 2) {
    if (words[k] < least) least = words[k]
    if (words[k] > most) most = words[k]
  }
  least >>>= BUCKET_SHIFT
  const counts = new Uint32Array(words.length === 0 ? 0 : (most >>> BUCKET_SHIFT) - least + 1)
  return (slice) => {
    counts.fill(0)
    const first = slice.byteOffset / 4 + 1
    const end = first + slice.length * 2
    for (let k = first; k < end; k += 2) counts[(words[k] >>> BUCKET_SHIFT) - least]++
    const { length } = slice
    let bucket = 0
    let before = 0
    return (share) => {
      if (length === 0) return Number.NaN
      const rank = rankOf(share, length)
      while (before + counts[bucket] <= rank) before += counts[bucket++]
      return middleOf(bucket + least)
    }
  }
}

const double = new Float64Array(1)
const halves = new Uint32Array(double.buffer)

/** The middle of a bucket; 0 for that of 0. */
function middleOf(bucket: number): number {
  halves[0] = 0
  halves[1] = bucket << BUCKET_SHIFT
  const [from] = double
  halves[1] = (bucket + 1) << BUCKET_SHIFT
  return from === 0 ? 0 : (from + double[0]) / 2
}

/** Buckets of the heat map for each doubling of the duration. */
const BUCKETS_PER_DOUBLING = 2

/**
 * How many durations of a group lie in each bin and bucket. Buckets grow by the square root of 2, from the one of the
 * shortest to the one of the longest duration. O(n).
 */
export function measureHeat(spans: RedSpans, entries: RedEntries, group: RedGroup, bins: RedBins): DurationHeat {
  const { durationsNs, firstDuration } = sortIntoBins(spans, entries, group, bins)
  const bucketOf = (ns: number) => Math.ceil(Math.log2(Math.max(1, ns)) * BUCKETS_PER_DOUBLING)
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const ns of durationsNs) {
    const bucket = bucketOf(ns)
    if (bucket < least) least = bucket
    if (bucket > most) most = bucket
  }
  const rows = most < least ? 0 : most - least + 1
  const boundsNs = Float64Array.from({ length: rows }, (_, k) => 2 ** ((least + k) / BUCKETS_PER_DOUBLING))
  const counts = new Float64Array(bins.length * rows)
  for (let b = 0; b < bins.length; b++) {
    for (let k = firstDuration[b]; k < firstDuration[b + 1]; k++) counts[b * rows + bucketOf(durationsNs[k]) - least]++
  }
  return { boundsNs, counts }
}
