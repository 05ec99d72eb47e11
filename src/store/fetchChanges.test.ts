import { expect, test } from 'vitest'
import { importDataset } from '../core/importDataset.ts'
import { blobSource } from '../core/model/byteSource.ts'
import type { Dataset } from '../core/model/dataset.ts'
import { changesBetween, changeWords, lackWords, type TraceState, traceState } from './fetchChanges.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'

interface Span {
  readonly id: string
  readonly parent?: string
  readonly end?: number
}

function datasetOf(spans: readonly Span[]): Promise<Dataset> {
  const list = spans.map(({ id, parent = '', end = 9 }) => ({
    traceId: TRACE,
    spanId: id.padStart(16, '0'),
    parentSpanId: parent === '' ? '' : parent.padStart(16, '0'),
    name: id,
    startTimeUnixNano: '1772438400000000000',
    ...(end === 0 ? {} : { endTimeUnixNano: `177243840000000000${end}` }),
  }))
  const text = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: list }] }] })
  return importDataset([{ name: 'x', source: blobSource(new Blob([text])) }])
}

const stateOf = async (spans: readonly Span[]): Promise<TraceState> => {
  const state = traceState(await datasetOf(spans), TRACE)
  if (state === undefined) throw new Error('The trace is not there.')
  return state
}

test('late spans, adopted orphans and ends are told; nothing new is no sentence', async () => {
  const before = await stateOf([
    { id: '1', end: 0 },
    { id: '3', parent: '2' },
    { id: '5', parent: '4' },
  ])
  const after = await stateOf([
    { id: '1' },
    { id: '2', parent: '1' },
    { id: '3', parent: '2' },
    { id: '5', parent: '4' },
  ])
  expect(changeWords(changesBetween(before, after))).toBe(
    '1 span arrived, 1 orphan found its parent, 1 span got its end.',
  )
  expect(lackWords(before)).toBe('2 orphans and 1 unfinished span')
  expect(lackWords(after)).toBe('1 orphan')
  expect(changeWords(changesBetween(after, after))).toBeUndefined()
})

test('a span that is no longer told is not passed over in silence', async () => {
  const before = await stateOf([{ id: '1' }, { id: '2', parent: '1' }])
  const after = await stateOf([{ id: '1' }])
  expect(changeWords(changesBetween(before, after))).toBe('1 span is no longer told.')
  expect(lackWords(after)).toBeUndefined()
})

test('a trace that is not there has no state', async () => {
  expect(traceState(await datasetOf([{ id: '1' }]), 'f'.repeat(32))).toBeUndefined()
})
