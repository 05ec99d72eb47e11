import type { SpanForest } from '../model/spanForest.ts'
import type { TraceIndex } from '../model/spanTable.ts'

/**
 * How many different spans have a row in a trace, ghosts left out: counted from the rows themselves, so that a span
 * shown twice counts once and one that is not shown does not count.
 */
export function countPlaced(forest: SpanForest, trace: TraceIndex): number {
  const { order, firstPosition, position } = forest
  const isSeen = new Uint8Array(position.length)
  let count = 0
  for (let at = firstPosition[trace]; at < firstPosition[trace + 1]; at++) {
    const node = order[at]
    if (node < 0 || node >= isSeen.length || isSeen[node] === 1) continue
    isSeen[node] = 1
    count++
  }
  return count
}
