import { hexWord, isHexSpanId, isHexTraceId, printSpanId, printTraceId } from '../model/ids.ts'
import { HAS_PARENT_ID, OPAQUE_ID, OPAQUE_PARENT_ID } from '../model/spanMarks.ts'
import { type SpanIndex, type SpanTable, type TraceIndex, textAt } from '../model/spanTable.ts'

/**
 * The trace of an id: 32 lower-case hex digits, or the id as the input wrote it. Undefined where the table does not
 * hold it. O(traces).
 */
export function findTrace({ traces }: SpanTable, id: string): TraceIndex | undefined {
  if (isHexTraceId(id)) {
    const { idWords } = traces
    const [a, b, c, d] = [hexWord(id, 0), hexWord(id, 8), hexWord(id, 16), hexWord(id, 24)]
    for (let t = 0; t < traces.length; t++) {
      const at = 4 * t
      if (idWords[at + 3] === d && idWords[at + 2] === c && idWords[at + 1] === b && idWords[at] === a) return t
    }
  }
  for (const [t, rawId] of traces.rawIds) if (rawId === id) return t
  return undefined
}

/** 32 hex digits; an opaque id as it was written. */
export function traceIdText({ traces }: SpanTable, trace: TraceIndex): string {
  const { idWords, rawIds } = traces
  const at = 4 * trace
  const rawId = rawIds.get(trace)
  const isZero = (idWords[at] | idWords[at + 1] | idWords[at + 2] | idWords[at + 3]) === 0
  return rawId !== undefined && isZero ? rawId : printTraceId(idWords, at)
}

/**
 * The nth span (from 1, in row order) of a trace with an id: duplicates and the halves of a shared id have the same.
 * Undefined where there are not so many. O(spans of the trace).
 */
export function findSpan(spans: SpanTable, trace: TraceIndex, id: string, nth: number): SpanIndex | undefined {
  const { firstSpan } = spans.traces
  const hasId = idTest(spans, id)
  let left = nth
  for (let i = firstSpan[trace]; i < firstSpan[trace + 1]; i++) {
    if (hasId(i) && --left === 0) return i
  }
  return undefined
}

/** Tells whether a span has the id `id`, 16 lower-case hex digits or an opaque text. */
export function idTest({ spanId, marks, texts }: SpanTable, id: string): (span: SpanIndex) => boolean {
  if (!isHexSpanId(id)) return (i) => (marks[i] & OPAQUE_ID) !== 0 && texts[spanId[2 * i + 1]] === id
  const high = hexWord(id, 0)
  const low = hexWord(id, 8)
  return (i) => spanId[2 * i + 1] === low && spanId[2 * i] === high && (marks[i] & OPAQUE_ID) === 0
}

/** Which of the spans with its id a span is, from 1, in row order: the inverse of {@link findSpan}. */
export function occurrenceOf(spans: SpanTable, span: SpanIndex): number {
  const hasId = idTest(spans, spanIdText(spans, span))
  let count = 0
  for (let i = spans.traces.firstSpan[spans.trace[span]]; i <= span; i++) if (hasId(i)) count++
  return count
}

/** 16 hex digits; an opaque id as it was written. */
export function spanIdText(spans: SpanTable, span: SpanIndex): string {
  const { spanId, marks } = spans
  if ((marks[span] & OPAQUE_ID) !== 0) return textAt(spans, spanId[2 * span + 1])
  return printSpanId(spanId[2 * span], spanId[2 * span + 1])
}

/** The parent id that a span gave, found or not; undefined where it gave none. */
export function parentIdText(spans: SpanTable, span: SpanIndex): string | undefined {
  const { parentSpanId, marks } = spans
  if ((marks[span] & HAS_PARENT_ID) === 0) return undefined
  if ((marks[span] & OPAQUE_PARENT_ID) !== 0) return textAt(spans, parentSpanId[2 * span + 1])
  return printSpanId(parentSpanId[2 * span], parentSpanId[2 * span + 1])
}
