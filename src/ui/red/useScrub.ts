import { type KeyboardEvent, type PointerEvent, useCallback, useMemo, useState } from 'react'
import type { RedBins } from '../../core/red/redSeries.ts'
import { useStore } from '../../store/store.ts'

/** Whole bins, the last included. */
interface Brush {
  readonly from: number
  readonly to: number
}

/** What all figures of the panel point at. */
export interface Scrub {
  /** Bin under the pointer, or reached by keys. */
  readonly hover: number | undefined
  /** What is being marked, or was. */
  readonly brush: Brush | undefined
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerUp: () => void
  readonly onPointerLeave: () => void
}

const ordered = (a: number, b: number): Brush => ({ from: Math.min(a, b), to: Math.max(a, b) })

/**
 * The crosshair and the brush that the figures share. A drag, or arrows with Shift, marks whole bins and filters the list
 * of traces by them; a click and Backspace take the mark away. `onEnter` is told the bin of the crosshair. Bins from
 * `ownLength` on are those of a longer baseline: they hold no traces that are open, and are not marked.
 */
export function useScrub(bins: RedBins, ownLength: number, onEnter: (bin: number) => void): Scrub {
  const filter = useStore((s) => s.timeFilter)
  const setTimeFilter = useStore((s) => s.setTimeFilter)
  const [hover, setHover] = useState<number>()
  const [anchor, setAnchor] = useState<number>()
  const [held, setHeld] = useState(false)
  const marked = useMemo((): Brush | undefined => {
    if (filter === undefined) return undefined
    const from = Math.round(Number(filter.fromUnixNs - bins.startUnixNs) / bins.widthNs)
    return { from, to: from + Math.round(filter.lengthNs / bins.widthNs) - 1 }
  }, [filter, bins])
  const mark = useCallback(
    ({ from, to }: Brush) => {
      const end = Math.min(to + 1, ownLength)
      if (from >= end) return
      const fromUnixNs = bins.startUnixNs + BigInt(Math.round(from * bins.widthNs))
      setTimeFilter({ fromUnixNs, lengthNs: (end - from) * bins.widthNs })
    },
    [bins, ownLength, setTimeFilter],
  )
  const binAt = ({ clientX, currentTarget }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    return Math.min(bins.length - 1, Math.max(0, Math.floor(((clientX - left) / width) * bins.length)))
  }
  const move = (step: number, extend: boolean) => {
    const from = hover ?? (step > 0 ? -1 : bins.length)
    const next = Math.min(bins.length - 1, Math.max(0, from + step))
    setHover(next)
    if (!extend) {
      setAnchor(undefined)
      return
    }
    const fixed = anchor ?? Math.min(bins.length - 1, Math.max(0, from))
    setAnchor(fixed)
    mark(ordered(fixed, next))
  }
  const keys: ReadonlyMap<string, (shift: boolean) => void> = new Map<string, (shift: boolean) => void>([
    ['ArrowRight', (shift) => move(1, shift)],
    ['ArrowLeft', (shift) => move(-1, shift)],
    ['Home', (shift) => move(-bins.length, shift)],
    ['End', (shift) => move(bins.length, shift)],
    ['Enter', () => hover !== undefined && onEnter(hover)],
    ['Backspace', () => setTimeFilter(undefined)],
  ])
  return {
    hover,
    brush: held && anchor !== undefined && hover !== undefined ? ordered(anchor, hover) : marked,
    onKeyDown: (event) => {
      const act = keys.get(event.key)
      if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      event.stopPropagation()
      act(event.shiftKey)
    },
    onPointerDown: (event) => {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      setAnchor(binAt(event))
      setHover(binAt(event))
      setHeld(true)
    },
    onPointerMove: (event) => {
      const bin = binAt(event)
      if (bin !== hover) setHover(bin)
    },
    onPointerUp: () => {
      if (!held) return
      setHeld(false)
      setAnchor(undefined)
      if (anchor === undefined || hover === undefined) return
      if (anchor === hover) setTimeFilter(undefined)
      else mark(ordered(anchor, hover))
    },
    onPointerLeave: () => {
      if (!held) setHover(undefined)
    },
  }
}
