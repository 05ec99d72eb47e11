import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { recogniseText } from '../recogniseText.ts'
import { jaegerEs } from './jaegerEs.ts'

const SPAN = {
  traceID: 'af7651916cd43dd8448eb211c80319c',
  spanID: 'b7ad6b7169203331',
  operationName: 'get',
  references: [{ refType: 'CHILD_OF', traceID: 'af7651916cd43dd8448eb211c80319c', spanID: '2' }],
  startTime: 1760000000000001,
  startTimeMillis: 1760000000000,
  duration: 5,
  tags: [{ key: 'blob', type: 'binary', value: '010203ff' }],
  tag: { 'span@kind': 'server', 'http@status_code': 200, error: true },
  logs: [{ timestamp: 1760000000000003, fields: [{ key: 'event', type: 'string', value: 'miss' }] }],
  process: { serviceName: 'shop', tag: { 'host@name': 'node-7' } },
}
const WHOLE = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  parentSpanId: '0000000000000002',
  kind: 2,
  status: 2,
  startUnixNs: 1760000000000001000n,
  durationNs: 5000n,
}

test.each([
  ['a document', JSON.stringify(SPAN)],
  ['a bulk request', `{"index":{"_index":"jaeger-span"}}\n${JSON.stringify(SPAN)}\n`],
  ['the hits of a search', JSON.stringify({ took: 1, hits: { total: 1, hits: [{ _id: 'x', _source: SPAN }] } })],
  ['a hit a line', `${JSON.stringify({ _id: 'x', _source: SPAN })}\n`],
])('reads %s', async (_shape, text) => {
  expect(await recogniseText(text)).toBe('jaeger-es')
  const { spans, codes, serviceOf, details } = await readText(jaegerEs, text)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([WHOLE])
  expect(serviceOf(spans[0])).toBe('shop')
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'blob', value: { type: 'bytes', value: 'AQID/w==' } },
      { key: 'http.status_code', value: { type: 'int', value: 200n } },
    ],
    events: [{ name: 'miss', timeUnixNs: 1760000000000003000n }],
    resource: [{ key: 'service.name' }, { key: 'host.name' }],
  })
})

test('without a start in µs the one in ms counts', async () => {
  const { startTime: _none, ...rest } = SPAN
  const { spans } = await readText(jaegerEs, rest)
  expect(spans).toMatchObject([{ startUnixNs: 1760000000000000000n }])
})

test('a bad document costs itself', async () => {
  const text = `{"index":{}}\n{"spanID":"x","operationName":"y"}\n{"index":{}}\n${JSON.stringify(SPAN)}`
  const { spans, problems } = await readText(jaegerEs, text)
  expect(spans).toHaveLength(1)
  expect(problems).toMatchObject([{ code: 'span.traceId', at: { byte: 13, line: 2 } }])
})
