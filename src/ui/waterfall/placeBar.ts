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

/** Moves a row's bar and label to where its times stand in a window. Bars carry their times in `data-` attributes. */
export function moveBar(bar: HTMLElement, window: WindowNs): void {
  const place = placeBar(Number(bar.dataset.start), Number(bar.dataset.duration), window)
  bar.hidden = place === undefined
  const label = bar.nextElementSibling
  const text = label instanceof HTMLElement ? label : undefined
  if (text !== undefined) text.hidden = place === undefined || place.label === 'none'
  if (place === undefined) return
  bar.style.left = `${place.left}%`
  bar.style.width = `${place.width}%`
  if (text === undefined) return
  if (place.label === 'right') {
    text.style.left = `calc(${place.left + place.width}% + 6px)`
    text.style.right = ''
  } else {
    text.style.left = ''
    text.style.right = `calc(${100 - place.left}% + 6px)`
  }
}
