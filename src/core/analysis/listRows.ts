import type { ForestPosition, SpanForest } from '../model/spanForest.ts'
import type { TraceIndex } from '../model/spanTable.ts'

/** Forest positions of a trace that are not below a collapsed one, in order. O(rows shown). */
export function listRows(
  forest: SpanForest,
  trace: TraceIndex,
  collapsed: ReadonlySet<ForestPosition>,
): Uint32Array<ArrayBuffer> {
  const { end, firstPosition } = forest
  const rows = new Uint32Array(firstPosition[trace + 1] - firstPosition[trace])
  let count = 0
  for (let at = firstPosition[trace]; at < firstPosition[trace + 1]; ) {
    rows[count++] = at
    at = collapsed.has(at) ? end[at] : at + 1
  }
  return rows.slice(0, count)
}
