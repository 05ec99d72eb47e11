import { describe, expect, test } from 'vitest'
import { sketchLineage } from '../../testing/sketchLineage.ts'
import { buildBoundaryMatrix } from './boundaryMatrix.ts'
import { buildForest } from './buildForest.ts'
import { classifyBreaks } from './classifyBreaks.ts'
import { boundaryName, compareCaptures, compareRates } from './compareCaptures.ts'
import { judgeComparison, judgeGate } from './gate.ts'
import { measureBreaks } from './measureBreaks.ts'
import { rateOf } from './wilson.ts'

function measure(drawing: string) {
  const { spans, facts } = sketchLineage(drawing)
  const verdicts = classifyBreaks({ spans, forest: buildForest(spans) }, facts)
  const measures = measureBreaks(spans, facts, verdicts)
  return { ...measures, matrix: buildBoundaryMatrix(spans, measures.boundaries) }
}

/** One call of a service by another, torn or whole. */
function call(from: string, to: string, atMs: number, isTorn: boolean): string {
  return `
    ${from}: GET /      ${atMs}-${atMs + 50} @server
      ${from}: GET      ${atMs + 5}-${atMs + 40} @client (peer=${to})
    ${isTorn ? '---\n    ' : '    '}${to}: GET /x    ${atMs + 6}-${atMs + 39} @server
    ---`
}

const calls = (...list: [string, string, boolean][]) =>
  list.map(([from, to, isTorn], k) => call(from, to, 100 * k, isTorn)).join('')

describe('rates', () => {
  test('the upper bound of none of n drops below 1 % at 381', () => {
    expect(rateOf(0, 380).high).toBeGreaterThan(0.01)
    expect(rateOf(0, 381).high).toBeLessThan(0.01)
  })

  test('the interval is that of Wilson', () => {
    const { low, high } = rateOf(10, 100)
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.0552', '0.1744'])
    expect(rateOf(0, 0)).toEqual({ count: 0, of: 0, rate: 0, low: 0, high: 1 })
    expect(rateOf(5, 5)).toMatchObject({ rate: 1, high: 1 })
  })

  test('exempt roots are in no denominator, and inner spans dilute only the span orphan rate', () => {
    const { services, traces, classes } = measure(`
      shop: POST /orders    0-50 @server
        shop: POST          5-40 @client (peer=pay)
      ---
      pay: POST /charge     6-39 @server
        pay: step           7-8 @internal
        pay: step           9-10 @internal
        pay: step           11-12 @internal
    `)
    const [pay, shop] = services
    expect(pay.entryOrphans).toMatchObject({ count: 1, of: 1 })
    expect(pay.spanOrphans).toMatchObject({ count: 1, of: 4 })
    expect(shop.entryOrphans).toMatchObject({ count: 0, of: 0 })
    expect(shop.classes).toEqual([{ id: 'legit_root', count: 1 }])
    expect(traces).toMatchObject({ count: 1, of: 2 })
    expect(classes).toEqual([
      { id: 'intact', count: 4 },
      { id: 'split_http', count: 1 },
      { id: 'legit_root', count: 1 },
    ])
  })

  test('spans that name one absent parent are one broken crossing', () => {
    const { boundaries, spanOrphans } = measure(`
      shop: GET /cart  0-50 @server
      ?
        shop: work     10-20 @internal
        shop: work     21-25 @internal
    `)
    expect(boundaries.map(({ breaks }) => breaks.count)).toEqual([1])
    expect(spanOrphans).toMatchObject({ count: 2, of: 2 })
  })

  test('boundaries are named by both ends, and by what is between', () => {
    const { boundaries } = measure(`
      shop: POST /orders       0-50 @server
        shop: orders publish   5-6 @producer (to=orders)
          bill: orders process 10-12 @consumer (to=orders)
        shop: notify           30-40 @internal
        shop: POST             41-45 @client (peer=pay)
      ---
      mail: orders process     20-30 @consumer (to=orders)
      ---
      shop: notify             44-49 @internal
      ---
      pay: POST /charge        42-44 @server
    `)
    const named = boundaries.map(
      (boundary) => `${boundaryName(boundary)} ${boundary.breaks.count}/${boundary.breaks.of}`,
    )
    expect(named.sort()).toEqual([
      'shop → [orders] → bill 0/1',
      'shop → [orders] → mail 1/1',
      'shop → pay 1/1',
      'shop: notify 1/2',
    ])
  })
})

describe('the matrix', () => {
  test('a full row is the client, with what other callers do as evidence', () => {
    const { matrix } = measure(
      calls(['a', 'x', true], ['a', 'y', true], ['b', 'x', false], ['b', 'y', false], ['a', 'x', true]),
    )
    expect(matrix.patterns).toMatchObject([{ kind: 'row', layer: 'http-client', breaks: { count: 3, of: 3 } }])
    expect(matrix.patterns[0].sentence).toBe(
      'Consistent with the client of a not sending context: 2 of 2 callees broken, other callers of those callees intact.',
    )
    expect(matrix.cells.length).toBe(4)
  })

  test('a full column is the extractor', () => {
    const { matrix } = measure(calls(['a', 'x', true], ['b', 'x', true], ['a', 'y', false]))
    expect(matrix.patterns).toMatchObject([{ kind: 'column', layer: 'server', breaks: { count: 2, of: 2 } }])
  })

  test('a single cell is what lies between', () => {
    const { matrix } = measure(calls(['a', 'x', true], ['b', 'x', false], ['a', 'y', false]))
    expect(matrix.patterns).toMatchObject([{ kind: 'cell', layer: 'mesh' }])
    expect(matrix.patterns[0].sentence).toContain('Consistent with something between a and x')
  })

  test('a share of a cell is one instance, version or route', () => {
    const { matrix } = measure(calls(['a', 'x', true], ['a', 'x', false]))
    expect(matrix.patterns).toMatchObject([{ kind: 'share', breaks: { count: 1, of: 2 } }])
  })

  test('messages without context are no mistake of an HTTP client', () => {
    const { matrix } = measure(`
      shop: orders publish     0-9 @producer (to=orders)
        mail: orders process   10-20 @consumer (to=orders)
      ---
      shop: orders publish     100-109 @producer (to=orders)
      ---
      mail: orders process     110-120 @consumer (to=orders)
    `)
    expect(matrix.patterns).toMatchObject([{ kind: 'share', layer: 'queue-inject', mainClass: 'split_queue' }])
    expect(matrix.patterns[0].sentence).toMatch(/^Consistent with messages that carry no context, .*: 1 of 2 crossings/)
  })

  test('what the broken share has in common is named', () => {
    const one = (at: number, instance: string, isTorn: boolean) => `
      shop: GET /      ${at}-${at + 50} @server
        shop: GET      ${at + 5}-${at + 40} @client (peer=pay)
      ${isTorn ? '---\n      ' : '    '}pay: GET /x  ${at + 6}-${at + 39} @server (instance=${instance})
      ---`
    const { matrix } = measure(
      [0, 1, 2, 3, 4, 5, 6, 7].map((k) => one(100 * k, k % 2 === 0 ? 'blue' : 'green', k % 2 === 0)).join(''),
    )
    expect(matrix.patterns).toMatchObject([{ kind: 'share', breaks: { count: 4, of: 8 } }])
    expect(matrix.patterns[0].sentence).toMatch(/^Consistent with something in callee instance .+: 4 of 8/)
  })

  test('trace ids of another width on the broken side are named', () => {
    const { matrix } = measure(`
      ---^
      shop: POST /orders     0-50 @server
        shop: POST           5-40 @client #call (peer=pay)
      ---
      ---^
      shop: POST /orders     0-50 @server
        shop: POST           5-40 @client #call (peer=pay)
          pay: POST /charge  6-39 @server
      ---
      pay: POST /charge      6-39 @server
    `)
    expect(matrix.patterns).toMatchObject([{ isIdMismatch: true }])
    expect(matrix.patterns[0].sentence).toContain('B3 of 64 bits')
  })
})

describe('the gate', () => {
  const service = (name: string, count: number, of: number) => ({
    service: 0,
    name,
    spans: of,
    spanOrphans: rateOf(count, of),
    entryOrphans: rateOf(count, of),
    classes: [],
  })

  test.each([
    ['fail', 10, 100],
    ['pass', 0, 381],
    ['inconclusive', 0, 380],
    ['inconclusive', 1, 100],
  ] as const)('%s with %i of %i', (outcome, count, of) => {
    expect(judgeGate({ services: [service('pay', count, of)] }, 0.01).outcome).toBe(outcome)
  })

  test('one failing service fails, else one doubtful is inconclusive; services without entries do not count', () => {
    const [good, bad, small, none] = [
      service('a', 0, 999),
      service('b', 99, 100),
      service('c', 0, 9),
      service('d', 0, 0),
    ]
    expect(judgeGate({ services: [good, bad, small] }, 0.01).outcome).toBe('fail')
    expect(judgeGate({ services: [good, small] }, 0.01).outcome).toBe('inconclusive')
    expect(judgeGate({ services: [good, none] }, 0.01).outcome).toBe('pass')
    expect(judgeGate({ services: [none] }, 0.01).outcome).toBe('inconclusive')
  })

  test('captures are compared by the interval of the difference', () => {
    expect(compareRates('a', rateOf(50, 100), rateOf(0, 100)).verdict).toBe('better')
    expect(compareRates('a', rateOf(0, 100), rateOf(50, 100)).verdict).toBe('worse')
    expect(compareRates('a', rateOf(1, 100), rateOf(2, 100)).verdict).toBe('cannot tell')
    expect(compareRates('a', rateOf(0, 0), rateOf(2, 100)).verdict).toBe('cannot tell')
    const { low, high } = compareRates('a', rateOf(48, 80), rateOf(56, 70))
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.0524', '0.3339'])
  })

  test('a baseline fails what is worse, and passes what cannot be much worse', () => {
    const before = measure(calls(['a', 'x', true], ['a', 'y', false]))
    const after = measure(calls(['a', 'x', false], ['a', 'y', false]))
    const comparison = compareCaptures(before, after)
    expect(comparison.boundaries.map(({ name }) => name)).toEqual(['a → x', 'a → y'])
    expect(judgeComparison(comparison, 0.01).outcome).toBe('inconclusive')
    const grown = compareRates('x', rateOf(0, 500), rateOf(400, 500))
    expect(judgeComparison({ services: [grown], boundaries: [] }, 0.01).outcome).toBe('fail')
    const kept = compareRates('x', rateOf(1, 5000), rateOf(1, 5000))
    expect(judgeComparison({ services: [kept], boundaries: [] }, 0.01).outcome).toBe('pass')
  })
})
