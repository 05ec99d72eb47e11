import { useEffect, useLayoutEffect, useRef } from 'react'
import type { RowList } from '../../core/analysis/listRows.ts'
import type { OpenDataset } from '../../store/dataset.ts'
import { findLinkedNode, linkTextOf, NO_LINK } from '../../store/link.ts'
import { positionOf } from '../../store/selection.ts'
import { useStore } from '../../store/store.ts'
import type { VirtualRows } from '../useVirtualRows.ts'

interface KeptScroll {
  readonly virtual: Pick<VirtualRows, 'offset' | 'moveTo'>
  readonly opened: OpenDataset
  readonly trace: number
  readonly rows: RowList
  readonly rowPx: number
}

/** Keeps the topmost row where it stands when another dataset brings more rows above it. At the very top, the top stays. */
export function useKeptScroll({ virtual: { offset, moveTo }, opened, trace, rows, rowPx }: KeptScroll): void {
  /** What stood at the top before the dataset changed, and how far it was scrolled out of view. */
  const anchor = useRef<{ readonly span: string; readonly restPx: number }>(undefined)
  const shown = useRef(opened)

  useEffect(
    () =>
      useStore.subscribe((state, before) => {
        const top = offset.current.rowsPx
        if (state.opened === before.opened || before.opened === undefined || top < rowPx) return
        const row = Math.floor(top / rowPx)
        if (row >= before.rows.length) return
        const { dataset } = before.opened
        const span = linkTextOf(dataset, dataset.forest.order[before.rows.at(row)])
        anchor.current = { span, restPx: top - row * rowPx }
      }),
    [offset, rowPx],
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
