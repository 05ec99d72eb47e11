import { expect, test } from 'vitest'
import { readDurationMs } from './readDurationMs.ts'

test.each([
  ['', undefined],
  ['250ms', 250],
  ['250', 250],
  ['1.5 s', 1500],
  ['1,5s', 1500],
  ['80us', 0.08],
  ['80µs', 0.08],
  ['2m', 120_000],
  ['soon', Number.NaN],
  ['5 parsecs', Number.NaN],
])('%o is %o ms', (text, ms) => {
  expect(readDurationMs(text)).toBe(ms)
})
