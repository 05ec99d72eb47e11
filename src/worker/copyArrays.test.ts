import { expect, test } from 'vitest'
import { copyArrays } from './copyArrays.ts'
import { transferables } from './transferables.ts'

test('moving the buffers of the copy leaves the original as it was', () => {
  const original = { column: Uint32Array.of(1, 2, 3), part: new Uint8Array([7, 8, 9]).subarray(1), deep: { n: 1n } }
  const copy = copyArrays(original)
  expect(copy).toEqual(original)
  structuredClone(copy, { transfer: transferables(copy) })
  expect(copy.column).toHaveLength(0)
  expect([...original.column]).toEqual([1, 2, 3])
  expect([...original.part]).toEqual([8, 9])
})

test('texts, Maps and lists are shared, not copied', () => {
  const original = { texts: ['a'], map: new Map([[1, Uint8Array.of(1)]]), none: undefined }
  const copy = copyArrays(original)
  expect(copy.texts).toBe(original.texts)
  expect(copy.map).toBe(original.map)
})
