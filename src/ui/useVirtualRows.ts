import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { afterDrawing } from '../store/afterDrawing.ts'
import { useElementSize } from './useElementSize.ts'
import {
  type Extent,
  followScroll,
  hasDrifted,
  lastOffset,
  type Offset,
  offsetShowing,
  scrollFor,
  spacerPx,
} from './virtualRows.ts'

/** Rows drawn above and below the view. Few: a view that they do not cover is drawn before the frame ends. */
const OVERSCAN = 3

/** The scrollbar is put under the rows when it has rested this long, in ms. */
const REST_MS = 150

/** A list of many rows of equal height. */
interface RowsToShow {
  /** Which list it is: another of its kind begins with the size that the last one had. */
  readonly use: string
  readonly length: number
  readonly rowPx: number
  /** The row that is to be in view, -1 for none: scrolled to, as little as needed, whenever `wantedKey` changes. */
  readonly wanted: number
  readonly wantedKey: number
}

/** What a list of many rows needs to show the few in view. */
export interface VirtualRows {
  /** The element with the scrollbar. */
  readonly scroller: RefObject<HTMLDivElement | null>
  /** The element that holds the rows in view; moved by transform. */
  readonly block: RefObject<HTMLDivElement | null>
  readonly first: number
  readonly count: number
  readonly spacerPx: number
  readonly viewportPx: number
  readonly rowsInView: number
  /** Where the rows stand. */
  readonly offset: RefObject<Offset>
  /** Scrolls to an offset of the rows, in px. */
  readonly moveTo: (rowsPx: number) => void
}

/** Windows rows. React hears of a scroll only when other rows come into view, and draws once for a row that is wanted. */
export function useVirtualRows({ use, length, rowPx, wanted, wantedKey }: RowsToShow): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null)
  const block = useRef<HTMLDivElement>(null)
  const offset = useRef<Offset>({ scrollPx: 0, rowsPx: 0 })
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined)
  /** The scrollbar is yet to follow the rows: to move it amid a change would lay out the page twice in a frame. */
  const isBehind = useRef(false)
  const viewportPx = useElementSize(scroller, use).heightPx
  const [first, setFirst] = useState(0)
  const [shownKey, setShownKey] = useState(-1)
  const extent: Extent = { totalPx: length * rowPx, viewportPx }
  const latest = useRef(extent)
  latest.current = extent
  const drawn = useRef({ first: 0, count: 0 })
  const firstAt = (rowsPx: number) => Math.max(0, Math.floor(rowsPx / rowPx) - OVERSCAN)

  if (viewportPx > 0 && wantedKey !== shownKey) {
    setShownKey(wantedKey)
    if (wanted >= 0) setFirst(firstAt(offsetShowing(wanted, rowPx, offset.current.rowsPx, extent)))
  }

  const shift = useCallback(() => {
    const y = drawn.current.first * rowPx - offset.current.rowsPx
    if (block.current !== null) block.current.style.transform = `translateY(${y}px)`
  }, [rowPx])

  const place = useCallback(() => {
    const { rowsPx } = offset.current
    const top = Math.floor(rowsPx / rowPx)
    const { first: from, count: rows } = drawn.current
    const end = (rowsPx + latest.current.viewportPx) / rowPx
    const next = Math.max(0, top - OVERSCAN)
    if (top >= from && end <= from + rows) setFirst(next)
    else flushSync(() => setFirst(next))
    shift()
  }, [rowPx, shift])

  const putScrollbar = useCallback(() => {
    isBehind.current = false
    const element = scroller.current
    if (element === null) return
    const { rowsPx } = offset.current
    element.scrollTop = scrollFor(rowsPx, latest.current)
    offset.current = { scrollPx: element.scrollTop, rowsPx }
  }, [])

  const moveTo = useCallback(
    (rowsPx: number) => {
      offset.current = { scrollPx: scrollFor(rowsPx, latest.current), rowsPx }
      place()
      if (isBehind.current) return
      isBehind.current = true
      afterDrawing(putScrollbar)
    },
    [place, putScrollbar],
  )

  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const onScroll = () => {
      if (isBehind.current || element.scrollTop === offset.current.scrollPx) return
      offset.current = followScroll(offset.current, element.scrollTop, latest.current)
      place()
      if (hasDrifted(offset.current, latest.current)) putScrollbar()
      clearTimeout(rest.current)
      rest.current = setTimeout(putScrollbar, REST_MS)
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      clearTimeout(rest.current)
      element.removeEventListener('scroll', onScroll)
    }
  }, [place, putScrollbar])

  const rowsInView = Math.max(1, Math.floor(viewportPx / rowPx))
  const start = Math.min(first, firstAt(lastOffset(extent)))
  const count = viewportPx === 0 ? 0 : Math.max(0, Math.min(length - start, rowsInView + 2 + 2 * OVERSCAN))
  useLayoutEffect(() => {
    drawn.current = { first: start, count }
    shift()
  }, [start, count, shift])

  useLayoutEffect(() => {
    const last = Math.max(0, length * rowPx - viewportPx)
    if (offset.current.rowsPx > last) moveTo(last)
  }, [length, rowPx, viewportPx, moveTo])

  const shown = useRef(-1)
  useLayoutEffect(() => {
    if (shown.current === shownKey) return
    shown.current = shownKey
    if (wanted < 0) return
    const { rowsPx } = offset.current
    const next = offsetShowing(wanted, rowPx, rowsPx, latest.current)
    if (next !== rowsPx) moveTo(next)
  }, [shownKey, wanted, rowPx, moveTo])

  return { scroller, block, first: start, count, spacerPx: spacerPx(extent), viewportPx, rowsInView, offset, moveTo }
}
