import { expect, test } from 'vitest'
import { timeAt, timeScale, timeTicks } from './timeScale.ts'

const labels = (from: number, to: number, widthPx = 800) =>
  timeTicks(timeScale([from, to], widthPx)).map(({ label }) => label)

test('ticks are round numbers in one unit', () => {
  expect(labels(0, 310e6, 600)).toEqual(['0 ms', '50 ms', '100 ms', '150 ms', '200 ms', '250 ms', '300 ms'])
})

test('a narrow window far from the start keeps the digits that tell its ticks apart', () => {
  expect(labels(100_000_000, 100_004_000, 600)).toEqual([
    '100.000 ms',
    '100.001 ms',
    '100.002 ms',
    '100.003 ms',
    '100.004 ms',
  ])
})

test('long traces are told in whole minutes', () => {
  expect(labels(0, 20 * 60e9, 600)).toEqual(['0 min', '5 min', '10 min', '15 min', '20 min'])
})

test('the shortest window still has ticks', () => {
  expect(labels(0, 1).length).toBeGreaterThan(1)
})

test('a time in a window is told as exactly as the window shows it', () => {
  expect(timeAt([0, 310e6], 0.5)).toBe('155 ms')
  expect(timeAt([100_000_000, 100_004_000], 0.25)).toBe('100.00100 ms')
  expect(timeAt([40e6, 65e6], 0.5)).toBe('52.5 ms')
  expect(timeAt([0, 50], 0.5)).toBe('25 ns')
})
