import { NO_START, OFF_AXIS } from '../core/model/spanMarks.ts'
import type { SpanIndex, SpanTable } from '../core/model/spanTable.ts'

/** True where a span has a place on the time axis. */
export function isOnAxis(spans: SpanTable, span: SpanIndex): boolean {
  return (spans.marks[span] & (NO_START | OFF_AXIS)) === 0
}
