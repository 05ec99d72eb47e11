import type { StateCreator } from 'zustand'
import type { ForestNode, ForestPosition, SpanForest } from '../core/model/spanForest.ts'
import type { TraceIndex } from '../core/model/spanTable.ts'
import type { Store } from './store.ts'

/** What the user points at. Mirrored to the URL as `span` (store/url.ts). */
export interface SelectionSlice {
  readonly selected: ForestNode | undefined
  /** Selects a span or a ghost and opens what hides its row. */
  select(node: ForestNode | undefined): void
  /** Selects the next node that `wanted` says yes to, going round at the ends unless told not to; false where none is. */
  selectNext(step: 1 | -1, wanted: (node: ForestNode) => boolean, goRound?: boolean): boolean
}

/** Position of a node; linear in the trace for a ghost. */
export function positionOf(forest: SpanForest, trace: TraceIndex, node: ForestNode): ForestPosition {
  if (node >= 0) return forest.position[node]
  for (let at = forest.firstPosition[trace + 1] - 1; at >= forest.firstPosition[trace]; at--) {
    if (forest.order[at] === node) return at
  }
  return -1
}

export const selectionSlice: StateCreator<Store, [], [], SelectionSlice> = (set, get) => ({
  selected: undefined,

  select: (selected) => {
    const { opened, trace, reveal } = get()
    if (selected !== undefined && opened !== undefined && trace !== undefined) {
      reveal(positionOf(opened.dataset.forest, trace, selected))
    }
    set({ selected })
  },

  selectNext: (step, wanted, goRound = true) => {
    const { opened, trace, selected, select } = get()
    if (opened === undefined || trace === undefined) return false
    const { forest } = opened.dataset
    const first = forest.firstPosition[trace]
    const count = forest.firstPosition[trace + 1] - first
    const before = step === 1 ? -1 : count
    const from = selected === undefined ? before : positionOf(forest, trace, selected) - first
    for (let n = 1; n <= count; n++) {
      const next = from + step * n
      if (!goRound && (next < 0 || next >= count)) return false
      const at = ((next % count) + count) % count
      const node = forest.order[first + at]
      if (wanted(node)) {
        select(node)
        return true
      }
    }
    return false
  },
})
