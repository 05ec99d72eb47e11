import type { SpanForest } from '../model/spanForest.ts'
import type { TraceIndex } from '../model/spanTable.ts'

/**
 * How many different spans have a row in a trace, ghosts left out: counted from the rows themselves, so that a span
 * shown twice counts once and one that is not shown does not count. O(rows), as the spans of a trace lie together.
 */
export function countPlaced(forest: SpanForest, trace: TraceIndex): number {
  const { order, firstPosition } = forest
  const nodes = order.subarray(firstPosition[trace], firstPosition[trace + 1])
  let first = forest.length
  let last = -1
  for (const node of nodes) {
    if (node < 0) continue
    first = Math.min(first, node)
    last = Math.max(last, node)
  }
  const isSeen = new Uint8Array(Math.max(0, last - first + 1))
  let count = 0
  for (const node of nodes) {
    if (node < 0 || isSeen[node - first] === 1) continue
    isSeen[node - first] = 1
    count++
  }
  return count
}
