/** One stream of numbers: a metric, a resource and a set of attributes. Plain data. */
export interface MetricSeries {
  /** As in the input: `traces.span.metrics.calls`. */
  readonly name: string
  /** UCUM; '' for none. */
  readonly unit: string
  /** A counter that only rises, or a histogram, whose `values` are its counts. */
  readonly type: 'sum' | 'histogram'
  /** Each point tells of its own interval; otherwise of all since its start. */
  readonly isDelta: boolean
  /** Attributes of the points, and `service.name` of the resource where they have none. */
  readonly labels: ReadonlyMap<string, string>
  /** Unix ns of the begin of each point's interval; 0 where it is not told. */
  readonly startsNs: BigInt64Array
  /** Unix ns of each point, ascending. */
  readonly timesNs: BigInt64Array
  readonly values: Float64Array
  /** Upper bounds of the buckets in `unit`, ascending; one more bucket lies above the last. Empty for a sum. */
  readonly bounds: Float64Array
  /** Bucket k of point p at `p * (bounds.length + 1) + k`. Empty for a sum. */
  readonly buckets: Float64Array
}
