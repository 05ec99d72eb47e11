import { useRef } from 'react'
import { useStore } from '../../store/store.ts'
import { useElementSize } from '../useElementSize.ts'
import { timeScale, timeTicks } from './timeScale.ts'

/** The marks of the time axis, drawn on behind the rows. */
export function TimeGrid() {
  const window = useStore((s) => s.window)
  const grid = useRef<HTMLDivElement>(null)
  const { widthPx } = useElementSize(grid, 'ruler')
  const scale = timeScale(window, widthPx)
  return (
    <div ref={grid} className="timeGrid" aria-hidden="true">
      {widthPx > 0 && timeTicks(scale).map(({ ns }) => <i key={ns} style={{ left: Math.round(scale(ns)) }} />)}
    </div>
  )
}
