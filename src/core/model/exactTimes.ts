import { ENDS_BEFORE_START, NO_START, UNFINISHED } from './spanMarks.ts'
import type { SpanIndex, SpanTable } from './spanTable.ts'

/** Unix start of a span in ns, exact; undefined where it has none. */
export function startUnixNs(spans: SpanTable, span: SpanIndex): bigint | undefined {
  if ((spans.marks[span] & NO_START) !== 0) return undefined
  const exact = spans.exactTimes.get(span)?.startUnixNs
  return exact ?? spans.traces.originNs[spans.trace[span]] + BigInt(spans.startNs[span])
}

/** Duration of a span in ns, exact; undefined where it is unfinished, 0 where it ends before it starts. */
export function exactDurationNs(spans: SpanTable, span: SpanIndex): bigint | undefined {
  const marks = spans.marks[span]
  if ((marks & UNFINISHED) !== 0) return undefined
  if ((marks & ENDS_BEFORE_START) !== 0) return 0n
  return spans.exactTimes.get(span)?.durationNs ?? BigInt(spans.durationNs[span])
}

/** Unix end of a span in ns, exact; its start where it is unfinished, undefined where it has no start. */
export function endUnixNs(spans: SpanTable, span: SpanIndex): bigint | undefined {
  const start = startUnixNs(spans, span)
  return start === undefined ? undefined : start + (exactDurationNs(spans, span) ?? 0n)
}
