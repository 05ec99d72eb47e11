import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { recogniseText } from '../recogniseText.ts'
import { clickHouse } from './clickHouse.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const ROW = {
  Timestamp: '2025-10-09 08:53:20.000000001',
  TraceId: TRACE,
  SpanId: 'b7ad6b7169203331',
  ParentSpanId: '',
  TraceState: 'a=b',
  SpanName: 'get',
  SpanKind: 'Server',
  ServiceName: 'shop',
  ResourceAttributes: { 'host.name': 'node-7' },
  ScopeName: 'lib',
  ScopeVersion: '1',
  SpanAttributes: { 'http.method': 'GET' },
  Duration: '5',
  StatusCode: 'STATUS_CODE_ERROR',
  StatusMessage: 'broken',
  'Events.Timestamp': ['2025-10-09 08:53:20.000000003'],
  'Events.Name': ['miss'],
  'Events.Attributes': [{ key: 'cart' }],
  'Links.TraceId': [TRACE],
  'Links.SpanId': ['00f067aa0ba902b7'],
  'Links.TraceState': [''],
  'Links.Attributes': [{ n: '1' }],
}
const META = Object.keys(ROW).map((name) => ({ name, type: 'String' }))

test.each([
  ['JSONEachRow', `${JSON.stringify(ROW)}\n`],
  ['JSON', JSON.stringify({ meta: META, data: [ROW], rows: 1, statistics: { elapsed: 0.1 } })],
  ['JSONCompact', JSON.stringify({ meta: META, data: [Object.values(ROW)], rows: 1 })],
  ['JSONCompact with the columns behind', JSON.stringify({ data: [Object.values(ROW)], meta: META })],
])('reads %s', async (_shape, text) => {
  expect(await recogniseText(text)).toBe('clickhouse')
  const { spans, codes, serviceOf, details } = await readText(clickHouse, text)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([
    { traceId: TRACE, parentSpanId: undefined, kind: 2, status: 2, startUnixNs: 1760000000000000001n, durationNs: 5n },
  ])
  expect(serviceOf(spans[0])).toBe('shop')
  expect(await details(0)).toMatchObject({
    attributes: [{ key: 'http.method', value: { type: 'string', value: 'GET' } }],
    events: [{ name: 'miss', timeUnixNs: 1760000000000000003n, attributes: [{ key: 'key' }] }],
    links: [{ traceId: TRACE, spanId: '00f067aa0ba902b7', attributes: [{ key: 'n' }] }],
    statusMessage: 'broken',
    traceState: 'a=b',
    resource: [{ key: 'service.name' }, { key: 'host.name' }],
    scope: { name: 'lib', version: '1' },
  })
})

test('nested columns may be arrays of objects; further columns are attributes', async () => {
  const { TraceId, SpanId, SpanName } = ROW
  const events = [{ Timestamp: 1760000000, Name: 'miss', Attributes: {} }]
  const { details } = await readText(clickHouse, { TraceId, SpanId, SpanName, Events: events, Region: 'eu' })
  expect(await details(0)).toMatchObject({
    events: [{ name: 'miss', timeUnixNs: 1760000000000000000n }],
    attributes: [{ key: 'Region', value: { type: 'string', value: 'eu' } }],
  })
})

test('rows of two answers keep to the columns of their own', async () => {
  const short = { meta: [{ name: 'SpanId' }, { name: 'TraceId' }, { name: 'SpanName' }], data: [['2', TRACE, 'put']] }
  const text = `${JSON.stringify({ meta: META, data: [Object.values(ROW)] })}\n${JSON.stringify(short)}`
  const { spans } = await readText(clickHouse, text)
  expect(spans.map(({ name, spanId }) => [name, spanId])).toEqual([
    ['get', ROW.SpanId],
    ['put', '0000000000000002'],
  ])
})

test('a bad row costs itself', async () => {
  const text = `{"meta":${JSON.stringify(META)},"data":[\n7,\n${JSON.stringify(Object.values(ROW))}]}`
  const { spans, problems } = await readText(clickHouse, text)
  expect(spans).toHaveLength(1)
  expect(problems).toMatchObject([{ code: 'span.shape', at: { byte: text.indexOf('7,'), line: 2 } }])
})
