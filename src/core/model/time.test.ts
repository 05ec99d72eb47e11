import { expect, test } from 'vitest'
import { formatDuration, formatOffset, formatUnixNs } from './time.ts'

test.each([
  [0, '0 ns'],
  [8, '8 ns'],
  [999, '999 ns'],
  [45_000, '45 µs'],
  [45_210, '45.2 µs'],
  [999_900, '1 ms'],
  [310e6, '310 ms'],
  [1.2e9, '1.20 s'],
  [1.256e9, '1.26 s'],
  [59.96e9, '1 min'],
  [125e9, '2 min 5 s'],
  [3599.7e9, '1 h'],
  [11_520e9, '3 h 12 min'],
  [90_000e9, '1 d 1 h'],
  [-5e6, '−5 ms'],
])('a duration of %d ns reads %s', (ns, text) => {
  expect(formatDuration(ns)).toBe(text)
})

test('an offset is exact', () => {
  expect(formatOffset(15_000_000)).toBe('+15.000\u202f000 ms')
  expect(formatOffset(2 ** 53)).toBe('+9\u202f007\u202f199\u202f254.740\u202f992 ms')
  expect(formatOffset(-1n)).toBe('−0.000\u202f001 ms')
})

test('Unix time has nine digits of a second', () => {
  expect(formatUnixNs(0n)).toBe('1970-01-01T00:00:00.000000000Z')
  expect(formatUnixNs(1_544_712_660_123_456_789n)).toBe('2018-12-13T14:51:00.123456789Z')
  expect(formatUnixNs(-1n)).toBe('1969-12-31T23:59:59.999999999Z')
  expect(formatUnixNs(2n ** 64n - 1n)).toBe('2554-07-21T23:34:33.709551615Z')
  expect(formatUnixNs(10n ** 30n)).toBe('1000000000000000000000000000000 ns')
})
