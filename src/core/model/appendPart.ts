import type { RawContexts, RawSpans, SpanColumns } from './spanColumns.ts'
import { NO_SERVICE } from './spanColumns.ts'
import { OPAQUE_ID, OPAQUE_PARENT_ID } from './spanMarks.ts'

/** Spans that were read apart, of one file. Plain data: it crosses threads by moving its buffers. */
export interface SpanPart {
  readonly spans: RawSpans
  readonly contexts: RawContexts
  readonly texts: readonly string[]
  readonly traceWords: Uint32Array
  readonly rawTraceIds: ReadonlyMap<number, string>
  readonly traces: number
}

/** What to add to places in a part, so that they are places in the file. */
export interface PartShift {
  readonly bytes: number
  readonly lines: number
}

/** The spans of columns that hold a part of one file. Shares their memory. */
export function partOf({ spans, contexts, texts, traces }: SpanColumns): SpanPart {
  return {
    spans,
    contexts,
    texts: texts.texts,
    traceWords: traces.words,
    rawTraceIds: traces.rawIds,
    traces: traces.length,
  }
}

/**
 * Adds the spans of a part to the columns, as if they had been read into file number `file` after what is there. O(rows of
 * the part).
 */
export function appendPart(columns: SpanColumns, file: number, part: SpanPart, shift: PartShift): void {
  const textOf = Uint32Array.from(part.texts, (text) => columns.texts.intern(text))
  const traceOf = columns.traces.join(part.traceWords, part.traces, part.rawTraceIds)
  const firstContext = appendContexts(columns, file, part, textOf, shift)
  const from = part.spans
  const { length } = from
  const first = columns.addRows(file, length)
  const to = columns.spans
  for (let i = 0; i < length; i++) {
    const row = first + i
    to.trace[row] = traceOf[from.trace[i]]
    to.name[row] = textOf[from.name[i]]
    to.service[row] = from.service[i] === NO_SERVICE ? NO_SERVICE : textOf[from.service[i]]
    to.context[row] = from.context[i] + firstContext
    to.byte[row] = from.byte[i] + shift.bytes
    to.line[row] = from.line[i] + shift.lines
    to.kind[row] = from.kind[i]
    to.status[row] = from.status[i]
  }
  to.marks.set(from.marks.subarray(0, length), first)
  to.byteLength.set(from.byteLength.subarray(0, length), first)
  to.startUnixNs.set(from.startUnixNs.subarray(0, length), first)
  to.durationNs.set(from.durationNs.subarray(0, length), first)
  to.spanId.set(from.spanId.subarray(0, 2 * length), 2 * first)
  to.parentSpanId.set(from.parentSpanId.subarray(0, 2 * length), 2 * first)
  for (let i = 0; i < length; i++) {
    if ((from.marks[i] & OPAQUE_ID) !== 0) to.spanId[2 * (first + i) + 1] = textOf[from.spanId[2 * i + 1]]
    if ((from.marks[i] & OPAQUE_PARENT_ID) !== 0)
      to.parentSpanId[2 * (first + i) + 1] = textOf[from.parentSpanId[2 * i + 1]]
  }
  for (const [i, start] of from.farStarts) to.farStarts.set(first + i, start)
  for (const [i, duration] of from.longDurations) to.longDurations.set(first + i, duration)
}

/** Returns the number of the first of them. */
function appendContexts(
  columns: SpanColumns,
  file: number,
  { contexts: from }: SpanPart,
  textOf: Uint32Array,
  shift: PartShift,
): number {
  const first = columns.contexts.length
  for (let i = 0; i < from.length; i++) {
    const context = columns.openContext(file)
    const to = columns.contexts
    to.service[context] = from.service[i] === NO_SERVICE ? NO_SERVICE : textOf[from.service[i]]
    to.isServiceLabel[context] = from.isServiceLabel[i]
    to.resourceLength[context] = from.resourceLength[i]
    to.resourceByte[context] = from.resourceLength[i] === 0 ? 0 : from.resourceByte[i] + shift.bytes
    to.scopeLength[context] = from.scopeLength[i]
    to.scopeByte[context] = from.scopeLength[i] === 0 ? 0 : from.scopeByte[i] + shift.bytes
  }
  return first
}
