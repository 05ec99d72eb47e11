import { expect, test } from 'vitest'
import { sketchLineage } from '../../testing/sketchLineage.ts'
import { findAbsentOperations } from './absentOperations.ts'
import { buildForest } from './buildForest.ts'
import { absentInShort, explainAbsent } from './explainAbsent.ts'
import { findOperations } from './operations.ts'

const WHOLE = `
  gateway: POST /orders      0-50 @server
    gateway: POST            5-40 @client
      orders: create order   6-39 @server
`
const OTHER = `
  cron: nightly              0-50 @internal
    cron: POST               5-40 @client
      orders: create order   6-39 @server
`

function flushLeft(drawing: string): string {
  const lines = drawing.split('\n').filter((line) => line.trim() !== '')
  const margin = Math.min(...lines.map((line) => line.search(/\S/)))
  return lines.map((line) => line.slice(margin)).join('\n')
}

/** What is said of the one absent parent of the drawings. */
function infer(...drawings: readonly string[]) {
  const { spans } = sketchLineage(drawings.map(flushLeft).join('\n---\n'))
  const forest = buildForest(spans)
  const absent = findAbsentOperations(spans, forest, findOperations(spans))
  const at = forest.order.indexOf(~0)
  const children: number[] = []
  for (let k = at + 1; k < forest.end[at]; k = forest.end[k]) children.push(forest.order[k])
  return { short: absentInShort(spans, absent, 0, -1), words: explainAbsent(spans, absent, 0, children) }
}

test('an absent parent is what other traces show above the same operation', () => {
  const { short, words } = infer(WHOLE, WHOLE, WHOLE, OTHER, '?orders: create order  6-39 @server')
  expect(short).toBe('probably gateway POST')
  expect(words).toEqual([
    'Probably it was gateway “POST” (client): in 3 of 4 other cases that is the recorded parent of “create order” of orders.',
    'It called orders, where one entry of this trace names it.',
  ])
})

test('what is seen in less than half of the cases is a possibility, and not in the row', () => {
  const third = OTHER.replaceAll('cron', 'shop')
  const { short, words } = infer(WHOLE, OTHER, third, '?orders: create order  6-39 @server')
  expect(short).toBe('')
  expect(words[0]).toMatch(/^It may have been /)
})

test('all children together decide', () => {
  const render = `
    shop: GET /a     0-9 @server
      shop: load     1-2 @internal
      shop: render   3-4 @internal
  `
  const loadOnly = `
    shop: GET /b     0-9 @server
      shop: load     1-2 @internal
  `
  const { short, words } = infer(
    render,
    loadOnly,
    loadOnly,
    `
    shop: load       1-2 @internal ^x
    shop: render     3-4 @internal ^x
  `,
  )
  expect(short).toBe('probably shop GET /a')
  expect(words).toEqual([
    'Probably it was shop “GET /a” (server): in the one other case that is the recorded parent of “render” of shop.',
    'It ran inside shop, where 2 children of it ran. It did “load” and “render”.',
  ])
})

test('nothing is said of an operation where no other span of its children has a parent', () => {
  expect(infer('?orders: create order  6-39 @server').short).toBe('')
})
