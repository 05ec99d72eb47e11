import { useRef } from 'react'

/** Arrow keys move the edge by this much, in px. */
const STEP_PX = 16

interface HeightHandleProps {
  readonly heightPx: number
  readonly onResize: (heightPx: number) => void
}

/** The upper edge of the panel: dragged, or moved by the arrow keys. */
export function HeightHandle({ heightPx, onResize }: HeightHandleProps) {
  const held = useRef<number>(undefined)
  return (
    <div
      role="separator"
      aria-label="Height of the RED metrics"
      aria-orientation="horizontal"
      aria-valuenow={heightPx}
      aria-valuemin={120}
      aria-valuemax={640}
      tabIndex={0}
      className="redHandle"
      onKeyDown={(event) => {
        const step = event.key === 'ArrowUp' ? STEP_PX : event.key === 'ArrowDown' ? -STEP_PX : 0
        if (step === 0) return
        event.preventDefault()
        event.stopPropagation()
        onResize(heightPx + step)
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        held.current = heightPx + event.clientY
      }}
      onPointerMove={(event) => {
        if (held.current !== undefined) onResize(held.current - event.clientY)
      }}
      onPointerUp={() => {
        held.current = undefined
      }}
    />
  )
}
