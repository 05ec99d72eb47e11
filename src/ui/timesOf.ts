import type { Dataset } from '../core/model/dataset.ts'
import type { ForestNode } from '../core/model/spanForest.ts'

/** When a span, or the children of an absent parent, began and how long that lasted, in ns after the trace's origin. */
export function timesOf(
  { spans, forest: { ghosts } }: Dataset,
  node: ForestNode,
): readonly [startNs: number, durationNs: number] {
  return node >= 0 ? [spans.startNs[node], spans.durationNs[node]] : [ghosts.startNs[~node], ghosts.durationNs[~node]]
}
