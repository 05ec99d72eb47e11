import { expect, test } from 'vitest'
import { formatBytes } from './formatBytes.ts'

test.each([
  [0, '0 bytes'],
  [812, '812 bytes'],
  [14_213, '14.2 kB'],
  [99_600_000, '99.6 MB'],
  [999_999, '1 MB'],
  [1_000_000_000, '1 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})
