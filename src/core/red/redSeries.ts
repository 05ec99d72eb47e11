/** A stretch of Unix time. */
export interface TimeRange {
  readonly fromUnixNs: bigint
  /** Exact up to 2^53 ns (104 days). */
  readonly lengthNs: number
}

/** Bins of equal width on one time axis. Bin b begins `b * widthNs` after the start. */
export interface RedBins {
  readonly startUnixNs: bigint
  readonly widthNs: number
  readonly length: number
}

/** Rate, errors and duration of a stretch of time. NaN where nothing can be said: of no requests there is no share. */
export interface RedFigures {
  readonly requests: number
  readonly errors: number
  readonly ratePerS: number
  /** 0 to 1. */
  readonly errorShare: number
  readonly p50Ns: number
  readonly p95Ns: number
  readonly p99Ns: number
}

/** One of the quantiles of {@link RedFigures}. */
export type QuantileName = 'p50Ns' | 'p95Ns' | 'p99Ns'

/** The quantiles that are measured, by name. */
export const QUANTILES: readonly (readonly [name: QuantileName, share: number])[] = [
  ['p50Ns', 0.5],
  ['p95Ns', 0.95],
  ['p99Ns', 0.99],
]

/** How many durations lie in each bin and bucket: what a heat map shows. */
export interface DurationHeat {
  /** Upper bounds of the buckets, ascending, each included in its bucket; the last may be infinite. */
  readonly boundsNs: Float64Array
  /** Bucket k of bin b at `b * boundsNs.length + k`. */
  readonly counts: Float64Array
}

/** RED of a service, or of one operation of it: a column per figure, an entry per bin, NaN for a gap. */
export interface RedSeries {
  readonly service: string
  /** Undefined for all of the service. */
  readonly operation: string | undefined
  /** 0 in a bin that was watched and saw none; NaN in a bin that was not watched. */
  readonly requests: Float64Array
  readonly errors: Float64Array
  /** Per second of the part of the bin that was watched. */
  readonly ratePerS: Float64Array
  /** 0 to 1. */
  readonly errorShare: Float64Array
  readonly p50Ns: Float64Array
  readonly p95Ns: Float64Array
  readonly p99Ns: Float64Array
  /** Over all that was watched. */
  readonly total: RedFigures
  /** Of metrics with a histogram; of spans it is measured when it is looked at. */
  readonly heat?: DurationHeat
}

/** Widths that people count in, in ns; longer ones are whole multiples of 30 days. */
const WIDTHS_NS: readonly number[] = [
  ...[1, 1e3, 1e6].flatMap((unit) => [1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => n * unit)),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * 1e9),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * 60e9),
  ...[1, 2, 3, 6, 12].map((n) => n * 3600e9),
  ...[1, 2, 7, 30].map((n) => n * 86400e9),
]

const LONGEST_WIDTH_NS = 30 * 86400e9

/**
 * Bins that cover a range: at most `most` + 1 of them, of a width that people count in and no less than `leastNs`, begun
 * at a multiple of it.
 */
export function chooseBins({ fromUnixNs, lengthNs }: TimeRange, most: number, leastNs = 1): RedBins {
  const wished = Math.max(leastNs, lengthNs / most)
  const widthNs = WIDTHS_NS.find((width) => width >= wished) ?? Math.ceil(wished / LONGEST_WIDTH_NS) * LONGEST_WIDTH_NS
  const before = BigInt.asUintN(64, fromUnixNs) % BigInt(widthNs)
  const startUnixNs = fromUnixNs < 0n ? fromUnixNs : fromUnixNs - before
  const reachNs = Number(fromUnixNs - startUnixNs) + lengthNs
  return { startUnixNs, widthNs, length: Math.max(1, Math.ceil(reachNs / widthNs)) }
}

/** The smallest range that holds both. */
export function joinRanges(a: TimeRange, b: TimeRange): TimeRange {
  const { fromUnixNs } = b.fromUnixNs < a.fromUnixNs ? b : a
  const end = (range: TimeRange) => Number(range.fromUnixNs - fromUnixNs) + range.lengthNs
  return { fromUnixNs, lengthNs: Math.max(end(a), end(b)) }
}

/** How much of each bin lies in the range, in ns. */
export function watchedNs(bins: RedBins, range: TimeRange): Float64Array {
  const from = Number(range.fromUnixNs - bins.startUnixNs)
  return Float64Array.from({ length: bins.length }, (_, b) => {
    const begin = Math.max(from, b * bins.widthNs)
    return Math.max(0, Math.min(from + range.lengthNs, (b + 1) * bins.widthNs) - begin)
  })
}

/** Share of a bin that must have been watched for a rate to be told. */
const ENOUGH = 0.5

/**
 * Rates of bins of which `watched` ns were watched. A bin of which less than half was watched has no rate, unless
 * none has more.
 */
export function ratesPerS(bins: RedBins, requests: Float64Array, watched: Float64Array): Float64Array {
  const enough = watched.some((ns) => ns >= bins.widthNs * ENOUGH) ? bins.widthNs * ENOUGH : 0
  return requests.map((count, b) => (watched[b] > 0 && watched[b] >= enough ? (count * 1e9) / watched[b] : Number.NaN))
}

/** `errors / requests`, bin by bin; NaN where there were no requests. */
export function errorShares(requests: Float64Array, errors: Float64Array): Float64Array {
  return requests.map((count, b) => (count > 0 ? errors[b] / count : Number.NaN))
}

/** Fewer requests are told by their number: a rate of 20 is known to a fifth of it (Poisson), of one to nothing. */
const LEAST_REQUESTS = 20
/** So are bins that hold fewer on average: their rate would jump between nothing and that of one request. */
const LEAST_PER_BIN = 2

/** Whether so few requests were seen in all that their number says more than a rate. */
export function isFew({ total }: RedSeries): boolean {
  return total.requests < LEAST_REQUESTS
}

/** Whether so few were seen in all, or in each bin. For spans; metrics tell rates. */
export function isSparse(series: RedSeries): boolean {
  const bins = series.requests.reduce((count, n) => (Number.isNaN(n) ? count : count + 1), 0)
  return isFew(series) || series.total.requests < bins * LEAST_PER_BIN
}
