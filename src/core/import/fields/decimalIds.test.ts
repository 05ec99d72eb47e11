import { expect, test } from 'vitest'
import { NumberText } from '../json/parseJson.ts'
import { hexFromDecimal, parentFromDecimal } from './decimalIds.ts'

test.each<[unknown, string | undefined]>([
  [18446744073709551615n, 'ffffffffffffffff'],
  ['18116701613880067486', 'fb6b7421a511459e'],
  [-1, 'ffffffffffffffff'],
  ['-9223372036854775808', '8000000000000000'],
  [0, '0000000000000000'],
  [new NumberText('1.0000000000000000001'), undefined],
  [18446744073709551616n, undefined],
  [-9223372036854775809n, undefined],
  ['fb6b7421a511459e', undefined],
  ['', undefined],
  [null, undefined],
  [1.5, undefined],
])('%s is %s', (value, hex) => {
  expect(hexFromDecimal(value)).toBe(hex)
})

test('0 is no parent, and what is no number is said', () => {
  expect([0, '0', '', null, undefined].map(parentFromDecimal)).toEqual(Array(5).fill(undefined))
  expect(parentFromDecimal('7')).toEqual({ id: '0000000000000007' })
  expect(parentFromDecimal('x')).toBe('unusable')
})
