import { expect, test } from 'vitest'
import { recordOf, tabulate } from '../../testing/tabulate.ts'
import { findSpan, findTrace, occurrenceOf, parentIdText, spanIdText, traceIdText } from './findSpan.ts'

const spans = tabulate([
  recordOf(7, 0, { startUnixNs: 1n }),
  recordOf(8, 7, { startUnixNs: 2n }),
  recordOf(8, 7, { startUnixNs: 3n, sharedHalf: true }),
  recordOf(8, 0, { startUnixNs: 4n, trace: 2 }),
  recordOf(9, 0, { startUnixNs: 5n, traceId: 'Free Text', spanId: 'A', parentSpanId: 'gone' }),
  recordOf(9, 0, { startUnixNs: 6n, traceId: `${'0'.repeat(16)}463ac35c9f6413ad`, rawTraceId: '463ac35c9f6413ad' }),
])

test('a trace is found by its id in words, and as the input wrote it', () => {
  for (let t = 0; t < spans.traces.length; t++) expect(findTrace(spans, traceIdText(spans, t))).toBe(t)
  expect(findTrace(spans, '463ac35c9f6413ad')).toBe(3)
  expect(traceIdText(spans, 3)).toBe('0000000000000000463ac35c9f6413ad')
  expect(traceIdText(spans, 2)).toBe('Free Text')
  expect(findTrace(spans, 'f'.repeat(32))).toBeUndefined()
})

test('spans that share an id are told apart by their occurrence', () => {
  for (let i = 0; i < spans.length; i++) {
    expect(findSpan(spans, spans.trace[i], spanIdText(spans, i), occurrenceOf(spans, i))).toBe(i)
  }
  expect([0, 1, 2, 3, 4, 5].map((i) => occurrenceOf(spans, i))).toEqual([1, 1, 2, 1, 1, 1])
  expect(findSpan(spans, 0, '0000000000000008', 3)).toBeUndefined()
})

test('a parent id is told whether it was found or not', () => {
  expect([0, 1, 4].map((i) => parentIdText(spans, i))).toEqual([undefined, '0000000000000007', 'gone'])
})
