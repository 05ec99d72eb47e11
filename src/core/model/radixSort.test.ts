import fc from 'fast-check'
import { expect, test } from 'vitest'
import { radixSort } from './radixSort.ts'

test('sorts by the last key first and keeps the order of equals', () => {
  const keys = fc.array(fc.tuple(fc.nat(3), fc.nat({ max: 2 ** 32 - 1 })), { maxLength: 300 })
  fc.assert(
    fc.property(keys, (rows) => {
      const order = radixSort(rows.length, [
        Uint32Array.from(rows, ([, low]) => low),
        Uint32Array.from(rows, ([high]) => high),
      ])
      const expected = rows.map((_, i) => i).sort((a, b) => rows[a][0] - rows[b][0] || rows[a][1] - rows[b][1] || a - b)
      expect([...order]).toEqual(expected)
    }),
  )
})

test('sorts more rows than one digit counts', () => {
  const key = Uint32Array.from({ length: 70_000 }, (_, i) => Math.imul(i, 2654435761) >>> 0)
  const sorted = radixSort(key.length, [key]).map((row) => key[row])
  expect(sorted).toEqual(key.slice().sort())
})
