import { expect, test } from 'vitest'
import { sketch } from '../../testing/sketch.ts'
import { buildForest } from '../lineage/buildForest.ts'
import { FAILED, type Lanes, measureLanes, TORN } from './measureLanes.ts'

function sumUp(drawing: string, width: number, trace = 0): Lanes {
  const spans = sketch(drawing)
  const work = measureLanes(spans, buildForest(spans), trace, width)
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value
  }
}

const lanesOf = ({ lanes, width, paint }: Lanes) =>
  Array.from({ length: lanes }, (_, lane) => [...paint.subarray(lane * width, (lane + 1) * width)].join(' '))

test('each row runs from the cell of its start to that of its end', () => {
  const lanes = sumUp('shop: root 0-100\n  cart: get 20-45\n  cart: put 90-100', 10)
  expect(lanesOf(lanes)).toEqual(['1 1 1 1 1 1 1 1 1 1', '0 0 2 2 2 0 0 0 0 0', '0 0 0 0 0 0 0 0 0 2'])
  expect(lanes.services).toHaveLength(2)
})

test('a span shorter than a cell still has one, also at the very end', () => {
  expect(lanesOf(sumUp('root 0-100\n  a 50-50\n  b 100-100', 4))).toEqual(['1 1 1 1', '0 0 1 0', '0 0 0 1'])
})

test('errors and torn spans show before the service, ghosts take their row and no time', () => {
  expect(lanesOf(sumUp('root 0-100\n  a 0-50 !\n?torn 50-100', 2))).toEqual(['1 1', `${FAILED} 0`, '0 0', `0 ${TORN}`])
})

test('rows of a long trace share lanes, and an error among them is not painted over', () => {
  const children = Array.from({ length: 95 }, (_, n) => `  c${n} ${n}-${n + 1}${n === 50 ? ' !' : ''}`)
  const lanes = sumUp(['root 0-95', ...children].join('\n'), 95)
  expect(lanes.lanes).toBe(24)
  expect(lanesOf(lanes)[Math.floor((51 * 24) / 96)].split(' ')[50]).toBe(String(FAILED))
  expect(lanesOf(lanes)[0]).toMatch(/^1( 1)+$/)
})

test('only the rows of the trace are summed up', () => {
  const lanes = sumUp('first 0-10\n---\nsecond 0-10\n  a 5-10', 2, 1)
  expect(lanesOf(lanes)).toEqual(['1 1', '0 1'])
})
