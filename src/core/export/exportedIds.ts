import { parentIdText, spanIdText, traceIdText } from '../analysis/findSpan.ts'
import { printSpanId } from '../model/ids.ts'
import { OPAQUE_ID, SHARED_HALF } from '../model/spanMarks.ts'
import type { SpanIndex, SpanTable } from '../model/spanTable.ts'

/** The trace id; one of zeros, which OTLP takes for none (Datadog has such), with a word before it. */
export function traceIdOf(spans: SpanTable, i: SpanIndex): string {
  const id = traceIdText(spans, spans.trace[i])
  return /^0+$/.test(id) ? `trace-${id}` : id
}

/** The span id, made anew for a half whose id another row has. */
export function spanIdOf(spans: SpanTable, i: SpanIndex): string {
  return isSecondHalf(spans, i) ? madeId(spans, i) : spanIdText(spans, i)
}

/** The parent span id by which a reader of unique ids finds the same parent; '' for none. */
export function parentIdOf(spans: SpanTable, i: SpanIndex): string {
  const parent = spans.parent[i]
  if (parent !== -1 && (isSecondHalf(spans, i) || isSecondHalf(spans, parent))) return spanIdOf(spans, parent)
  return parentIdText(spans, i) ?? ''
}

/** The server's half of a shared id, below the client's. */
function isSecondHalf({ marks, parent, spanId }: SpanTable, i: SpanIndex): boolean {
  const up = parent[i]
  if ((marks[i] & SHARED_HALF) === 0 || up === -1 || ((marks[i] ^ marks[up]) & OPAQUE_ID) !== 0) return false
  return spanId[2 * i] === spanId[2 * up] && spanId[2 * i + 1] === spanId[2 * up + 1]
}

/** Always the same for an id, and another one. */
function madeId(spans: SpanTable, i: SpanIndex): string {
  if ((spans.marks[i] & OPAQUE_ID) !== 0) return `${spanIdText(spans, i)}-server`
  const [high, low] = [spans.spanId[2 * i], spans.spanId[2 * i + 1]]
  return printSpanId(Math.imul(high ^ 0x5e7fe5, 0x9e3779b1) ^ low, Math.imul(low ^ 0x5a4ed, 0x85ebca6b) ^ high)
}
