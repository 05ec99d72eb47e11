import { expect, test } from 'vitest'
import { type Extent, followScroll, hasDrifted, offsetShowing, scrollFor, spacerPx } from './virtualRows.ts'

const ROW_PX = 24
const small: Extent = { totalPx: 1000 * ROW_PX, viewportPx: 600 }
const million: Extent = { totalPx: 1_000_000 * ROW_PX, viewportPx: 600 }
const five: Extent = { totalPx: 5_000_000 * ROW_PX, viewportPx: 613 }

test('rows follow the scrollbar one to one as long as the browser can hold them', () => {
  expect(spacerPx(small)).toBe(24_000)
  expect(followScroll({ scrollPx: 0, rowsPx: 0 }, 5000, small)).toEqual({ scrollPx: 5000, rowsPx: 5000 })
})

test('the spacer of millions of rows stays within what a browser can lay out', () => {
  expect(spacerPx(five)).toBeLessThan(33_500_000)
})

test.each([million, five])('the end of the scrollbar is the end of the last row', (extent) => {
  const end = spacerPx(extent) - extent.viewportPx
  expect(followScroll({ scrollPx: 0, rowsPx: 0 }, end, extent).rowsPx).toBe(extent.totalPx - extent.viewportPx)
  expect(followScroll({ scrollPx: end, rowsPx: 9e6 }, 0, extent).rowsPx).toBe(0)
})

test('a wheel step moves the rows by as much, a drag of the scrollbar in proportion', () => {
  const before = { scrollPx: 4_000_000, rowsPx: 12_000_000 }
  expect(followScroll(before, 4_000_100, million).rowsPx).toBe(12_000_100)
  const dragged = followScroll(before, 6_000_000, million)
  expect(dragged.rowsPx / million.totalPx).toBeCloseTo(0.75, 3)
})

test('many wheel steps drift from the scrollbar, which is then put under the rows', () => {
  let offset = { scrollPx: 1000, rowsPx: scrollFor(0, million) }
  expect(hasDrifted({ scrollPx: 0, rowsPx: 0 }, million)).toBe(false)
  for (let n = 0; n < 3000; n++) offset = followScroll(offset, offset.scrollPx + 100, million)
  expect(hasDrifted(offset, million)).toBe(true)
  const anchored = { scrollPx: scrollFor(offset.rowsPx, million), rowsPx: offset.rowsPx }
  expect(hasDrifted(anchored, million)).toBe(false)
})

test('showing a row scrolls no further than needed', () => {
  expect(offsetShowing(10, ROW_PX, 0, small)).toBe(0)
  expect(offsetShowing(30, ROW_PX, 0, small)).toBe(31 * ROW_PX + 2 * ROW_PX - 600)
  expect(offsetShowing(10, ROW_PX, 5000, small)).toBe(8 * ROW_PX)
  expect(offsetShowing(999, ROW_PX, 0, small)).toBe(24_000 - 600)
  expect(offsetShowing(0, ROW_PX, 700, small)).toBe(0)
})
