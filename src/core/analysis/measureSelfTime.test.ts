import { expect, test } from 'vitest'
import { sketch } from '../../testing/sketch.ts'
import { buildForest } from '../lineage/buildForest.ts'
import { measureSelfTimes } from './measureSelfTime.ts'

function selfMs(drawing: string): number[] {
  const spans = sketch(drawing)
  return [...measureSelfTimes(spans, buildForest(spans), 0)].map((ns) => ns / 1e6)
}

test('children that overlap are taken off once, grandchildren are not', () => {
  expect(
    selfMs(`
      root     0-100
        a      10-40
          a1   15-20
        b      30-60
        c      70-80
    `),
  ).toEqual([40, 25, 5, 30, 10])
})

test('children are clipped to the span', () => {
  expect(
    selfMs(`
      root     10-20
        late   18-50
        after  60-70
        early  0-12
    `),
  ).toEqual([12, 6, 32, 10])
})

test('children without a place in time cover nothing', () => {
  expect(
    selfMs(`
      root     0-10
        far    =0+5000000
        none   -
    `).toSorted((a, b) => a - b),
  ).toEqual([0, 5, 10])
})
