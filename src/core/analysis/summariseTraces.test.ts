import { expect, test } from 'vitest'
import { sketch } from '../../testing/sketch.ts'
import { buildForest } from '../lineage/buildForest.ts'
import { summariseTraces } from './summariseTraces.ts'

const spans = sketch(`
  ?cart: torn          5-6 !
  shop: GET /checkout  10-100
    cart: get          20-30 #d !
    cart: get          21-30 #d
    x                  40-50
      ring             41-42 #r ^s
        ring           43-44 #s
  ---
  ?lost                10-20
    child              12-13
`)

const summaries = summariseTraces({ spans, forest: buildForest(spans) })

test('a trace is named by its earliest root, or by its earliest span', () => {
  expect([...summaries.headline].map((span) => spans.texts[spans.name[span]])).toEqual(['GET /checkout', 'lost'])
})

test('figures are told by trace', () => {
  const { headline: _, ...figures } = summaries
  expect(Object.fromEntries(Object.entries(figures).map(([key, column]) => [key, [...column]]))).toEqual({
    spans: [7, 2],
    placed: [7, 2],
    services: [2, 0],
    errors: [2, 0],
    orphans: [1, 1],
    cycles: [2, 0],
    duplicates: [2, 0],
    roots: [1, 0],
    ghosts: [1, 1],
    depth: [2, 2],
  })
})
