import { expect, test } from 'vitest'
import { areaPath, barPath, largest, linePath } from './redPaths.ts'

const placing = { x: (bin: number) => bin * 10, y: (value: number) => 100 - value }

test('a line breaks at gaps, and a lone value is still to be seen', () => {
  const values = Float64Array.of(1, 2, Number.NaN, 5, Number.NaN)
  expect(linePath(values, placing)).toBe('M0.0 99.0L10.0 98.0M28.0 95.0h4')
  expect(areaPath(values, placing, 100)).toBe('M0.0 100.0L0.0 99.0L10.0 98.0L10.0 100.0Z')
})

test('the largest of columns with gaps', () => {
  expect(largest([Float64Array.of(Number.NaN, 3), Float64Array.of(2)])).toBe(3)
  expect(largest([Float64Array.of(Number.NaN)])).toBe(0)
})

test('numbers are bars; none is no bar', () => {
  expect(barPath(Float64Array.of(2, 0, Number.NaN), placing, 100, 5)).toBe('M-2.0 100.0V98.0h4.0V100.0Z')
})
