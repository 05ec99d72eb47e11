import type { SpanForest } from '../model/spanForest.ts'
import { NO_START, OFF_AXIS } from '../model/spanMarks.ts'
import type { SpanIndex, SpanTable, TraceIndex } from '../model/spanTable.ts'

/**
 * Self time of a span in ns: what the union of its children, clipped to the span, leaves uncovered. Children off the
 * axis or without a start cover nothing. O(children).
 */
export function measureSelfTime(spans: SpanTable, forest: SpanForest, span: SpanIndex): number {
  const { startNs, durationNs, marks } = spans
  const { order, end, position } = forest
  if ((marks[span] & OFF_AXIS) !== 0) return durationNs[span]
  const spanEnd = startNs[span] + durationNs[span]
  let coveredTo = startNs[span]
  let selfNs = 0
  // Siblings are in start order.
  for (let at = position[span] + 1; at < end[position[span]]; at = end[at]) {
    const child = order[at]
    if ((marks[child] & (OFF_AXIS | NO_START)) !== 0) continue
    const from = Math.min(startNs[child], spanEnd)
    if (from > coveredTo) selfNs += from - coveredTo
    coveredTo = Math.max(coveredTo, Math.min(spanEnd, startNs[child] + durationNs[child]))
  }
  return selfNs + (spanEnd - coveredTo)
}

/** Self times of all spans of a trace in ns; entry 0 belongs to the first row of the trace. O(spans of the trace). */
export function measureSelfTimes(spans: SpanTable, forest: SpanForest, trace: TraceIndex): Float64Array {
  const { firstSpan } = spans.traces
  const selfNs = new Float64Array(firstSpan[trace + 1] - firstSpan[trace])
  for (let i = 0; i < selfNs.length; i++) selfNs[i] = measureSelfTime(spans, forest, firstSpan[trace] + i)
  return selfNs
}
