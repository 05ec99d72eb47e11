import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { type Lanes, measureLanes } from '../../core/analysis/measureLanes.ts'
import type { OpenDataset } from '../../store/dataset.ts'
import { useStore } from '../../store/store.ts'
import { type WindowNs, wholeTrace } from '../../store/view.ts'
import { serviceColours } from '../serviceColours.ts'
import { useElementSize } from '../useElementSize.ts'
import { useResolvedTheme } from '../useTheme.ts'
import { paintMinimap } from './paintMinimap.ts'
import { timeScale } from './timeScale.ts'

const HEIGHT_PX = 56

/** The edges of the window can be gripped this near, in px. */
const GRIP_PX = 6

/** Shorter drags are clicks, in px. */
const CLICK_PX = 3

type Grip = 'from' | 'to' | 'move' | 'new'

interface Drag {
  readonly grip: Grip
  readonly startPx: number
  readonly window: WindowNs
}

/** What the browser's own timeline calls the work on the picture. */
const TIMING = 'minimap'

/** The picture may keep the page for so long at a time, in ms. */
const STEP_MS = 8

/** Sums up in tasks of their own, after the rows are on the screen. The answer ends it early. */
function sumUp(work: Generator<void, Lanes>, onDone: (lanes: Lanes) => void): () => void {
  const step = () => {
    const beganMs = performance.now()
    let { done, value } = work.next()
    while (done !== true && performance.now() - beganMs < STEP_MS) ({ done, value } = work.next())
    performance.measure(TIMING, { start: beganMs })
    if (value === undefined) timer = setTimeout(step)
    else onDone(value)
  }
  let timer = setTimeout(step)
  return () => clearTimeout(timer)
}

/** The whole trace at a glance, with the visible window as a brush over it. */
export function Minimap({ opened, trace }: { readonly opened: OpenDataset; readonly trace: number }) {
  const { spans, forest } = opened.dataset
  const canvas = useRef<HTMLCanvasElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const drag = useRef<Drag>(undefined)
  const { widthPx } = useElementSize(frame, 'minimap')
  const window = useStore((s) => s.window)
  const theme = useResolvedTheme()
  const whole = wholeTrace(useStore.getState())
  const scale = timeScale(whole, widthPx)

  const [lanes, setLanes] = useState<Lanes>()
  useEffect(() => {
    if (widthPx === 0) return
    return sumUp(measureLanes(spans, forest, trace, widthPx), setLanes)
  }, [spans, forest, trace, widthPx])
  useEffect(() => {
    const element = canvas.current
    const pen = element?.getContext('2d')
    if (lanes === undefined || element === null || pen === null || pen === undefined) return
    const beganMs = performance.now()
    const density = globalThis.devicePixelRatio || 1
    element.width = Math.round(lanes.width * density)
    element.height = Math.round(HEIGHT_PX * density)
    pen.scale(density, density)
    const style = getComputedStyle(element)
    const colourOf = (custom: string) => style.getPropertyValue(custom.replace(/^var\((.*)\)$/, '$1'))
    const colours = serviceColours(spans)
    paintMinimap(pen, lanes, HEIGHT_PX, {
      service: (service) => colourOf(colours(service)),
      torn: colourOf('--torn'),
      error: colourOf('--error'),
    })
    element.dataset.theme = theme
    performance.measure(TIMING, { start: beganMs })
  }, [lanes, spans, theme])

  const [left, right] = [scale(window[0]), scale(window[1])]
  const pxOf = (event: PointerEvent) => event.clientX - event.currentTarget.getBoundingClientRect().left
  const gripAt = (px: number): Grip => {
    const zoomed = window[0] !== whole[0] || window[1] !== whole[1]
    if (!zoomed) return 'new'
    if (Math.abs(px - left) <= GRIP_PX) return 'from'
    if (Math.abs(px - right) <= GRIP_PX) return 'to'
    return px > left && px < right ? 'move' : 'new'
  }
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { grip: gripAt(pxOf(event)), startPx: pxOf(event), window }
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const px = pxOf(event)
    const held = drag.current
    if (held === undefined) {
      const grip = gripAt(px)
      event.currentTarget.style.cursor = grip === 'move' ? 'grab' : grip === 'new' ? 'crosshair' : 'ew-resize'
      return
    }
    if (Math.abs(px - held.startPx) < CLICK_PX) return
    const at = Math.min(whole[1], Math.max(0, scale.invert(px)))
    const start = scale.invert(held.startPx)
    const { setWindow } = useStore.getState()
    if (held.grip === 'new') setWindow([Math.min(start, at), Math.max(start, at)])
    else if (held.grip === 'from') setWindow([Math.min(at, held.window[1]), held.window[1]])
    else if (held.grip === 'to') setWindow([held.window[0], Math.max(at, held.window[0])])
    else setWindow([held.window[0] + at - start, held.window[1] + at - start])
  }
  const onPointerUp = () => {
    drag.current = undefined
  }
  return (
    <div
      ref={frame}
      className="minimap"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onDoubleClick={() => useStore.getState().setWindow(whole)}
    >
      <canvas ref={canvas} role="img" aria-label="Minimap: drag to zoom, double-click for the whole trace" />
      <i className="minimapOutside" style={{ left: 0, width: left }} />
      <i className="minimapOutside" style={{ left: right, right: 0 }} />
      {left > 0 && <i className="minimapEdge" style={{ left }} />}
      {right < widthPx - 0.5 && <i className="minimapEdge" style={{ left: right }} />}
    </div>
  )
}
