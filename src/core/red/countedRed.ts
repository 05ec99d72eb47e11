import {
  type DurationHeat,
  errorShares,
  QUANTILES,
  type QuantileName,
  type RedBins,
  type RedFigures,
  type RedSeries,
} from './redSeries.ts'

/** Requests that metrics counted, by bin. Bins of which nothing was watched become gaps. */
export interface CountedRequests {
  readonly service: string
  readonly operation: string | undefined
  readonly requests: Float64Array
  readonly errors: Float64Array
  /** ns of each bin that were watched. */
  readonly watchedNs: Float64Array
  /** Requests of each bin by the upper bound of their bucket, in ns; the last bound may be infinite. */
  readonly buckets: ReadonlyMap<number, Float64Array>
}

/**
 * RED of counted requests. A quantile lies within its bucket, which is all that a histogram tells: it is placed there as
 * Prometheus does (`histogram_quantile`), evenly between the bounds, and at the last finite bound where it lies above.
 */
export function measureCounted(counted: CountedRequests, { length }: RedBins): RedSeries {
  const { service, operation, watchedNs } = counted
  const gap = (counts: Float64Array) => counts.map((count, b) => (watchedNs[b] > 0 ? count : Number.NaN))
  const requests = gap(counted.requests)
  const errors = gap(counted.errors)
  const bounds = [...counted.buckets.keys()].sort((a, b) => a - b)
  const columns = bounds.map((bound) => counted.buckets.get(bound) ?? new Float64Array(length))
  const perBin = { p50Ns: gaps(length), p95Ns: gaps(length), p99Ns: gaps(length) }
  for (let b = 0; b < length; b++) {
    const counts = columns.map((column) => column[b])
    for (const [name, share] of QUANTILES) perBin[name][b] = bucketQuantile(bounds, counts, share)
  }
  const all = columns.map(sum)
  const total: Record<QuantileName, number> = { p50Ns: Number.NaN, p95Ns: Number.NaN, p99Ns: Number.NaN }
  for (const [name, share] of QUANTILES) total[name] = bucketQuantile(bounds, all, share)
  const [count, failed, watched] = [sum(requests), sum(errors), sum(watchedNs)]
  return {
    service,
    operation,
    requests,
    errors,
    ratePerS: requests.map((n, b) => (watchedNs[b] > 0 ? (n * 1e9) / watchedNs[b] : Number.NaN)),
    errorShare: errorShares(requests, errors),
    ...perBin,
    total: {
      requests: count,
      errors: failed,
      ratePerS: watched > 0 ? (count * 1e9) / watched : Number.NaN,
      errorShare: count > 0 ? failed / count : Number.NaN,
      ...total,
    },
    ...(bounds.length === 0 ? {} : { heat: heatOf(bounds, columns, length) }),
  }
}

/** Without the empty buckets at both ends, but for one below: its bound is where the first filled one begins. */
function heatOf(bounds: readonly number[], columns: readonly Float64Array[], length: number): DurationHeat {
  const filled = columns.map((column) => column.some((count) => count > 0))
  const first = Math.max(0, filled.indexOf(true) - 1)
  const shown = !filled.includes(true) ? [] : columns.slice(first, filled.lastIndexOf(true) + 1)
  const counts = new Float64Array(length * shown.length)
  shown.forEach((column, k) => {
    for (let b = 0; b < length; b++) counts[b * shown.length + k] = column[b]
  })
  return { boundsNs: Float64Array.from(bounds.slice(first, first + shown.length)), counts }
}

/** Figures of the bins `from` to `to`, the last included, of a series that {@link measureCounted} made. */
export function measureWithin(series: RedSeries, from: number, to: number): RedFigures {
  const last = Math.min(to, series.requests.length - 1)
  const bins: number[] = []
  for (let b = Math.max(0, from); b <= last; b++) bins.push(b)
  return measureBins(series, bins)
}

function measureBins({ requests, errors, ratePerS, heat }: RedSeries, bins: readonly number[]): RedFigures {
  const pick = (column: Float64Array) => Float64Array.from(bins, (b) => column[b])
  const [count, failed] = [sum(pick(requests)), sum(pick(errors))]
  const rates = pick(ratePerS).filter((perS) => !Number.isNaN(perS))
  const { boundsNs = new Float64Array(0), counts = new Float64Array(0) } = heat ?? {}
  const perBucket = Array.from(boundsNs, (_, k) => bins.reduce((n, b) => n + counts[b * boundsNs.length + k], 0))
  const quantile = (share: number) => bucketQuantile([...boundsNs], perBucket, share)
  return {
    requests: count,
    errors: failed,
    ratePerS: rates.length === 0 ? Number.NaN : sum(rates) / rates.length,
    errorShare: count > 0 ? failed / count : Number.NaN,
    p50Ns: quantile(0.5),
    p95Ns: quantile(0.95),
    p99Ns: quantile(0.99),
  }
}

/**
 * What two sources of metrics counted in the bins that both watched; undefined where there are none. Both series are on
 * the same bins, made by {@link measureCounted}.
 */
export function measureBoth(a: RedSeries, b: RedSeries): readonly [RedFigures, RedFigures] | undefined {
  const bins: number[] = []
  for (let bin = 0; bin < a.requests.length; bin++) {
    if (!Number.isNaN(a.ratePerS[bin]) && !Number.isNaN(b.ratePerS[bin])) bins.push(bin)
  }
  return bins.length === 0 ? undefined : [measureBins(a, bins), measureBins(b, bins)]
}

const gaps = (length: number) => new Float64Array(length).fill(Number.NaN)

function sum(values: Float64Array): number {
  return values.reduce((total, value) => (Number.isNaN(value) ? total : total + value), 0)
}

/** The quantile of counts by ascending upper bound, from 0; NaN for none. */
function bucketQuantile(bounds: readonly number[], counts: readonly number[], share: number): number {
  const total = counts.reduce((a, b) => a + (Number.isNaN(b) ? 0 : b), 0)
  if (!(total > 0)) return Number.NaN
  const rank = share * total
  let before = 0
  for (let k = 0; k < bounds.length; k++) {
    const count = Number.isNaN(counts[k]) ? 0 : counts[k]
    if (count > 0 && before + count >= rank) {
      const from = k === 0 ? 0 : bounds[k - 1]
      return bounds[k] === Number.POSITIVE_INFINITY ? from : from + ((bounds[k] - from) * (rank - before)) / count
    }
    before += count
  }
  return bounds.at(-1) ?? Number.NaN
}
