import { useEffect, useLayoutEffect, useRef } from 'react'
import type { RowList } from '../../core/analysis/listRows.ts'
import type { OpenDataset } from '../../store/dataset.ts'
import { findLinkedNode, linkTextOf, NO_LINK } from '../../store/link.ts'
import { positionOf } from '../../store/selection.ts'
import { useStore } from '../../store/store.ts'
import type { VirtualRows } from '../useVirtualRows.ts'

interface KeptScroll {
  readonly virtual: Pick<VirtualRows, 'offset' | 'moveTo' | 'viewportPx'>
  readonly opened: OpenDataset
  readonly trace: number
  readonly rows: RowList
  readonly rowPx: number
}

/**
 * Keeps the selected row where it stands when another dataset brings more rows above it; the topmost, where the selected one
 * is out of view. At the very top, the top stays.
 */
export function useKeptScroll({ virtual, opened, trace, rows, rowPx }: KeptScroll): void {
  const { offset, moveTo, viewportPx } = virtual
  /** What is to stay in its place when the dataset changes, and how far above it the view begins, in px. */
  const anchor = useRef<{ readonly span: string; readonly restPx: number }>(undefined)
  const shown = useRef(opened)

  useEffect(
    () =>
      useStore.subscribe((state, before) => {
        const top = offset.current.rowsPx
        if (state.opened === before.opened || before.opened === undefined || before.trace === undefined) return
        const { dataset } = before.opened
        const [first, end] = [Math.floor(top / rowPx), (top + viewportPx) / rowPx]
        const { selected } = before
        const selectedRow =
          selected === undefined ? -1 : before.rows.rowOf(positionOf(dataset.forest, before.trace, selected))
        const isInView = selectedRow >= first && selectedRow < end
        const row = isInView ? selectedRow : first
        if (row >= before.rows.length || (!isInView && top < rowPx)) return
        const span = linkTextOf(dataset, dataset.forest.order[before.rows.at(row)])
        anchor.current = { span, restPx: top - row * rowPx }
      }),
    [offset, rowPx, viewportPx],
  )

  useLayoutEffect(() => {
    if (shown.current === opened) return
    shown.current = opened
    const kept = anchor.current
    anchor.current = undefined
    if (kept === undefined) return
    const node = findLinkedNode(opened.dataset, trace, { ...NO_LINK, span: kept.span })
    const row = node === undefined ? -1 : rows.rowOf(positionOf(opened.dataset.forest, trace, node))
    if (row !== -1) moveTo(row * rowPx + kept.restPx)
  }, [moveTo, opened, trace, rows, rowPx])
}
