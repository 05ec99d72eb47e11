import { expect, test } from 'vitest'
import { draw } from '../../testing/draw.ts'
import { makeChain } from '../../testing/makeDataset.ts'
import { sketch } from '../../testing/sketch.ts'
import { tabulate } from '../../testing/tabulate.ts'
import { buildForest } from '../lineage/buildForest.ts'
import type { Dataset } from '../model/dataset.ts'
import type { SpanTable } from '../model/spanTable.ts'
import { countDataset, type InspectCounts } from './countDataset.ts'
import { countPlaced } from './countPlaced.ts'

function datasetOf(spans: SpanTable): Dataset {
  const file = {
    name: 'test',
    input: 0,
    inputBytes: 0,
    layers: [],
    format: 'test',
    reason: '',
    candidates: [],
    diagnostics: [],
  }
  return { files: [{ ...file, records: spans.length }], spans, forest: buildForest(spans) }
}

function expectAllPlaced({ spans, forest }: Dataset): void {
  expect([...countPlaced(forest)]).toEqual([...spans.traces.recordsKept])
}

/** Draws what became of a drawing, having seen that every span has a row. */
function redraw(drawing: string): string {
  const dataset = datasetOf(sketch(drawing))
  expectAllPlaced(dataset)
  return draw(dataset)
}

function count(drawing: string): Partial<InspectCounts> {
  const { spans, roots, orphans, selfParents, cycleSpans, duplicates, multiRootTraces, noStart, maxDepth } =
    countDataset(datasetOf(sketch(drawing)))
  return { spans, roots, orphans, selfParents, cycleSpans, duplicates, multiRootTraces, noStart, maxDepth }
}

const NOTHING_WRONG = {
  roots: 1,
  orphans: 0,
  selfParents: 0,
  cycleSpans: 0,
  duplicates: 0,
  multiRootTraces: 0,
  noStart: 0,
}

function lines(...text: string[]): string {
  return text.join('\n')
}

test('a whole trace stays as it is', () => {
  const drawing = lines('shop: GET /checkout 0-100', '  cart: get 10-60 !', '    db: query 20-30', '  mail 70-90')
  expect(redraw(drawing)).toBe(drawing)
  expect(count(drawing)).toEqual({ ...NOTHING_WRONG, spans: 4, maxDepth: 3 })
})

test('a span whose parent is missing hangs below a ghost', () => {
  const drawing = lines('root 0-100', '  a 10-60', '  ?b 50-90', '    c 55-60')
  expect(redraw(drawing)).toBe(lines('root 0-100', '  a 10-60', '?b 50-90', '  c 55-60'))
  expect(count(drawing)).toEqual({ ...NOTHING_WRONG, orphans: 1, multiRootTraces: 1, spans: 4, maxDepth: 2 })
})

test('one ghost holds all children of one absent parent', () => {
  const drawing = lines('?', '  a 0-10', '  b 20-30', '?c 40-50')
  const dataset = datasetOf(sketch(drawing))
  expect(draw(dataset)).toBe(drawing)
  expect(dataset.forest.ghosts.length).toBe(2)
  expect([...dataset.forest.ghosts.startNs]).toEqual([0, 40e6])
  expect([...dataset.forest.ghosts.durationNs]).toEqual([30e6, 10e6])
  expect(count(drawing)).toMatchObject({ roots: 0, orphans: 3, maxDepth: 1 })
})

test('a ring is cut at its earliest span', () => {
  const drawing = lines('a 20-30 #a ^c', 'b 10-40 #b ^a', '  below 12-13', 'c 30-35 #c ^b', 'root 0-50')
  expect(redraw(drawing)).toBe(lines('root 0-50', 'b 10-40 #1 ^2', '  below 12-13', '  c 30-35', '    a 20-30 #2'))
  expect(count(drawing)).toEqual({ ...NOTHING_WRONG, cycleSpans: 3, spans: 5, maxDepth: 3 })
})

test('a ring of which nobody has a start is cut all the same', () => {
  expect(redraw(lines('a - #a ^b', 'b - #b ^a'))).toBe(lines('a - #1 ^2', '  b - #2'))
})

test('a span that names itself is a root', () => {
  const drawing = lines('self 0-10 #s ^s', '  child 1-2')
  expect(redraw(drawing)).toBe(lines('self 0-10 #1 ^1', '  child 1-2'))
  expect(count(drawing)).toEqual({ ...NOTHING_WRONG, selfParents: 1, spans: 2, maxDepth: 2 })
})

test('spans that share an id are both there, and children go to the first read', () => {
  const drawing = lines('root 0-100', '  first 10-20 #d', '    child 11-12', '  second 15-30 #d', '    other 16-17')
  expect(redraw(drawing)).toBe(
    lines('root 0-100', '  first 10-20 #1', '    child 11-12', '    other 16-17', '  second 15-30 #1'),
  )
  expect(count(drawing)).toEqual({ ...NOTHING_WRONG, duplicates: 1, spans: 4, maxDepth: 3 })
})

test('the first read of a shared id counts, wherever it starts', () => {
  expect(count(lines('root 0-9', '  ?late 5-6 #d', '  early 1-2 #d'))).toMatchObject({ spans: 2, orphans: 1, roots: 1 })
})

test('an id of which any span is an error is one error', () => {
  const { errors } = countDataset(datasetOf(sketch(lines('a 0-1 #d', 'b 0-2 #d !', 'c 0-3 #d !', 'd 0-4 !'))))
  expect(errors).toBe(2)
})

test('several roots stand beside each other by start', () => {
  const drawing = lines('late 50-60', 'early 0-10', '  child 5-6')
  expect(redraw(drawing)).toBe(lines('early 0-10', '  child 5-6', 'late 50-60'))
  expect(count(drawing)).toEqual({ ...NOTHING_WRONG, roots: 2, multiRootTraces: 1, spans: 3, maxDepth: 2 })
})

test('100,000 levels are placed', () => {
  const dataset = datasetOf(tabulate(makeChain(100_000)))
  expectAllPlaced(dataset)
  expect(countDataset(dataset)).toMatchObject({ spans: 100_000, roots: 1, maxDepth: 100_000 })
})

test('100,000 spans without a start on one chain stand at the start of the first', () => {
  const chain = makeChain(100_000).map((record, i) => (i === 0 ? record : { ...record, startUnixNs: undefined }))
  const dataset = datasetOf(tabulate(chain))
  expectAllPlaced(dataset)
  expect(dataset.spans.startNs.every((start) => start === 0)).toBe(true)
})

test('a span without a start stands at its parent', () => {
  const drawing = lines('root 0-100', '  a 10-60', '    b -', '      c -', 'd -')
  const spans = sketch(drawing)
  expect(spans.startNs[[...spans.name].findIndex((name) => spans.texts[name] === 'c')]).toBe(10e6)
  expect(redraw(drawing)).toBe(lines('root 0-100', '  a 10-60', '    b -', '      c -', 'd -'))
  expect(count(drawing)).toEqual({ ...NOTHING_WRONG, roots: 2, multiRootTraces: 1, noStart: 3, spans: 5, maxDepth: 4 })
})

test('a trace without any time comes last, at 0', () => {
  const spans = sketch(lines('a -', '  b -', '---', 'c 5-6'))
  expect([...spans.traces.originNs]).toEqual([1_760_000_000_005_000_000n, 0n])
  expect(redraw(lines('a -', '  b -', '---', 'c 0-1'))).toBe(lines('c 0-1', '---', 'a -', '  b -'))
})

test('an end before the start and a missing end give no duration', () => {
  const drawing = lines('root 0-100', '  a 50-40', '  b 60-')
  expect(redraw(drawing)).toBe(lines('root 0-100', '  a 50<', '  b 60-'))
  expect([...sketch(drawing).durationNs]).toEqual([100e6, 0, 0])
})

test('a missing service is no service', () => {
  const { services, serviceNames } = countDataset(datasetOf(sketch(lines('root 0-1', '  b: x 0-1', '  a: y 0-1'))))
  expect({ services, serviceNames }).toEqual({ services: 2, serviceNames: ['a', 'b'] })
})

test('the halves of a shared id are two spans, and children go to the half of their service', () => {
  const drawing = lines('web: rpc 0-90', '  api: rpc 10-80 ~', '    api: query 20-30', '  web: log 85-86')
  expect(redraw(drawing)).toBe(drawing)
  expect(redraw(lines('web: rpc 0-90', '  api: rpc 10-80 ~', '  api: query 20-30', '    web: log 85-86'))).toBe(
    lines('web: rpc 0-90', '  api: rpc 10-80 ~', '    api: query 20-30', '      web: log 85-86'),
  )
  expect(count(drawing)).toEqual({ ...NOTHING_WRONG, spans: 4, maxDepth: 3 })
})

test('only children that start before their parent, both with a start, count as such', () => {
  const dataset = datasetOf(sketch(lines('root 10-100', '  a 5-60', '    b -', '      c 0-1', '  d 10-11')))
  expect(countDataset(dataset).startsBeforeParent).toBe(1)
})
