import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import {
  type Extent,
  followScroll,
  hasDrifted,
  type Offset,
  offsetShowing,
  scrollFor,
  spacerPx,
} from './virtualRows.ts'

/** Rows drawn above and below the view. */
const OVERSCAN = 6

/** The scrollbar is put under the rows when it has rested this long, in ms. */
const REST_MS = 150

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
  /** Scrolls as little as needed to have a row in view. */
  readonly show: (row: number) => void
}

/** Windows `length` rows of equal height. React hears of a scroll only when other rows come into view. */
export function useVirtualRows(length: number, rowPx: number): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null)
  const block = useRef<HTMLDivElement>(null)
  const offset = useRef<Offset>({ scrollPx: 0, rowsPx: 0 })
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [viewportPx, setViewport] = useState(0)
  const [first, setFirst] = useState(0)
  const extent: Extent = { totalPx: length * rowPx, viewportPx }
  const latest = useRef(extent)
  latest.current = extent

  const drawn = useRef({ first: 0, count: 0 })

  const shift = useCallback(() => {
    const y = drawn.current.first * rowPx - offset.current.rowsPx
    if (block.current !== null) block.current.style.transform = `translateY(${y}px)`
  }, [rowPx])

  const place = useCallback(() => {
    const { rowsPx } = offset.current
    const top = Math.floor(rowsPx / rowPx)
    const { first: from, count: rows } = drawn.current
    const covered = top >= from && (rowsPx + latest.current.viewportPx) / rowPx <= from + rows
    const next = Math.max(0, top - OVERSCAN)
    if (covered) setFirst(next)
    else flushSync(() => setFirst(next))
    shift()
  }, [rowPx, shift])

  const moveTo = useCallback(
    (rowsPx: number) => {
      const scrollPx = scrollFor(rowsPx, latest.current)
      offset.current = { scrollPx, rowsPx }
      if (scroller.current !== null) {
        scroller.current.scrollTop = scrollPx
        offset.current = { scrollPx: scroller.current.scrollTop, rowsPx }
      }
      place()
    },
    [place],
  )

  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const onScroll = () => {
      if (element.scrollTop === offset.current.scrollPx) return
      offset.current = followScroll(offset.current, element.scrollTop, latest.current)
      place()
      if (hasDrifted(offset.current, latest.current)) moveTo(offset.current.rowsPx)
      clearTimeout(rest.current)
      rest.current = setTimeout(() => moveTo(offset.current.rowsPx), REST_MS)
    }
    const observer = new ResizeObserver(() => setViewport(element.clientHeight))
    observer.observe(element)
    setViewport(element.clientHeight)
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      clearTimeout(rest.current)
      element.removeEventListener('scroll', onScroll)
    }
  }, [place, moveTo])

  useLayoutEffect(() => {
    const last = Math.max(0, length * rowPx - viewportPx)
    if (offset.current.rowsPx > last) moveTo(last)
  }, [length, rowPx, viewportPx, moveTo])

  const show = useCallback(
    (row: number) => {
      const { rowsPx } = offset.current
      const wanted = offsetShowing(row, rowPx, rowsPx, latest.current)
      if (wanted !== rowsPx) moveTo(wanted)
    },
    [rowPx, moveTo],
  )

  const rowsInView = Math.max(1, Math.floor(viewportPx / rowPx))
  const start = Math.min(first, Math.max(0, length - 1))
  const count = Math.max(0, Math.min(length - start, rowsInView + 2 + 2 * OVERSCAN))
  useLayoutEffect(() => {
    drawn.current = { first: start, count }
    shift()
  }, [start, count, shift])
  return {
    scroller,
    block,
    first: start,
    count,
    spacerPx: spacerPx(extent),
    viewportPx,
    rowsInView,
    show,
  }
}
