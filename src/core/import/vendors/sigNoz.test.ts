import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { recogniseText } from '../recogniseText.ts'
import { sigNoz } from './sigNoz.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const WHOLE = {
  traceId: TRACE,
  spanId: 'b7ad6b7169203331',
  parentSpanId: '0000000000000002',
  name: 'get',
  kind: 3,
  status: 2,
  startUnixNs: 1760000000000000001n,
  durationNs: 5n,
}

const ROW = {
  timestamp: '2025-10-09T08:53:20.000000001Z',
  trace_id: TRACE,
  span_id: 'b7ad6b7169203331',
  parent_span_id: '2',
  name: 'get',
  kind: 3,
  kind_string: 'Client',
  duration_nano: 5,
  status_code: 2,
  status_message: 'broken',
  has_error: true,
  resources_string: { 'service.name': 'shop' },
  attributes_string: { 'http.method': 'GET' },
  attributes_number: { ratio: 0.5 },
  attributes_bool: { ok: false },
  events: ['{"name":"miss","timeUnixNano":1760000000000000003,"attributeMap":{"key":"cart"}}'],
  references: `[{"traceId":"${TRACE}","spanId":"2","refType":"CHILD_OF"},{"traceId":"${TRACE}","spanId":"3","refType":"FOLLOWS_FROM"}]`,
}
const OLD = {
  columns: [
    '__time',
    'SpanId',
    'TraceId',
    'ServiceName',
    'Name',
    'Kind',
    'DurationNano',
    'TagsKeys',
    'TagsValues',
    'References',
    'Events',
    'HasError',
    'StatusMessage',
  ],
  events: [
    [
      '1760000000000000001',
      'b7ad6b7169203331',
      TRACE,
      'shop',
      'get',
      '3',
      '5',
      ['http.method', 'ratio', 'ok'],
      ['GET', 0.5, false],
      [`{TraceId=${TRACE}, SpanId=2, RefType=CHILD_OF}`, `{TraceId=${TRACE}, SpanId=3, RefType=FOLLOWS_FROM}`],
      ROW.events,
      true,
      'broken',
    ],
  ],
}

test.each([
  ['rows of a table', `${JSON.stringify(ROW)}\n`],
  ['rows whose time is a number of ns', JSON.stringify([ROW]).replace(`"${ROW.timestamp}"`, '1760000000000000001')],
  [
    'answers of a query',
    JSON.stringify({ status: 'success', data: { type: 'raw', data: { results: [{ rows: [{ data: ROW }] }] } } }),
  ],
  ['rows in `data`, one a line', `${JSON.stringify({ timestamp: ROW.timestamp, data: ROW })}\n`],
  ['answers of the old API', JSON.stringify([OLD])],
])('reads %s', async (_shape, text) => {
  expect(await recogniseText(text)).toBe('signoz')
  const { spans, codes, serviceOf, details } = await readText(sigNoz, text)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([WHOLE])
  expect(serviceOf(spans[0])).toBe('shop')
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'http.method', value: { type: 'string', value: 'GET' } },
      { key: 'ratio', value: { type: 'double', value: 0.5 } },
      { key: 'ok', value: { type: 'bool', value: false } },
    ],
    events: [{ name: 'miss', timeUnixNs: 1760000000000000003n, attributes: [{ key: 'key' }] }],
    links: [{ traceId: TRACE, spanId: '0000000000000003' }],
    statusMessage: 'broken',
    resource: [{ key: 'service.name' }],
  })
})

test('reads the waterfall with its nested children, each with its own details', async () => {
  const span = (spanId: string, children: object[], more: object = {}) => ({
    span_id: spanId,
    trace_id: TRACE,
    name: `span ${spanId}`,
    timestamp: 1760000000025,
    duration_nano: 1000,
    attributes: { id: spanId },
    children,
    ...more,
  })
  const tree = span('1', [span('2', [span('3', [], { parent_span_id: '2' })]), span('4', [])])
  const input = { status: 'success', data: { spans: [tree], hasMissingSpans: false } }
  expect(await recogniseText(input)).toBe('signoz')
  const { spans, codes, details } = await readText(sigNoz, input)
  expect(codes).toEqual([])
  expect(spans.map(({ spanId, parentSpanId }) => [spanId.at(-1), parentSpanId?.at(-1)])).toEqual([
    ['1', undefined],
    ['2', '1'],
    ['3', '2'],
    ['4', '1'],
  ])
  expect(spans[3].startUnixNs).toBe(1760000000025000000n)
  expect((await details(2)).attributes).toEqual([{ key: 'id', value: { type: 'string', value: '3' } }])
})

test('reads rows that tests insert', async () => {
  const row = { ...ROW, duration: 'PT1.2S', duration_nano: undefined, resources_string: undefined }
  const input = { ...row, resources: ROW.resources_string, attributes_string: undefined, attributes: { a: '1' } }
  expect(await recogniseText(input)).toBe('signoz')
  const { spans, serviceOf } = await readText(sigNoz, input)
  expect(spans).toMatchObject([{ durationNs: 1_200_000_000n }])
  expect(serviceOf(spans[0])).toBe('shop')
})

test('a bad row costs itself', async () => {
  const text = `${JSON.stringify({ ...ROW, trace_id: '' })}\n${JSON.stringify(ROW)}\n`
  const { spans, problems } = await readText(sigNoz, text)
  expect(spans).toHaveLength(1)
  expect(problems).toMatchObject([{ code: 'span.traceId', at: { byte: 0, line: 1 } }])
})
