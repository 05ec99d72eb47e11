import { type MouseEvent, type PointerEvent, useEffect, useRef } from 'react'
import { isFolded } from '../../core/analysis/listRows.ts'
import type { OpenDataset } from '../../store/dataset.ts'
import { isMatch } from '../../store/find.ts'
import { linkTextOf, traceLinkText } from '../../store/link.ts'
import { positionOf } from '../../store/selection.ts'
import { useStore } from '../../store/store.ts'
import { timesOf } from '../timesOf.ts'
import { useVirtualRows } from '../useVirtualRows.ts'
import { ghostGuess } from './ghostGuess.ts'
import { nameWidthOf } from './nameWidthOf.ts'
import { moveBar, placeBar } from './placeBar.ts'
import { SpanRow } from './SpanRow.tsx'
import { TimeGrid } from './TimeGrid.tsx'
import { timeAt } from './timeScale.ts'
import { useKeptScroll } from './useKeptScroll.ts'
import { useWheelZoom } from './useWheelZoom.ts'
import './waterfall.css'

const ROW_PX = 24

/** The rows of the open trace: a windowed tree grid. */
export function Waterfall({ opened, trace }: { readonly opened: OpenDataset; readonly trace: number }) {
  const { dataset } = opened
  const rows = useStore((s) => s.rows)
  const selected = useStore((s) => s.selected)
  const collapsed = useStore((s) => s.collapsed)
  const matches = useStore((s) => s.matches)
  const diagnosis = useStore((s) => s.diagnosis)
  const lateTraces = useStore((s) => s.late)
  const late = lateTraces.size === 0 ? undefined : lateTraces.get(traceLinkText(dataset, trace))
  const cursor = useRef<HTMLElement>(null)
  const selectedPosition = selected === undefined ? -1 : positionOf(dataset.forest, trace, selected)
  const selectedRow = rows.rowOf(selectedPosition)
  const { scroller, block, first, count, ...virtual } = useVirtualRows({
    use: 'waterfall',
    length: rows.length,
    rowPx: ROW_PX,
    wanted: selectedRow,
    // Rows that open or close elsewhere leave the view where it is.
    wantedKey: selectedRow === -1 ? -1 : selectedPosition,
  })

  useKeptScroll({ virtual, opened, trace, rows, rowPx: ROW_PX })

  useEffect(
    () =>
      useStore.subscribe(({ window }, previous) => {
        if (window === previous.window) return
        for (const bar of block.current?.querySelectorAll<HTMLElement>('[data-bar]') ?? []) {
          const [startNs, durationNs] = timesOf(dataset, Number(bar.dataset.bar))
          moveBar(bar, placeBar(startNs, durationNs, window))
        }
      }),
    [block, dataset],
  )
  useWheelZoom(scroller)

  const onClick = ({ target }: MouseEvent) => {
    if (!(target instanceof Element)) return
    const row = target.closest<HTMLElement>('[data-position]')
    if (row === null) return
    const position = Number(row.dataset.position)
    const { select, setCollapsed } = useStore.getState()
    if (target.closest('[data-twisty]') !== null) setCollapsed(position, !isFolded(dataset.forest, collapsed, position))
    else select(dataset.forest.order[position])
  }
  const onPointerMove = ({ clientX, currentTarget }: PointerEvent) => {
    if (cursor.current === null) return
    const x = clientX - currentTarget.getBoundingClientRect().left
    const nameWidthPx = nameWidthOf(currentTarget)
    const share = (x - nameWidthPx) / Math.max(1, currentTarget.clientWidth - nameWidthPx)
    cursor.current.hidden = share < 0 || share > 1
    cursor.current.style.transform = `translateX(${x}px)`
    cursor.current.dataset.time = timeAt(useStore.getState().window, share)
    cursor.current.classList.toggle('atEnd', share > 0.85)
  }
  const onPointerLeave = () => {
    if (cursor.current !== null) cursor.current.hidden = true
  }

  const shown = []
  for (let row = first; row < first + count; row++) {
    const position = rows.at(row)
    const node = dataset.forest.order[position]
    const judged = node >= 0 ? node : dataset.forest.ghosts.child[~node]
    shown.push(
      <SpanRow
        key={position}
        dataset={dataset}
        position={position}
        row={row}
        selected={position === selectedPosition}
        collapsed={isFolded(dataset.forest, collapsed, position)}
        matched={isMatch(matches, node)}
        late={late !== undefined && node >= 0 && late.has(linkTextOf(dataset, node))}
        breakClass={diagnosis?.verdicts.breakClass[judged]}
        ghostGuess={node >= 0 || diagnosis === undefined ? '' : ghostGuess(dataset.spans, diagnosis, ~node, judged)}
      />,
    )
  }
  return (
    <div
      ref={scroller}
      className="scroller waterfallScroller"
      onPointerMove={onPointerMove}
      onPointerLeave={onPointerLeave}
    >
      <div style={{ height: virtual.spacerPx }}>
        <div className="stickyView" style={{ height: virtual.viewportPx }}>
          <TimeGrid />
          <i ref={cursor} className="timeCursor" hidden />
          <div
            ref={block}
            role="treegrid"
            aria-label="Waterfall"
            aria-rowcount={rows.length}
            aria-activedescendant={
              selectedRow >= first && selectedRow < first + count ? `row-${selectedPosition}` : undefined
            }
            tabIndex={0}
            onClick={onClick}
          >
            {shown}
          </div>
        </div>
      </div>
    </div>
  )
}
