import type { SpanForest } from '../model/spanForest.ts'

/**
 * How many different spans have a row in each trace, ghosts left out: counted from the rows themselves, so that a span
 * shown twice counts once and one that is not shown does not count. O(rows).
 */
export function countPlaced({ order, length, firstPosition }: SpanForest): Uint32Array {
  const counts = new Uint32Array(firstPosition.length - 1)
  const isSeen = new Uint8Array(length)
  for (let trace = 0; trace < counts.length; trace++) {
    for (let at = firstPosition[trace]; at < firstPosition[trace + 1]; at++) {
      const node = order[at]
      if (node < 0 || isSeen[node] === 1) continue
      isSeen[node] = 1
      counts[trace]++
    }
  }
  return counts
}
