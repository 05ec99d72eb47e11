import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { recogniseText } from '../recogniseText.ts'
import { datadogTree, datadogV04 } from './datadog.ts'

const SPAN = '"trace_id":18446744073709551615,"start":1760000000000000001,"duration":9007199254740993,"meta":{}'
const text = (value: string) => ({ type: 'string', value })

function span(fields: string) {
  return `{${SPAN},"name":"web.request","resource":"GET /","service":"shop","parent_id":0,"error":0,${fields}}`
}

test('ids and times of 64 bits are exact', async () => {
  const { spans, codes, serviceOf } = await readText(
    datadogV04,
    `[[${span('"span_id":9223372036854775809')},${span('"span_id":-2,"parent_id":9223372036854775809,"error":1')}]]`,
  )
  expect(codes).toEqual([])
  expect(spans).toMatchObject([
    {
      traceId: '0000000000000000ffffffffffffffff',
      rawTraceId: '18446744073709551615',
      spanId: '8000000000000001',
      parentSpanId: undefined,
      name: 'GET /',
      status: 0,
      startUnixNs: 1760000000000000001n,
      durationNs: 9007199254740993n,
    },
    { spanId: 'fffffffffffffffe', parentSpanId: '8000000000000001', status: 2 },
  ])
  expect(serviceOf(spans[0])).toBe('shop')
})

test('the upper half of a trace id counts for all spans with the same lower half', async () => {
  const half = span('"span_id":2,"meta":{"_dd.p.tid":"68e68f4300000000"}')
  const { spans } = await readText(datadogV04, `[[${span('"span_id":1')}],[${half}]]`)
  expect(spans.map((one) => one.traceId)).toEqual(Array(2).fill('68e68f4300000000ffffffffffffffff'))
})

test('0 is a trace id of snapshots', async () => {
  const { spans } = await readText(datadogV04, [[{ trace_id: 0, span_id: 1, name: 'a', start: 1, duration: 2 }]])
  expect(spans[0].traceId).toBe('0'.repeat(32))
})

test('kind by the tag, else by the type', async () => {
  const kinds = ['"meta":{"span.kind":"producer"}', '"type":"web"', '"type":"sql"', '"type":"custom"']
  const { spans } = await readText(datadogV04, `[[${kinds.map((one) => span(`${one},"span_id":1`)).join()}]]`)
  expect(spans.map((one) => one.kind)).toEqual([4, 2, 3, 0])
})

test('children lie in their parents, which may name themselves last', async () => {
  const input = `[{"_children":[${span('"span_id":2,"parent_id":1')},5,${span('"span_id":3')}],"trace_id":1,"span_id":1,
    "name":"a","start":1,"duration":2,"metrics":{}}]`
  expect(await recogniseText(input)).toBe('datadog-tree')
  const { spans, problems } = await readText(datadogTree, input)
  expect(spans.map((one) => [one.spanId.at(-1), one.parentSpanId?.at(-1)])).toEqual([
    ['1', undefined],
    ['2', '1'],
    ['3', '1'],
  ])
  const text = (index: number) => input.slice(spans[index].at.byte, spans[index].at.byte + spans[index].byteLength)
  expect(JSON.parse(text(1))).toMatchObject({ span_id: 2 })
  expect(problems).toMatchObject([{ code: 'span.shape', at: { byte: input.indexOf(',5,') + 1, line: 1 } }])
})

test('a span without id costs itself, not its children', async () => {
  const { spans, problems } = await readText(
    datadogTree,
    `[\n{"trace_id":1,"start":1,"_children":[${span('"span_id":2')}]}]`,
  )
  expect(spans.map((one) => one.spanId)).toEqual(['0000000000000002'])
  expect(problems).toMatchObject([{ code: 'span.id', at: { byte: 2, line: 2 } }])
})

test('a cut-off tree keeps the spans that are complete', async () => {
  const input = `[{"trace_id":1,"span_id":1,"start":1,"duration":2,"name":"a","_children":[${span('"span_id":2')},{"span_i`
  const { spans, codes } = await readText(datadogTree, input)
  expect(spans.map((one) => one.name)).toEqual(['a', 'GET /'])
  expect(codes).toContain('json.truncated')
})

test('details: meta, metrics, links and events', async () => {
  const { details } = await readText(datadogV04, [
    [
      {
        trace_id: 1,
        span_id: 1,
        name: 'web.request',
        resource: 'GET /',
        service: 'shop',
        type: 'web',
        start: 1,
        duration: 1,
        error: 1,
        meta: {
          'span.kind': 'server',
          'error.message': 'boom',
          'error.type': 'E',
          '_dd.p.tid': '68e68f4300000000',
          '_dd.span_links': JSON.stringify([{ trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16), tracestate: 'dd=1' }]),
          events: '[{"name":"oops","time_unix_nano":1760000000000000001,"attributes":{"a":"b"}}]',
        },
        metrics: { process_id: 7 },
        span_links: [{ trace_id: 1, trace_id_high: 2, span_id: 3, attributes: { why: 'batch' } }],
      },
    ],
  ])
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'operation.name', value: text('web.request') },
      { key: 'span.type', value: text('web') },
      { key: 'error.type', value: text('E') },
      { key: 'process_id', value: { type: 'int', value: 7n } },
    ],
    events: [{ timeUnixNs: 1760000000000000001n, name: 'oops', attributes: [{ key: 'a', value: text('b') }] }],
    links: [
      {
        traceId: '00000000000000020000000000000001',
        spanId: '0000000000000003',
        attributes: [{ key: 'why', value: text('batch') }],
      },
      { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceState: 'dd=1' },
    ],
    statusMessage: 'boom',
    resource: [{ key: 'service.name', value: text('shop') }],
  })
})

test('recognises its own', async () => {
  expect(await recogniseText(`[[${span('"span_id":1')}]]`)).toBe('datadog-v04')
  expect(await recogniseText(`{"traces":[[${span('"span_id":1')}]]}`)).toBe('datadog-v04')
  expect(await recogniseText(`[${span('"span_id":1')}]`)).toBe('datadog-tree')
})
