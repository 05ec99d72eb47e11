import type { WindowNs } from '../../store/view.ts'

/** Where a bar stands in its track, in per cent of the track. */
export interface BarPlace {
  readonly left: number
  readonly width: number
  /**
   * Which side of the bar has room for its duration; inside where neither has, at the end in view. Before or after the
   * window: the bar is not drawn, and its duration tells on which side it lies.
   */
  readonly label: 'left' | 'right' | 'inside' | 'before' | 'after'
}

/** A label needs this share of the track, in per cent. */
const LABEL_SHARE = 13

/** Bars reach this far out of the track where the window cuts them, in per cent. */
const OUTSIDE = 1

/** Places a span of time in a window. */
export function placeBar(startNs: number, durationNs: number, [from, to]: WindowNs): BarPlace {
  const length = to - from
  const end = startNs + durationNs
  if (end < from) return { left: 0, width: 0, label: 'before' }
  if (startNs > to) return { left: 100, width: 0, label: 'after' }
  const left = Math.max(-OUTSIDE, ((startNs - from) / length) * 100)
  const right = Math.min(100 + OUTSIDE, ((end - from) / length) * 100)
  const label = right <= 100 - LABEL_SHARE ? 'right' : left >= LABEL_SHARE ? 'left' : 'inside'
  return { left, width: right - left, label }
}

/** Whether a bar lies outside the window. */
export function isOutside({ label }: BarPlace): boolean {
  return label === 'before' || label === 'after'
}

/** Styles of a bar. */
export function barStyle({ left, width }: BarPlace): { readonly left: string; readonly width: string } {
  return { left: `${left}%`, width: `${width}%` }
}

/** Styles of the duration beside a bar, on it, or at the edge of the window that it lies beyond. */
export function labelStyle({ left, width, label }: BarPlace): { readonly left?: string; readonly right?: string } {
  const right = left + width
  if (label === 'right') return { left: `calc(${right}% + 6px)` }
  if (label === 'left') return { right: `calc(${100 - left}% + 6px)` }
  if (label === 'inside') return { right: `calc(${Math.max(0, 100 - right)}% + 6px)` }
  return label === 'before' ? { left: '6px' } : { right: '6px' }
}

/** The class names of the duration. */
export function labelClass({ label }: BarPlace): string {
  return label === 'left' || label === 'right' ? 'barLabel' : `barLabel ${label}`
}

/** Moves a bar, and the duration that follows it, to where their times stand in a window. */
export function moveBar(bar: HTMLElement, place: BarPlace): void {
  bar.hidden = isOutside(place)
  Object.assign(bar.style, barStyle(place))
  const label = bar.nextElementSibling
  if (!(label instanceof HTMLElement)) return
  label.className = labelClass(place)
  Object.assign(label.style, { left: '', right: '', ...labelStyle(place) })
}
