/** Buckets of a native histogram at one moment: their bounds, and how many lie in each. Empty ones may be left out. */
export interface PromBuckets {
  readonly lower: readonly number[]
  readonly upper: readonly number[]
  readonly counts: readonly number[]
}

/** A series of a range query's answer (Prometheus, "HTTP API", range vectors). */
export interface PromSeries {
  readonly labels: ReadonlyMap<string, string>
  /** Unix s and value; of native histograms their count. */
  readonly points: readonly (readonly [timeS: number, value: number])[]
  /** One entry a point; empty for plain numbers. */
  readonly histograms: readonly PromBuckets[]
}
