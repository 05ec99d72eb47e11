import { expect, test } from 'vitest'
import type { AttributeValue } from '../../core/model/details.ts'
import { printValue } from './printValue.ts'

test('scalars print as they are, 64-bit integers in full', () => {
  expect(printValue({ type: 'string', value: 'a "b"' })).toBe('a "b"')
  expect(printValue({ type: 'int', value: 9_223_372_036_854_775_807n })).toBe('9223372036854775807')
  expect(printValue({ type: 'double', value: Number.NaN })).toBe('NaN')
  expect(printValue({ type: 'bool', value: false })).toBe('false')
  expect(printValue({ type: 'empty' })).toBe('')
})

test('maps and arrays print as JSON', () => {
  const value: AttributeValue = {
    type: 'map',
    value: [
      {
        key: '__proto__',
        value: {
          type: 'array',
          value: [
            { type: 'int', value: 1n },
            { type: 'string', value: '<b>' },
          ],
        },
      },
      { key: 'none', value: { type: 'array', value: [] } },
    ],
  }
  expect(printValue(value)).toBe('{\n  "__proto__": [\n    1,\n    "<b>"\n  ],\n  "none": []\n}')
})

test('a value nested without end is cut short', () => {
  let value: AttributeValue = { type: 'empty' }
  for (let n = 0; n < 5000; n++) value = { type: 'array', value: [value] }
  expect(printValue(value)).toContain('…')
})
