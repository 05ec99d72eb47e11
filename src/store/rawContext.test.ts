import { expect, test } from 'vitest'
import { loadRawContext } from './rawContext.ts'

test('shows what stands before and after a place', async () => {
  const blob = new Blob(['{"spans": [1, 2, oops, 4]}'])
  expect(await loadRawContext(blob, 17)).toEqual({ before: '{"spans": [1, 2, ', after: 'oops, 4]}' })
})

test('characters cut by the edge of what is read are left out, control characters are visible', async () => {
  const blob = new Blob([`${'ä'.repeat(100)}\u0000x${'é'.repeat(200)}`])
  const { before, after } = await loadRawContext(blob, 201)
  expect(before).toMatch(/^ä+␀$/)
  expect(after).toMatch(/^xé+$/)
})

test('a place beyond the end has nothing after it', async () => {
  expect(await loadRawContext(new Blob(['abc']), 3)).toEqual({ before: 'abc', after: '' })
})
