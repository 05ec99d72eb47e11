import { useRef } from 'react'

/** Arrow keys move an edge by this much, in px. */
const STEP_PX = 16

interface ResizeHandleProps {
  readonly label: string
  readonly widthPx: number
  readonly least: number
  readonly most: number
  /** The side of the panel that the handle stands at. */
  readonly side: 'left' | 'right'
  readonly onResize: (widthPx: number) => void
}

/** The edge of a panel: dragged, or moved by the arrow keys. */
export function ResizeHandle({ label, widthPx, least, most, side, onResize }: ResizeHandleProps) {
  const held = useRef<number>(undefined)
  const sign = side === 'right' ? 1 : -1
  return (
    <div
      role="separator"
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={widthPx}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      className={`resizeHandle ${side}`}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowLeft' ? -STEP_PX : event.key === 'ArrowRight' ? STEP_PX : 0
        if (step === 0) return
        event.preventDefault()
        event.stopPropagation()
        onResize(widthPx + sign * step)
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        held.current = sign * event.clientX - widthPx
      }}
      onPointerMove={(event) => {
        if (held.current !== undefined) onResize(sign * event.clientX - held.current)
      }}
      onPointerUp={() => {
        held.current = undefined
      }}
    />
  )
}
