import type { MetricSeries } from '../../model/metricTable.ts'

/** A point as read. */
export interface MetricPoint {
  readonly startNs: bigint
  readonly timeNs: bigint
  readonly value: number
  /** Upper bounds of explicit buckets. */
  readonly bounds: readonly number[]
  /** One more than `bounds`; of an exponential histogram its positive buckets. Empty for none. */
  readonly counts: readonly number[]
  readonly exponential?: { readonly scale: number; readonly offset: number; readonly zeros: number }
}

type Columns = Pick<MetricSeries, 'startsNs' | 'timesNs' | 'values' | 'bounds' | 'buckets'>

/** Buckets of a series beyond this many are halved by a coarser scale, or left out. */
const MOST_BUCKETS = 1024

/** Points of one series as columns, by time; their buckets are brought to the same bounds. */
export function joinPoints(points: readonly MetricPoint[]): Columns {
  const sorted = [...points].sort((a, b) => (a.timeNs < b.timeNs ? -1 : a.timeNs > b.timeNs ? 1 : 0))
  const { bounds, buckets } = sorted.some(({ exponential }) => exponential !== undefined)
    ? joinExponential(sorted)
    : joinExplicit(sorted)
  return {
    startsNs: BigInt64Array.from(sorted, ({ startNs }) => startNs),
    timesNs: BigInt64Array.from(sorted, ({ timeNs }) => timeNs),
    values: Float64Array.from(sorted, ({ value }) => value),
    bounds,
    buckets,
  }
}

const NO_BUCKETS = { bounds: new Float64Array(0), buckets: new Float64Array(0) }

/** Points whose bounds differ from the first one's have no buckets: all their requests lie above the last bound. */
function joinExplicit(points: readonly MetricPoint[]): Pick<Columns, 'bounds' | 'buckets'> {
  const first = points.find(({ counts }) => counts.length > 1)?.bounds
  if (first === undefined || first.length > MOST_BUCKETS) return NO_BUCKETS
  const width = first.length + 1
  const buckets = new Float64Array(points.length * width)
  points.forEach(({ value, bounds, counts }, p) => {
    const isSame = counts.length === width && bounds.every((bound, k) => bound === first[k])
    if (isSame) buckets.set(counts, p * width)
    else buckets[p * width + width - 1] = value
  })
  return { bounds: Float64Array.from(first), buckets }
}

/**
 * Buckets of exponential histograms (metrics.proto, `ExponentialHistogramDataPoint`): bucket i holds values up to
 * `2^((i + 1) / 2^scale)`. Merging two neighbours gives the bucket of the next lower scale, exactly.
 */
function joinExponential(points: readonly MetricPoint[]): Pick<Columns, 'bounds' | 'buckets'> {
  const filled = points.flatMap(({ exponential, counts }) =>
    exponential === undefined || counts.length === 0 ? [] : [{ ...exponential, length: counts.length }],
  )
  if (filled.length === 0) return NO_BUCKETS
  let scale = Math.min(...filled.map((point) => point.scale))
  let [least, most] = reachOf(filled, scale)
  while (most - least >= MOST_BUCKETS && scale > -10) [least, most] = reachOf(filled, --scale)
  if (most - least >= MOST_BUCKETS) return NO_BUCKETS
  // The first bucket is for zeros and all else up to the least bound.
  const bounds = Float64Array.from({ length: most - least + 2 }, (_, k) => 2 ** ((least + k) / 2 ** scale))
  const width = bounds.length + 1
  const buckets = new Float64Array(points.length * width)
  points.forEach(({ exponential, counts }, p) => {
    if (exponential === undefined) return
    buckets[p * width] = exponential.zeros
    for (let k = 0; k < counts.length; k++) {
      const index = Math.floor((exponential.offset + k) / 2 ** (exponential.scale - scale))
      buckets[p * width + 1 + index - least] += counts[k]
    }
  })
  return { bounds, buckets }
}

/** First and last bucket of all points at a scale. */
function reachOf(
  points: readonly { readonly scale: number; readonly offset: number; readonly length: number }[],
  scale: number,
): [least: number, most: number] {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const point of points) {
    const at = (index: number) => Math.floor(index / 2 ** (point.scale - scale))
    least = Math.min(least, at(point.offset))
    most = Math.max(most, at(point.offset + point.length - 1))
  }
  return [least, most]
}
