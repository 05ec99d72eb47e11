import { expect, test } from 'vitest'
import { collect, recordOf } from '../../testing/tabulate.ts'
import { findSameIds, noVerdicts } from './findSameIds.ts'

test('rows of one id form a group in the order read; the same id in another trace is another id', () => {
  const columns = collect([
    recordOf(1, 0, {}),
    recordOf(2, 0, {}),
    recordOf(2, 1, {}),
    recordOf(1, 0, { trace: 2 }),
    recordOf(1, 5, { sharedHalf: true }),
    recordOf(2, 7, {}),
  ])
  expect(findSameIds(columns).map((group) => [...group])).toEqual([
    [0, 4],
    [1, 2, 5],
  ])
})

test('an opaque id is never equal to hex words', () => {
  const columns = collect([recordOf(0, 0, { spanId: 'span 0' }), recordOf(0, 0, {}), recordOf(1, 0, {})])
  expect(findSameIds(columns)).toEqual([])
})

test('without verdicts the halves are what the records say', () => {
  const columns = collect([recordOf(1, 0, {}), recordOf(1, 0, { sharedHalf: true })])
  expect([...noVerdicts(columns).sharedHalf]).toEqual([0, 1])
})
