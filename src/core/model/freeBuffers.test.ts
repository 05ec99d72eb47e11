import { expect, test } from 'vitest'
import { freeBuffers } from './freeBuffers.ts'

test('arrays are empty afterwards, also those that share a buffer', () => {
  const words = new Uint32Array(4)
  const part = words.subarray(1)
  const other = new Uint8Array(3)
  freeBuffers([words, part, other])
  expect([words.length, part.length, other.length]).toEqual([0, 0, 0])
})
