import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { recogniseText } from '../recogniseText.ts'
import { openSearch } from './openSearch.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const COMMON = {
  traceId: TRACE,
  spanId: 'b7ad6b7169203331',
  parentSpanId: '',
  name: 'get',
  kind: 'SPAN_KIND_SERVER',
  startTime: '2025-10-09T08:53:20.000000001Z',
  endTime: '2025-10-09T08:53:20.000000006Z',
  durationInNanos: 5,
  serviceName: 'shop',
  links: [{ traceId: TRACE, spanId: '00f067aa0ba902b7', traceState: '', attributes: { why: 'batch' } }],
  droppedEventsCount: 2,
  traceGroup: 'get',
  'traceGroupFields.statusCode': 0,
}
const FLAT = {
  ...COMMON,
  'status.code': 2,
  'status.message': 'broken',
  'span.attributes.http@method': 'GET',
  'resource.attributes.service@name': 'shop',
  'instrumentationLibrary.name': 'lib',
  events: [{ time: '2025-10-09T08:53:20.000000003Z', name: 'exception', attributes: { 'exception@type': 'E' } }],
}
const NESTED = {
  ...COMMON,
  status: { code: 2, message: 'broken' },
  attributes: { 'http.method': 'GET' },
  resource: { attributes: { 'service.name': 'shop' } },
  instrumentationScope: { name: 'lib' },
  events: [{ time: '2025-10-09T08:53:20.000000003Z', name: 'exception', attributes: { 'exception.type': 'E' } }],
}
const LISTED = Object.fromEntries(
  Object.entries(FLAT).flatMap(([key, value]) => (key === 'links' || key === 'events' ? [] : [[key, [value]]])),
)

test.each([
  ['flattened documents', `{"index":{"_id":"1"}}\n${JSON.stringify(FLAT)}\n`],
  ['nested documents', JSON.stringify(NESTED)],
  ['hits', JSON.stringify({ hits: { hits: [{ _index: 'otel-v1-apm-span-000001', _source: FLAT }] } })],
])('reads %s', async (_shape, text) => {
  expect(await recogniseText(text)).toBe('opensearch-otel')
  const { spans, codes, serviceOf, details } = await readText(openSearch, text)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([
    { traceId: TRACE, parentSpanId: undefined, kind: 2, status: 2, startUnixNs: 1760000000000000001n, durationNs: 5n },
  ])
  expect(serviceOf(spans[0])).toBe('shop')
  expect(await details(0)).toEqual({
    attributes: [{ key: 'http.method', value: { type: 'string', value: 'GET' } }],
    events: [
      {
        name: 'exception',
        timeUnixNs: 1760000000000000003n,
        attributes: [{ key: 'exception.type', value: { type: 'string', value: 'E' } }],
      },
    ],
    links: [
      {
        traceId: TRACE,
        spanId: '00f067aa0ba902b7',
        traceState: '',
        attributes: [{ key: 'why', value: { type: 'string', value: 'batch' } }],
      },
    ],
    statusMessage: 'broken',
    traceState: '',
    resource: [{ key: 'service.name', value: { type: 'string', value: 'shop' } }],
    scope: { name: 'lib', version: '', attributes: [] },
    dropped: { attributes: 0, events: 2, links: 0 },
    warnings: [],
  })
})

test('reads hits whose fields are lists of one', async () => {
  const { spans, codes, details } = await readText(openSearch, { hits: { hits: [{ fields: LISTED }] } })
  expect(codes).toEqual([])
  expect(spans).toMatchObject([{ traceId: TRACE, name: 'get', status: 2, durationNs: 5n }])
  expect((await details(0)).attributes).toMatchObject([{ key: 'http.method' }])
})

test('a document in the notation of the Kibana console costs itself', async () => {
  const line = JSON.stringify(FLAT)
  const broken = line.replace('"broken"', '"""a "quoted" text"""')
  const text = `{"index":{}}\n${line}\n{"index":{}}\n${broken}\n{"index":{}}\n${line}\n`
  const { spans, problems } = await readText(openSearch, text)
  expect(spans).toHaveLength(2)
  expect(problems[0]).toMatchObject({ code: 'json.syntax', at: { line: 4 } })
})
