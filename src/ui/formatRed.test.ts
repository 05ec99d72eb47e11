import { expect, test } from 'vitest'
import { durationOf, printQuantity, rateOf, reachText, shareOf, timeText } from './formatRed.ts'

test.each([
  [1200, '1,200 req/s'],
  [12.34, '12 req/s'],
  [1.26, '1.3 req/s'],
  [0.25, '0.25 req/s'],
  [0.05, '3 req/min'],
  [0.001, '3.6 req/h'],
  [0, '0 req/s'],
  [Number.NaN, '–'],
])('a rate of %s per s is %s', (perS, text) => {
  expect(printQuantity(rateOf(perS))).toBe(text)
})

test.each([
  [0.02, '2.0 %'],
  [0.2, '20 %'],
  [0.00034, '0.034 %'],
  [0, '0 %'],
  [1, '100 %'],
  [0.9991, '99.9 %'],
  [Number.NaN, '–'],
])('a share of %s is %s', (share, text) => {
  expect(printQuantity(shareOf(share))).toBe(text)
})

test('a duration has its unit apart, unless it has two', () => {
  expect(durationOf(340e6)).toEqual({ value: '340', unit: 'ms' })
  expect(durationOf(125e9)).toEqual({ value: '2 min 5 s', unit: '' })
})

test('the axis tells the time of day, offsets in short captures, days in long ones', () => {
  const startUnixNs = 1_772_438_400_000_000_000n
  expect(timeText({ startUnixNs, widthNs: 5e9, length: 48 }, 3)).toBe('08:00:15')
  expect(timeText({ startUnixNs, widthNs: 60e9, length: 15 }, 3)).toBe('08:03')
  expect(timeText({ startUnixNs, widthNs: 5e6, length: 60 }, 10)).toBe('+50 ms')
  expect(reachText({ startUnixNs, widthNs: 5e6, length: 60 })).toBe('300 ms')
  expect(reachText({ startUnixNs, widthNs: 60e9, length: 15 })).toBe('08:00–08:15')
  expect(timeText({ startUnixNs, widthNs: 86400e9, length: 15 }, 1)).toBe('Mar 3')
})
