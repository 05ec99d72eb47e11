import { expect, test } from 'vitest'
import { summariseTraces } from '../../core/analysis/summariseTraces.ts'
import { buildForest } from '../../core/lineage/buildForest.ts'
import { sketch } from '../../testing/sketch.ts'
import { type SortKey, sortTraces } from './sortTraces.ts'

const spans = sketch(`
  shop: pay     0-30
    a           1-2 !
  ---
  cart: put     0-9000000
  ---
  Cart: get     0-30
  ?torn         2-3
  ---
  shop: list    0-10
`)
const forest = buildForest(spans)
const dataset = { files: [], spans, forest }
const traces = { dataset, summaries: summariseTraces(dataset) }

const sorted = (key: SortKey, descending = false) => [...sortTraces(traces, key, descending)]

test('traces are sorted by their figures, equal ones by start', () => {
  expect(sorted('start')).toEqual([0, 1, 2, 3])
  expect(sorted('start', true)).toEqual([3, 2, 1, 0])
  expect(sorted('duration')).toEqual([3, 0, 2, 1])
  expect(sorted('duration', true)).toEqual([1, 0, 2, 3])
  expect(sorted('spans', true)).toEqual([0, 2, 1, 3])
  expect(sorted('errors', true)).toEqual([0, 1, 2, 3])
  expect(sorted('orphans', true)).toEqual([2, 0, 1, 3])
})

test('traces are sorted by name as people sort', () => {
  expect(sorted('name')).toEqual([2, 1, 3, 0])
  expect(sorted('name', true)).toEqual([0, 3, 1, 2])
})
