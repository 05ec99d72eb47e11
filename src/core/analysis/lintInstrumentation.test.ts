import { expect, test } from 'vitest'
import { sketchLineage } from '../../testing/sketchLineage.ts'
import { buildForest } from '../lineage/buildForest.ts'
import { classifyBreaks } from '../lineage/classifyBreaks.ts'
import { measureBreaks } from '../lineage/measureBreaks.ts'
import { lintInstrumentation } from './lintInstrumentation.ts'
import { buildWriteUp, writeUpMarkdown } from './writeUp.ts'

function judge(drawing: string) {
  const { spans, facts } = sketchLineage(drawing)
  const verdicts = classifyBreaks({ spans, forest: buildForest(spans) }, facts)
  return { spans, facts, verdicts }
}

function lint(drawing: string): Record<string, string> {
  const { spans, facts, verdicts } = judge(drawing)
  const findings = lintInstrumentation(spans, facts, verdicts)
  return Object.fromEntries(findings.map(({ rule, count, of }) => [rule, `${count}/${of}`]))
}

const children = (count: number, line: string) => Array.from({ length: count }, () => `        ${line}`).join('\n')

test('a well instrumented trace offends against nothing', () => {
  const found = lint(`
      shop: GET /cart   0-50 @server (method=GET)
        shop: load      5-40 @internal (db)
  `)
  expect(found).toEqual({})
})

test('many internal and many short spans are counted by service and trace, from one more than allowed', () => {
  const entry = 'shop: GET /cart 0-500 @server (db)'
  expect(lint(`      ${entry}\n${children(10, 'shop: step 1-9 @internal (db)')}`)).toEqual({})
  expect(lint(`      ${entry}\n${children(11, 'shop: step 1-9 @internal (db)')}`)).toEqual({ manyInternal: '1/1' })
  expect(lint(`      ${entry}\n${children(21, 'shop: get 1-2 @client (db)')}`)).toEqual({ manyShort: '1/1' })
})

test('client roots, orphans, names with ids, and spans that say nothing are found', () => {
  const found = lint(`
      shop: GET /orders/12345  0-50 @client
      ---
      shop: GET                0-50 @server (method=GET)
        ?x                     1-2
  `)
  expect(found).toMatchObject({
    clientRoot: '1/2',
    orphans: '1/3',
    manyNames: '1/3',
    noAttributes: '2/3',
    noService: '1/3',
    noKind: '1/3',
  })
})

test('lost context and lonely consumers are found', () => {
  const found = lint(`
      shop: POST /orders     0-50 @server (method=POST)
        shop: orders publish 5-6 @producer (to=orders)
      ---
      mail: orders process   20-30 @consumer (to=orders)
  `)
  expect(found).toEqual({ contextLost: '1/3', queueAlone: '1/1' })
})

test('a write-up names boundary, cause, layer, evidence and an example', () => {
  const { spans, facts, verdicts } = judge(`
      shop: POST /orders     0-50 @server
        shop: orders publish 5-6 @producer (to=orders)
      ---
      mail: orders process   20-30 @consumer (to=orders)
  `)
  const report = buildWriteUp(spans, verdicts, measureBreaks(spans, facts, verdicts))
  expect(report.boundaries).toMatchObject([
    { boundary: 'shop → [orders] → mail', class: 'split_queue', layer: 'queue-inject' },
  ])
  const markdown = writeUpMarkdown(report)
  expect(markdown).toContain('## shop → [orders] → mail: 100 % (1 of 1) broken')
  expect(markdown).toContain('- Layer to mend: `queue-inject`.')
  expect(markdown).toContain('“orders publish” of shop')
  expect(markdown).toContain('Not counted as broken: 1 root of its own right.')
})
