import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { recogniseText } from '../recogniseText.ts'
import { tempoSearch } from './tempoSearch.ts'

const TRACE = 'af7651916cd43dd8448eb211c80319c'

function span(spanID: string, attributes: { readonly [key: string]: string | number } = {}) {
  return {
    spanID,
    name: `span ${spanID}`,
    startTimeUnixNano: '1760000000000000001',
    durationNanos: '5',
    attributes: Object.entries(attributes).map(([key, value]) => ({
      key,
      value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
    })),
  }
}

function answer(spans: object[], more: object = {}) {
  return {
    traces: [{ traceID: TRACE, rootServiceName: 'shop', spanSets: [{ spans, matched: 9 }], ...more }],
    metrics: { inspectedBytes: '1' },
  }
}

test('reads the spans that matched, and says that they are not all', async () => {
  const input = answer([span('b7ad6b7169203331', { 'service.name': 'shop', kind: 'client', status: 'error' })])
  expect(await recogniseText(input)).toBe('tempo-search')
  const { spans, problems, serviceOf, details, partial } = await readText(tempoSearch, input)
  expect(partial.isMarked).toBe(true)
  const message = '1 of the 9 matching spans of this trace are in the answer, and no others.'
  expect(problems).toEqual([{ code: 'trace.partial', at: { byte: 11, line: 1 }, message }])
  expect(spans).toMatchObject([
    {
      traceId: `0${TRACE}`,
      rawTraceId: TRACE,
      parentSpanId: undefined,
      kind: 3,
      status: 2,
      startUnixNs: 1760000000000000001n,
      durationNs: 5n,
    },
  ])
  expect(serviceOf(spans[0])).toBe('shop')
  expect(await details(0)).toMatchObject({ attributes: [], resource: [{ key: 'service.name' }] })
})

test('a set that repeats another is read once; the id of the trace may come last', async () => {
  const first = span('1')
  const trace = { spanSet: { spans: [first] }, spanSets: [{ spans: [first, span('2')] }], traceID: TRACE }
  const { spans } = await readText(tempoSearch, trace)
  expect(spans.map(({ spanId }) => spanId.at(-1))).toEqual(['1', '2'])
  const { spans: single } = await readText(tempoSearch, { traceID: TRACE, spanSet: { spans: [first] } })
  expect(single).toHaveLength(1)
})

test('nested sets give the tree; a place that no span has is a parent that is not here', async () => {
  const { spans } = await readText(
    tempoSearch,
    answer([
      span('3', { nestedSetLeft: 2, nestedSetParent: 1 }),
      span('2', { nestedSetLeft: 1, nestedSetParent: -1 }),
      span('4', { nestedSetLeft: 9, nestedSetParent: 7 }),
    ]),
  )
  expect(spans.map(({ parentSpanId }) => parentSpanId)).toEqual(['0000000000000002', undefined, 'nested set 7'])
})

test('a selected parent id counts where no nested set does', async () => {
  const input = answer([span('3', { 'span:parentID': '2' }), span('2', { 'span:parentID': '0000000000000000' })])
  const { spans } = await readText(tempoSearch, input)
  expect(spans.map(({ parentSpanId }) => parentSpanId)).toEqual(['0000000000000002', undefined])
})

test('attributes of the resource are told by their prefix, what is no status stays an attribute', async () => {
  const input = answer([span('1', { 'resource.service.name': 'cart', 'resource.zone': 'b', status: 'shipped' })])
  const { spans, serviceOf, details } = await readText(tempoSearch, input)
  expect([serviceOf(spans[0]), spans[0].status]).toEqual(['cart', 0])
  expect(await details(0)).toMatchObject({
    attributes: [{ key: 'status', value: { type: 'string', value: 'shipped' } }],
    resource: [{ key: 'service.name' }, { key: 'zone' }],
  })
})

test('a bad span costs itself; a trace without spans is said to have none', async () => {
  const text = `{"traces":[{"traceID":"1","spanSets":[{"spans":[\n{"spanID":""},\n${JSON.stringify(span('1'))}]}]},
{"traceID":"2","rootServiceName":"shop","durationMs":5}]}`
  const { spans, problems } = await readText(tempoSearch, text)
  expect(spans).toHaveLength(1)
  expect(problems.map(({ code, at }) => [code, at.line])).toEqual([
    ['trace.partial', 1],
    ['span.id', 2],
    ['trace.partial', 4],
  ])
})
