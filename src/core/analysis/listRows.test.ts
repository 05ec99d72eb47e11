import { expect, test } from 'vitest'
import { sketch } from '../../testing/sketch.ts'
import { buildForest } from '../lineage/buildForest.ts'
import { listRows } from './listRows.ts'

test('rows are the positions of a trace that no collapsed one hides', () => {
  const forest = buildForest(
    sketch(`
      other      0-1
      ---
      root       0-100
        a        10-60
          a1     20-30
        b        70-80
      ?torn      5-6
    `),
  )
  expect([...listRows(forest, 0, new Set())]).toEqual([0])
  expect([...listRows(forest, 1, new Set())]).toEqual([1, 2, 3, 4, 5, 6])
  expect([...listRows(forest, 1, new Set([2]))]).toEqual([1, 2, 4, 5, 6])
  expect([...listRows(forest, 1, new Set([1, 2, 5]))]).toEqual([1, 5])
})
