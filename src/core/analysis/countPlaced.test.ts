import { expect, test } from 'vitest'
import { sketch } from '../../testing/sketch.ts'
import { buildForest } from '../lineage/buildForest.ts'
import { countPlaced } from './countPlaced.ts'

test('ghosts are no spans, and a span that is shown twice or not at all does not count for another', () => {
  const forest = buildForest(sketch('root 0-9\n  a 1-2\n?torn 3-4'))
  expect(forest.length).toBe(4)
  expect([...countPlaced(forest)]).toEqual([3])
  expect([...countPlaced({ ...forest, order: Int32Array.of(0, 1, 1, ~0) })]).toEqual([2])
})
