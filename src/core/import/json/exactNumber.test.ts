import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nsFromRfc3339 } from '../fields/rfc3339.ts'
import { integerFrom, nsFromMicros, nsFromMillis, nsFromNanos, nsFromSeconds } from './exactNumber.ts'
import { parseJson } from './parseJson.ts'

test('times are exact to the ns, however they are written', () => {
  expect(nsFromNanos('1544712660000000001')).toBe(1544712660000000001n)
  expect(nsFromNanos(parseJson('1544712660300000001'))).toBe(1544712660300000001n)
  expect(nsFromMicros(1729181197748657)).toBe(1729181197748657000n)
  expect(nsFromMicros(1710862641417474.2)).toBe(1710862641417474200n)
  expect(nsFromMillis(1700000000000.25)).toBe(1700000000000250000n)
  expect(nsFromSeconds(parseJson('1.568835610432E9'))).toBe(1568835610432000000n)
  expect(nsFromSeconds(parseJson('1596566305.5928545'))).toBe(1596566305592854500n)
  expect(nsFromSeconds(parseJson('1596566305.592854512345'))).toBe(1596566305592854512n)
})

test('half a ns rounds up', () => {
  expect(nsFromMicros('0.0005')).toBe(1n)
  expect(nsFromMicros('0.0004')).toBe(0n)
  expect(nsFromMicros('-0.0005')).toBe(0n)
  expect(nsFromMicros('-0.0006')).toBe(-1n)
})

test('what is no number, or no time, is none', () => {
  for (const value of ['', ' ', 'x', '1e', '.', 'NaN', Number.NaN, Number.POSITIVE_INFINITY, {}, null, true]) {
    expect(nsFromNanos(value)).toBeUndefined()
  }
  expect(nsFromNanos('18446744073709551615')).toBe(2n ** 64n - 1n)
  expect(nsFromNanos('18446744073709551616')).toBeUndefined()
  expect(nsFromSeconds('1e999999')).toBeUndefined()
  expect(nsFromSeconds('1e-999999')).toBe(0n)
  expect(nsFromNanos('9'.repeat(100_000))).toBeUndefined()
})

test('any double of µs gives the ns that its decimal digits say', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 999 }), (micros, ns) => {
      const text = `${micros}.${String(ns).padStart(3, '0')}`
      const sign = micros < 0 || Object.is(micros, -0) ? -1n : 1n
      expect(nsFromMicros(text)).toBe(BigInt(micros) * 1000n + sign * BigInt(ns))
    }),
  )
})

test('whole numbers of any size', () => {
  expect(integerFrom('-9223372036854775808')).toBe(-9223372036854775808n)
  expect(integerFrom('1e3')).toBe(1000n)
  expect(integerFrom('1.5')).toBeUndefined()
  expect(integerFrom(1.5)).toBeUndefined()
})

test('dates with up to nine digits of seconds, with and without a zone', () => {
  expect(nsFromRfc3339('2024-01-12T14:57:40.147265775Z')).toBe(1705071460147265775n)
  expect(nsFromRfc3339('2017-01-26T16:46:31.639875139-05:00')).toBe(1485467191639875139n)
  expect(nsFromRfc3339('2024-01-12 14:57:40.147265775')).toBe(1705071460147265775n)
  expect(nsFromRfc3339('2024-01-12T14:57Z')).toBe(1705071420000000000n)
  expect(nsFromRfc3339('0001-01-01T00:00:00Z')).toBeUndefined()
  expect(nsFromRfc3339('yesterday')).toBeUndefined()
  expect(nsFromRfc3339('2024-13-01T00:00:00Z')).toBeUndefined()
})
