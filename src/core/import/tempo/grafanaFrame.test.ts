import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { recogniseText } from '../recogniseText.ts'
import { grafanaFrame } from './grafanaFrame.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const COLUMNS = {
  traceID: [TRACE, TRACE],
  spanID: ['b7ad6b7169203331', '00f067aa0ba902b7'],
  parentSpanID: ['', 'b7ad6b7169203331'],
  operationName: ['get', 'query'],
  serviceName: ['shop', 'cart'],
  serviceTags: [[{ key: 'host.name', value: 'node-7' }], []],
  startTime: [1760000000025.123, 1760000000026],
  duration: [2.5, 1],
  kind: ['server', null],
  statusCode: [2, null],
  statusMessage: ['broken', null],
  tags: [[{ key: 'http.method', value: 'GET' }], [{ key: 'error', value: true }]],
  logs: [
    [
      {
        timestamp: 1760000000026,
        fields: [
          { key: 'event', value: 'miss' },
          { key: 'key', value: 'cart' },
        ],
      },
    ],
    [],
  ],
  references: [[{ traceID: TRACE, spanID: '3', refType: 'FOLLOWS_FROM' }], null],
}
const FIELDS = Object.keys(COLUMNS).map((name) => ({ name, type: 'other' }))
const FRAME = { schema: { name: 'Trace', fields: FIELDS }, data: { values: Object.values(COLUMNS) } }
const OLD_FRAME = { fields: Object.entries(COLUMNS).map(([name, values]) => ({ name, config: {}, values })), length: 2 }

test.each([
  ['a frame', FRAME],
  ['frames in an array', [FRAME]],
  ['the answer of a query', { results: { A: { status: 200, frames: [FRAME] } } }],
  ['a frame of older shape', [OLD_FRAME]],
])('reads %s', async (_shape, input) => {
  expect(await recogniseText(input)).toBe('grafana-frame')
  const { spans, codes, serviceOf, details } = await readText(grafanaFrame, input)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([
    {
      traceId: TRACE,
      spanId: 'b7ad6b7169203331',
      parentSpanId: undefined,
      name: 'get',
      kind: 2,
      status: 2,
      startUnixNs: 1760000000025123000n,
      durationNs: 2_500_000n,
    },
    { spanId: '00f067aa0ba902b7', parentSpanId: 'b7ad6b7169203331', kind: 0, status: 2, durationNs: 1_000_000n },
  ])
  expect(spans.map(serviceOf)).toEqual(['shop', 'cart'])
  expect(await details(0)).toMatchObject({
    attributes: [{ key: 'http.method', value: { type: 'string', value: 'GET' } }],
    events: [{ name: 'miss', timeUnixNs: 1760000000026000000n, attributes: [{ key: 'key' }] }],
    links: [{ traceId: TRACE, spanId: '0000000000000003' }],
    statusMessage: 'broken',
    resource: [{ key: 'service.name' }, { key: 'host.name' }],
  })
  expect(await details(1)).toMatchObject({ attributes: [{ key: 'error' }], links: [], events: [] })
})

test('two frames keep apart, and so do two rows of one id', async () => {
  const again = { ...FRAME, data: { values: Object.values({ ...COLUMNS, spanID: ['1', '1'] }) } }
  const { spans, details } = await readText(grafanaFrame, [FRAME, again])
  expect(spans).toHaveLength(4)
  expect((await details(2)).attributes).toMatchObject([{ key: 'http.method' }])
  expect((await details(3)).attributes).toMatchObject([{ key: 'error' }])
})

test('a bad value costs its span', async () => {
  const bad = { ...FRAME, data: { values: Object.values({ ...COLUMNS, spanID: [null, COLUMNS.spanID[1]] }) } }
  const { spans, problems } = await readText(grafanaFrame, `\n${JSON.stringify(bad)}`)
  expect(spans.map(({ spanId }) => spanId)).toEqual(['00f067aa0ba902b7'])
  expect(problems).toMatchObject([{ code: 'span.id', at: { byte: 1, line: 2 } }])
})
