import { isFolded } from '../core/analysis/listRows.ts'
import type { SpanForest } from '../core/model/spanForest.ts'
import { positionOf } from '../store/selection.ts'
import type { Store } from '../store/store.ts'

/** A step through the rows. */
export type RowMove = { readonly by: number } | 'first' | 'last' | 'collapse' | 'expand'

const ROW_PX = 24

/** Rows that fit the waterfall now, less one that stays in view. */
export function rowsPerPage(): number {
  const view = document.querySelector('[role="treegrid"]')?.parentElement
  return Math.max(1, Math.floor((view?.clientHeight ?? 0) / ROW_PX) - 1)
}

/** Moves the selection among the rows, or opens and closes the selected row, as in any tree grid. */
export function moveRow(state: Store, move: RowMove): void {
  const { opened, trace, rows, selected, select } = state
  if (opened === undefined || trace === undefined || rows.length === 0) return
  const { forest } = opened.dataset
  const last = rows.length - 1
  const row = selected === undefined ? -1 : rows.rowHolding(positionOf(forest, trace, selected))
  const wanted = row < 0 && move !== 'last' ? 0 : targetRow(state, forest, row, move)
  if (wanted !== undefined) select(forest.order[rows.at(Math.min(last, Math.max(0, wanted)))])
}

/** The row to go to; undefined where the move opened or closed a row instead, or leads nowhere. */
function targetRow(state: Store, forest: SpanForest, row: number, move: RowMove): number | undefined {
  const { rows, collapsed, setCollapsed } = state
  if (typeof move === 'object') return row + move.by
  if (move === 'first') return 0
  if (move === 'last') return rows.length - 1
  const position = rows.at(row)
  const hasChildren = forest.end[position] > position + 1
  const isOpen = hasChildren && !isFolded(forest, collapsed, position)
  if (move === 'expand') {
    if (isOpen) return row + 1
    if (hasChildren) setCollapsed(position, false)
    return undefined
  }
  if (isOpen) {
    setCollapsed(position, true)
    return undefined
  }
  let above = row - 1
  while (above >= 0 && forest.depth[rows.at(above)] >= forest.depth[position]) above--
  return above < 0 ? undefined : above
}
