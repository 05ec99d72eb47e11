import type { WindowNs } from '../../store/view.ts'

/** Where a bar stands in its track, in per cent of the track; undefined outside the window. */
export interface BarPlace {
  readonly left: number
  readonly width: number
  /** Which side of the bar has room for its duration. */
  readonly label: 'left' | 'right' | 'none'
}

/** A label needs this share of the track, in per cent. */
const LABEL_SHARE = 13

/** Bars reach this far out of the track where the window cuts them, in per cent. */
const OUTSIDE = 1

/** Places a span of time in a window. */
export function placeBar(startNs: number, durationNs: number, [from, to]: WindowNs): BarPlace | undefined {
  const length = to - from
  const end = startNs + durationNs
  if (end < from || startNs > to) return undefined
  const left = Math.max(-OUTSIDE, ((startNs - from) / length) * 100)
  const right = Math.min(100 + OUTSIDE, ((end - from) / length) * 100)
  const label = right <= 100 - LABEL_SHARE ? 'right' : left >= LABEL_SHARE ? 'left' : 'none'
  return { left, width: right - left, label }
}

/** Styles of a bar; hidden outside the window. */
export function barStyle(place: BarPlace | undefined): { readonly left?: string; readonly width?: string } {
  return place === undefined ? {} : { left: `${place.left}%`, width: `${place.width}%` }
}

/** Styles of the duration beside a bar. */
export function labelStyle(place: BarPlace | undefined): { readonly left?: string; readonly right?: string } {
  if (place?.label === 'right') return { left: `calc(${place.left + place.width}% + 6px)` }
  return place?.label === 'left' ? { right: `calc(${100 - place.left}% + 6px)` } : {}
}

/** Moves a bar, and the duration that follows it, to where their times stand in a window. */
export function moveBar(bar: HTMLElement, place: BarPlace | undefined): void {
  bar.hidden = place === undefined
  const { left = '', width = '' } = barStyle(place)
  bar.style.left = left
  bar.style.width = width
  const label = bar.nextElementSibling
  if (!(label instanceof HTMLElement)) return
  const style = labelStyle(place)
  label.hidden = place === undefined || place.label === 'none'
  label.style.left = style.left ?? ''
  label.style.right = style.right ?? ''
}
