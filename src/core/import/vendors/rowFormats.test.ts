import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { recogniseText } from '../recogniseText.ts'
import { honeycomb } from './honeycomb.ts'
import { newRelic } from './newRelic.ts'
import { splunkHec } from './splunkHec.ts'

const TRACE = '47987df606e9cc193b9cecf545017ef0'
const text = (value: string) => ({ type: 'string', value })

const HEC_SPAN = `{"trace_id":"${TRACE}","span_id":"bb","parent_span_id":"aa","name":"get","kind":"SPAN_KIND_CLIENT",
  "start_time":1760000000000000001,"end_time":1760000000000001002,"status":{"code":"STATUS_CODE_ERROR","message":"no"},
  "attributes":{"a":1},"events":[{"name":"e","timestamp":1760000000000000005,"attributes":{"k":"v"}}],
  "links":[{"trace_id":"${TRACE}","span_id":"cc","trace_state":"x=y"}]}`

test('splunk: the event is the span, its fields are the resource', async () => {
  const input = `{"time":1,"host":"h","event":${HEC_SPAN},"fields":{"service.name":"shop"}}\n{"time":2,"event":"metric"}`
  expect(await recogniseText(input)).toBe('splunk-hec')
  const { spans, problems, serviceOf, details } = await readText(splunkHec, input)
  expect(problems).toMatchObject([{ code: 'signal.skipped', at: { byte: input.lastIndexOf('{'), line: 5 } }])
  expect(spans).toMatchObject([
    {
      traceId: TRACE,
      spanId: '00000000000000bb',
      parentSpanId: '00000000000000aa',
      name: 'get',
      kind: 3,
      status: 2,
      startUnixNs: 1760000000000000001n,
      durationNs: 1001n,
    },
  ])
  expect(serviceOf(spans[0])).toBe('shop')
  expect(await details(0)).toMatchObject({
    attributes: [{ key: 'a', value: { type: 'int', value: 1n } }],
    events: [{ timeUnixNs: 1760000000000000005n, name: 'e', attributes: [{ key: 'k', value: text('v') }] }],
    links: [{ spanId: '00000000000000cc', traceState: 'x=y' }],
    statusMessage: 'no',
    resource: [
      { key: 'service.name', value: text('shop') },
      { key: 'host', value: text('h') },
    ],
  })
})

test('splunk: a bad event costs itself', async () => {
  const input = `{"time":1,"event":{"span_id":"1"}}\n{"time":1,"event":${HEC_SPAN.replaceAll('\n', '')}}\n7`
  const { spans, problems } = await readText(splunkHec, input)
  expect(spans).toHaveLength(1)
  expect(problems.map(({ code, at }) => [code, at.byte, at.line])).toEqual([['span.traceId', 0, 1]])
})

const ROW = {
  time: '2025-10-09T08:53:20.000000001Z',
  'trace.trace_id': TRACE,
  'trace.span_id': 'bb',
  'trace.parent_id': 'aa',
  name: 'get',
  'service.name': 'shop',
  duration_ms: 1.000001,
  error: true,
  'http.route': '/',
}

test.each([
  ['rows', [ROW]],
  ['the events API', [{ time: ROW.time, samplerate: 1, data: { ...ROW, time: undefined } }]],
])('honeycomb: %s', async (_shape, input) => {
  expect(await recogniseText(input)).toBe('honeycomb')
  const { spans, codes, serviceOf, details } = await readText(honeycomb, input)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([
    {
      traceId: TRACE,
      spanId: '00000000000000bb',
      parentSpanId: '00000000000000aa',
      status: 2,
      startUnixNs: 1760000000000000001n,
      durationNs: 1000001n,
    },
  ])
  expect(serviceOf(spans[0])).toBe('shop')
  expect((await details(0)).attributes).toEqual([{ key: 'http.route', value: text('/') }])
})

test('honeycomb: rows that annotate a span and bad ones are reported', async () => {
  const rows = [ROW, { ...ROW, 'meta.annotation_type': 'span_event' }, { ...ROW, 'trace.span_id': '' }]
  const { spans, problems } = await readText(honeycomb, rows.map((row) => JSON.stringify(row)).join('\n'))
  expect(spans).toHaveLength(1)
  expect(problems.map(({ code, at }) => [code, at.line])).toEqual([
    ['signal.skipped', 2],
    ['span.id', 3],
  ])
})

const NR_SPAN = {
  id: 'bb',
  'trace.id': TRACE,
  timestamp: 1760000000000.5,
  attributes: { 'parent.id': 'aa', name: 'get', 'duration.ms': 2.5, 'error.name': 'E', a: 'b' },
}

test('new relic: batches with what their spans have in common', async () => {
  const input = [{ spans: [NR_SPAN], common: { attributes: { 'service.name': 'shop', host: 'h' } } }]
  expect(await recogniseText(input)).toBe('newrelic')
  const { spans, codes, serviceOf, details } = await readText(newRelic, input)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([
    {
      traceId: TRACE,
      spanId: '00000000000000bb',
      parentSpanId: '00000000000000aa',
      name: 'get',
      status: 2,
      startUnixNs: 1760000000000500000n,
      durationNs: 2500000n,
    },
  ])
  expect(serviceOf(spans[0])).toBe('shop')
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'error.name', value: text('E') },
      { key: 'a', value: text('b') },
    ],
    resource: [
      { key: 'service.name', value: text('shop') },
      { key: 'host', value: text('h') },
    ],
  })
})

test('new relic: span events of the database', async () => {
  const row = { guid: 'bb', 'trace.id': TRACE, timestamp: 1760000000000, duration: 0.002, name: 'get', appName: 'shop' }
  const input = { data: { actor: { account: { id: 1, nrql: { results: [row] } } } } }
  expect(await recogniseText(input)).toBe('newrelic')
  const { spans, codes, serviceOf } = await readText(newRelic, input)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([{ spanId: '00000000000000bb', parentSpanId: undefined, durationNs: 2000000n }])
  expect(serviceOf(spans[0])).toBe('shop')
})

test('new relic: one bad span costs one span', async () => {
  const input = `[{"spans":[\n${JSON.stringify(NR_SPAN)},\n{"trace.id":"1","timestamp":1,"attributes":{"name":"a"}},\n7]}]`
  const { spans, problems } = await readText(newRelic, input)
  expect(spans).toHaveLength(1)
  expect(problems.map(({ code, at }) => [code, at.line])).toEqual([
    ['span.shape', 4],
    ['span.id', 3],
  ])
})
