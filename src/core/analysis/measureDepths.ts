import type { SpanForest } from '../model/spanForest.ts'
import type { SpanTable } from '../model/spanTable.ts'

/** Levels of spans in each trace: a top or an orphan is at level 1, ghosts are none. O(spans). */
export function measureDepths({ traces }: SpanTable, forest: SpanForest): Uint32Array {
  const { order, depth, end, firstPosition } = forest
  const levels = new Uint32Array(traces.length)
  for (let t = 0; t < traces.length; t++) {
    let ghostEnd = 0
    for (let at = firstPosition[t]; at < firstPosition[t + 1]; at++) {
      if (order[at] < 0) ghostEnd = end[at]
      levels[t] = Math.max(levels[t], at < ghostEnd ? depth[at] : depth[at] + 1)
    }
  }
  return levels
}
