import { CYCLE_CUT, ORPHAN } from '../model/spanMarks.ts'
import type { SpanIndex, SpanTable } from '../model/spanTable.ts'

/** True for a span without a parent id, and for one that names itself; false for an orphan and for the cut of a ring. */
export function isRoot({ parent, marks }: SpanTable, span: SpanIndex): boolean {
  return parent[span] === -1 && (marks[span] & (ORPHAN | CYCLE_CUT)) === 0
}
