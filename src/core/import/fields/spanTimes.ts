import type { InputPosition, Report } from '../../model/diagnostic.ts'

/** Times of a span as a SpanRecord has them. */
export interface SpanTimes {
  readonly startUnixNs: bigint | undefined
  readonly durationNs: bigint | undefined
}

/**
 * Start and duration from start and end, in Unix ns; 0 counts as not given. What
 * is missing or in the wrong order is reported.
 */
export function timesFromEnds(
  startNs: bigint | undefined,
  endNs: bigint | undefined,
  at: InputPosition,
  report: Report,
): SpanTimes {
  const startUnixNs = startNs === 0n ? undefined : startNs
  const endUnixNs = endNs === 0n ? undefined : endNs
  if (startUnixNs === undefined) report('time.missing', at)
  if (endUnixNs === undefined) report('time.unfinished', at)
  if (startUnixNs === undefined || endUnixNs === undefined) return { startUnixNs, durationNs: undefined }
  if (endUnixNs < startUnixNs) report('time.order', at)
  return { startUnixNs, durationNs: endUnixNs - startUnixNs }
}
