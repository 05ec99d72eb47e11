import { NO_START } from '../../core/model/spanMarks.ts'
import type { SpanIndex, SpanTable } from '../../core/model/spanTable.ts'

/** When a span started, exactly, in Unix ns; undefined where the input does not say. */
export function startUnixNs(spans: SpanTable, span: SpanIndex): bigint | undefined {
  if ((spans.marks[span] & NO_START) !== 0) return undefined
  return (
    spans.exactTimes.get(span)?.startUnixNs ?? spans.traces.originNs[spans.trace[span]] + BigInt(spans.startNs[span])
  )
}
