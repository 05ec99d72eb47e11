/**
 * Browsers end a page at some 33.5 million px, 1.4 million rows of 24 px. So the spacer that gives the scrollbar its
 * length is capped, and rows stand by a virtual offset of their own: small movements of the scrollbar move the rows
 * by as much, large ones in proportion.
 */

/** Tallest spacer, in px. */
const SPACER_PX = 8_000_000

/** Drift between the scrollbar and the rows, as a share of the scrollbar, that is put right even amid a gesture. */
const DRIFT = 0.02

/** A scroller's measures, in px. */
export interface Extent {
  readonly totalPx: number
  readonly viewportPx: number
}

/** Where a scroller stands: its scrollbar and, from that, its rows. In px. */
export interface Offset {
  readonly scrollPx: number
  readonly rowsPx: number
}

/** Height of the element that the scrollbar measures. */
export function spacerPx({ totalPx }: Extent): number {
  return Math.min(totalPx, SPACER_PX)
}

const lastScroll = (extent: Extent) => Math.max(0, spacerPx(extent) - extent.viewportPx)

/** The rows' offset at the end of the list. */
export function lastOffset({ totalPx, viewportPx }: Extent): number {
  return Math.max(0, totalPx - viewportPx)
}

/** The scrollbar's offset that stands for an offset of the rows. */
export function scrollFor(rowsPx: number, extent: Extent): number {
  if (extent.totalPx <= SPACER_PX) return rowsPx
  return (rowsPx / lastOffset(extent)) * lastScroll(extent)
}

/** Where the rows stand after the scrollbar moved to `scrollPx`. */
export function followScroll(before: Offset, scrollPx: number, extent: Extent): Offset {
  if (extent.totalPx <= SPACER_PX) return { scrollPx, rowsPx: scrollPx }
  const end = lastScroll(extent)
  if (scrollPx <= 0) return { scrollPx, rowsPx: 0 }
  if (scrollPx >= end - 0.5) return { scrollPx, rowsPx: lastOffset(extent) }
  const moved = scrollPx - before.scrollPx
  const small = Math.abs(moved) <= 2 * extent.viewportPx
  const rowsPx = small ? before.rowsPx + moved : (scrollPx / end) * lastOffset(extent)
  return { scrollPx, rowsPx: Math.min(lastOffset(extent), Math.max(0, rowsPx)) }
}

/** True where the scrollbar has drifted so far from the rows that it has to be moved under them. */
export function hasDrifted({ scrollPx, rowsPx }: Offset, extent: Extent): boolean {
  return Math.abs(scrollFor(rowsPx, extent) - scrollPx) > DRIFT * lastScroll(extent)
}

/** The nearest offset of the rows at which row `row` is in view, `marginRows` from the edge where possible. */
export function offsetShowing(row: number, rowPx: number, rowsPx: number, extent: Extent, marginRows = 2): number {
  const margin = Math.min(marginRows * rowPx, Math.max(0, (extent.viewportPx - rowPx) / 2))
  const least = (row + 1) * rowPx + margin - extent.viewportPx
  const most = row * rowPx - margin
  const wanted = rowsPx < least ? least : Math.min(rowsPx, most)
  return Math.min(lastOffset(extent), Math.max(0, wanted))
}
