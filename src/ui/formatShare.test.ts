import { expect, test } from 'vitest'
import { formatShare } from './formatShare.ts'

test.each([
  [0, '0'],
  [1, '100'],
  [0.00001, '<0.01'],
  [0.0031, '0.31'],
  [0.0314, '3.1'],
  [0.774, '77'],
  [0.9951, '99.5'],
  [0.99995, '>99.9'],
])('%d is %s per cent', (share, text) => {
  expect(formatShare(share)).toBe(text)
})
