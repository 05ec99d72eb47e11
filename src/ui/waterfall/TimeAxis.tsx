import { type PointerEvent, useRef, useState } from 'react'
import { usePreferences } from '../../store/preferences.ts'
import { useStore } from '../../store/store.ts'
import { wholeTrace } from '../../store/view.ts'
import { ResizeHandle } from '../ResizeHandle.tsx'
import { useElementSize } from '../useElementSize.ts'
import { timeScale, timeTicks } from './timeScale.ts'

/** Shorter drags are clicks, in px. */
const CLICK_PX = 3

/** The head of the waterfall: what the columns are, and the ruler. Dragging over the ruler zooms. */
export function TimeAxis() {
  const nameWidthPx = usePreferences((s) => s.nameWidthPx)
  const window = useStore((s) => s.window)
  const ruler = useRef<HTMLDivElement>(null)
  const { widthPx } = useElementSize(ruler, 'ruler')
  const [brush, setBrush] = useState<readonly [number, number]>()
  const scale = timeScale(window, widthPx)
  const pxOf = (event: PointerEvent) =>
    Math.min(widthPx, Math.max(0, event.clientX - event.currentTarget.getBoundingClientRect().left))
  const onPointerUp = () => {
    if (brush !== undefined) {
      const [a, b] = [Math.min(...brush), Math.max(...brush)]
      if (b - a >= CLICK_PX) useStore.getState().setWindow([scale.invert(a), scale.invert(b)])
    }
    setBrush(undefined)
  }
  return (
    <div className="axis">
      <div className="axisTitle">
        <span>Service and span</span>
        <ResizeHandle
          label="Width of the name column"
          widthPx={nameWidthPx}
          least={160}
          most={800}
          side="right"
          onResize={usePreferences.getState().setNameWidth}
        />
      </div>
      <div
        ref={ruler}
        className="ruler"
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          setBrush([pxOf(event), pxOf(event)])
        }}
        onPointerMove={(event) => {
          if (brush !== undefined) setBrush([brush[0], pxOf(event)])
        }}
        onPointerUp={onPointerUp}
        onDoubleClick={() => useStore.getState().setWindow(wholeTrace(useStore.getState()))}
      >
        <svg width={widthPx} height={25} role="img" aria-label="Time axis">
          {widthPx > 0 &&
            timeTicks(scale).map(({ ns, label }) => {
              const x = Math.round(scale(ns)) + 0.5
              return (
                <g key={ns}>
                  <line x1={x} x2={x} y1={0} y2={25} />
                  <text x={x + 4} y={17}>
                    {x < widthPx - 30 ? label : ''}
                  </text>
                </g>
              )
            })}
        </svg>
        {brush !== undefined && (
          <i className="brush" style={{ left: Math.min(...brush), width: Math.abs(brush[1] - brush[0]) }} />
        )}
      </div>
    </div>
  )
}
