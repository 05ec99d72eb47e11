import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { recogniseText } from '../recogniseText.ts'
import { persesTrace } from './persesTrace.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = {
  spanId: 'b7ad6b7169203331',
  name: 'get',
  kind: 'SPAN_KIND_SERVER',
  startTimeUnixNano: '1000',
  endTimeUnixNano: '3000',
  durationMs: 0.002,
  attributes: { 'http.status_code': 200, list: ['a', 'b'] },
  events: [{ name: 'miss', timeUnixNano: '2000', attributes: { key: 'cart' } }],
}

function resourceSpans(...spans: unknown[]) {
  return [{ attributes: { 'service.name': 'shop', zone: 'b' }, scopeSpans: [{ scope: { name: 'lib' }, spans }] }]
}

test('takes the trace id from the trace and the service from the attributes beside its scopes', async () => {
  const input = { traceId: TRACE, resourceSpans: resourceSpans(SPAN) }
  expect(await recogniseText(input)).toBe('perses-trace')
  const { spans, codes, serviceOf, details } = await readText(persesTrace, input)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([{ traceId: TRACE, spanId: SPAN.spanId, kind: 2, startUnixNs: 1000n, durationNs: 2000n }])
  expect(serviceOf(spans[0])).toBe('shop')
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'http.status_code', value: { type: 'int', value: 200n } },
      { key: 'list', value: { type: 'array' } },
    ],
    events: [{ name: 'miss', timeUnixNs: 2000n, attributes: [{ key: 'key' }] }],
    resource: [{ key: 'service.name' }, { key: 'zone' }],
    scope: { name: 'lib' },
  })
})

test('the trace id may come after its spans; each trace of many has its own', async () => {
  const other = TRACE.replace('0', '1')
  const { spans, codes } = await readText(persesTrace, [
    { resourceSpans: resourceSpans(SPAN), traceId: TRACE },
    { traceId: other, resourceSpans: resourceSpans(SPAN) },
  ])
  expect(codes).toEqual([])
  expect(spans.map(({ traceId }) => traceId)).toEqual([TRACE, other])
})

test('a trace without an id loses its spans, each with a diagnostic; the next one loses none', async () => {
  const text = `[{"resourceSpans":${JSON.stringify(resourceSpans(SPAN))}},
{"traceId":"${TRACE}","resourceSpans":${JSON.stringify(resourceSpans({ ...SPAN, spanId: '' }, SPAN))}}]`
  const { spans, problems } = await readText(persesTrace, text)
  expect(spans).toHaveLength(1)
  expect(problems).toMatchObject([
    { code: 'span.traceId', at: { byte: text.indexOf('{"spanId"'), line: 1 } },
    { code: 'span.id', at: { byte: text.indexOf('{"spanId":""'), line: 2 } },
  ])
})
