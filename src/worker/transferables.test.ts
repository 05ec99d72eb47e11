import { expect, test } from 'vitest'
import { transferables } from './transferables.ts'

test('finds the buffer of each typed array in nested objects, once', () => {
  const shared = new Uint32Array(4)
  const other = new Float64Array(2)
  const tree = {
    a: shared,
    b: { c: other, d: shared.subarray(1), e: 'text', f: ['x'], g: new Map([['k', new Uint8Array(1)]]) },
  }
  expect(transferables(tree)).toEqual([shared.buffer, other.buffer])
})

test('a value without arrays has none', () => {
  expect(transferables({ a: undefined, b: 1n })).toEqual([])
  expect(transferables(undefined)).toEqual([])
})
