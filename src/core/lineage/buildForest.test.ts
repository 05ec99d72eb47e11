import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draw } from '../../testing/draw.ts'
import { makeDataset, seededRandom, shuffled } from '../../testing/makeDataset.ts'
import { sketch } from '../../testing/sketch.ts'
import { tabulate } from '../../testing/tabulate.ts'
import type { SpanForest } from '../model/spanForest.ts'
import { ORPHAN } from '../model/spanMarks.ts'
import type { SpanTable } from '../model/spanTable.ts'
import { buildForest } from './buildForest.ts'

const recipes = fc
  .record({ seed: fc.integer(), spans: fc.integer({ min: 1, max: 120 }), traces: fc.integer({ min: 1, max: 4 }) })
  .chain((recipe) => fc.record({ ...constants(recipe), dropped: fc.integer({ min: 0, max: recipe.spans - 1 }) }))

function constants({ seed, spans, traces }: { seed: number; spans: number; traces: number }) {
  return { seed: fc.constant(seed), spans: fc.constant(spans), traces: fc.constant(traces) }
}

function idOf({ spanId }: SpanTable, span: number): string {
  return spanId[2 * span + 1].toString(16).padStart(16, '0')
}

/** The node at the nearest position before `at` that is one level up. */
function nodeAbove({ order, depth }: SpanForest, at: number): number {
  let above = at - 1
  while (depth[above] >= depth[at]) above--
  return order[above]
}

test('siblings stand by start, the recorded tree before the ghosts', () => {
  const spans = sketch(`
    ?lost        2-9
    root         0-100
      b          20-30
      a          10-30
        ?torn    1-5
    other root   50-60
  `)
  expect(draw({ spans, forest: buildForest(spans) }).split('\n')).toEqual([
    'root 0-100',
    '  a 10-30',
    '  b 20-30',
    'other root 50-60',
    '?torn 1-5',
    '?lost 2-9',
  ])
})

test('equal absent ids in two traces are two ghosts', () => {
  const spans = sketch(`
    a 0-1 ^gone
    ---
    b 0-1 ^gone
  `)
  const { ghosts } = buildForest(spans)
  expect([...ghosts.trace]).toEqual([0, 1])
  expect([...ghosts.child]).toEqual([0, 1])
})

test('given parents stand for the recorded ones', () => {
  const spans = sketch(`
    root     0-100
      a      10-60
      ?torn  20-30
  `)
  const forest = buildForest(spans, Int32Array.of(-1, 0, 1))
  expect([...forest.order]).toEqual([0, 1, 2])
  expect([...forest.depth]).toEqual([0, 1, 2])
  expect(forest.ghosts.length).toBe(0)
})

test('every span stands once, below its parent, and subtrees are slices', () => {
  fc.assert(
    fc.property(recipes, (recipe) => {
      const spans = tabulate(makeDataset(recipe).records)
      const forest = buildForest(spans)
      const { order, end, depth, position, firstPosition, ghosts } = forest
      expect(forest.length).toBe(spans.length + ghosts.length)
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from(order, (_, k) => k - ghosts.length))
      for (let k = 0; k < forest.length; k++) {
        const node = order[k]
        const trace = node < 0 ? ghosts.trace[~node] : spans.trace[node]
        expect(k >= firstPosition[trace] && end[k] <= firstPosition[trace + 1]).toBe(true)
        for (let at = k + 1; at < end[k]; at++) expect(depth[at]).toBeGreaterThan(depth[k])
        if (end[k] < firstPosition[trace + 1]) expect(depth[end[k]]).toBeLessThanOrEqual(depth[k])
        if (node < 0) continue
        expect(position[node]).toBe(k)
        if (spans.parent[node] !== -1) expect(nodeAbove(forest, k)).toBe(spans.parent[node])
        else if ((spans.marks[node] & ORPHAN) !== 0) expect(nodeAbove(forest, k)).toBeLessThan(0)
        else expect(depth[k]).toBe(0)
      }
    }),
  )
})

test('leaving out spans makes orphans of exactly their children', () => {
  fc.assert(
    fc.property(recipes, (recipe) => {
      const { records, orphanIds } = makeDataset(recipe)
      const spans = tabulate(records)
      const found = [...spans.marks.keys()].filter((i) => (spans.marks[i] & ORPHAN) !== 0)
      expect(new Set(found.map((i) => idOf(spans, i)))).toEqual(orphanIds)
    }),
  )
})

test('the order of reading changes nothing', () => {
  fc.assert(
    fc.property(recipes, fc.integer(), (recipe, seed) => {
      const { records } = makeDataset(recipe)
      const one = tabulate(records)
      const other = tabulate(shuffled(records, seededRandom(seed)))
      const view = (spans: SpanTable) => ({
        ids: [...spans.spanId],
        parents: [...spans.parent],
        traces: [...spans.traces.idWords],
        starts: [...spans.startNs],
        origins: [...spans.traces.originNs],
        drawing: draw({ spans, forest: buildForest(spans) }),
      })
      expect(view(other)).toEqual(view(one))
    }),
  )
})
