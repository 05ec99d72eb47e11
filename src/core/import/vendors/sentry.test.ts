import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { recogniseText } from '../recogniseText.ts'
import { sentryEnvelope } from './sentryEnvelope.ts'
import { sentryTrace } from './sentryTrace.ts'

const TRACE = '47987df606e9cc193b9cecf545017ef0'
const text = (value: string) => ({ type: 'string', value })
const lines = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join('\n')

const SPAN = {
  trace_id: TRACE,
  span_id: 'bb',
  parent_span_id: 'aa',
  op: 'db.query',
  description: 'SELECT 1',
  start_timestamp: '2025-10-09T08:53:20.025001Z',
  timestamp: 1760000000.026,
  status: 'internal_error',
  data: { 'db.system': 'sqlite' },
}
const EVENT = {
  spans: [SPAN],
  type: 'transaction',
  transaction: 'GET /',
  start_timestamp: 1760000000,
  timestamp: 1760000001.5,
  contexts: { trace: { trace_id: TRACE, span_id: 'aa', op: 'http.server', status: 'ok', data: { route: '/' } } },
  environment: 'test',
  sdk: { name: 'sentry.python', version: '2' },
  breadcrumbs: { values: [{ timestamp: 1760000000.25, message: 'hello', level: 'info' }] },
}
const HEADER = { event_id: 'e', sent_at: '2025-10-09T08:53:22Z' }

test('an envelope with a transaction and its spans', async () => {
  const input = lines([HEADER, { type: 'transaction', length: 5 }, EVENT])
  expect(await recogniseText(input)).toBe('sentry-envelope')
  const { spans, codes, details } = await readText(sentryEnvelope, input)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([
    {
      traceId: TRACE,
      spanId: '00000000000000aa',
      parentSpanId: undefined,
      name: 'GET /',
      kind: 2,
      status: 1,
      startUnixNs: 1760000000000000000n,
      durationNs: 1500000000n,
    },
    {
      spanId: '00000000000000bb',
      parentSpanId: '00000000000000aa',
      name: 'SELECT 1',
      kind: 3,
      status: 2,
      startUnixNs: 1760000000025001000n,
      durationNs: 999000n,
    },
  ])
  const resource = [
    { key: 'deployment.environment.name', value: text('test') },
    { key: 'sentry.sdk.name', value: text('sentry.python') },
    { key: 'sentry.sdk.version', value: text('2') },
  ]
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'sentry.op', value: text('http.server') },
      { key: 'route', value: text('/') },
    ],
    events: [{ timeUnixNs: 1760000000250000000n, name: 'hello', attributes: [{ key: 'level', value: text('info') }] }],
    resource,
  })
  expect(await details(1)).toMatchObject({
    attributes: [
      { key: 'sentry.op', value: text('db.query') },
      { key: 'db.system', value: text('sqlite') },
    ],
    resource,
  })
})

test('what comes nearest to a service labels the spans of an event', async () => {
  const otel = { resource: { 'service.name': 'shop' } }
  const named = { ...EVENT, server_name: 'host-1', tags: [['service', 'cart']], project: 'front' }
  const events = [
    { ...named, contexts: { ...EVENT.contexts, otel } },
    named,
    { ...named, tags: { service: null } },
    { ...EVENT, project: 'front' },
    EVENT,
    { ...EVENT, sdk: undefined },
  ]
  const input = lines([HEADER, ...events.flatMap((event) => [{ type: 'transaction' }, event])])
  const { spans, serviceOf, labelOf } = await readText(sentryEnvelope, input)
  expect(spans.map(serviceOf).every((service) => service === undefined)).toBe(true)
  const labels = ['shop', 'cart', 'host-1', 'front', 'sentry.python', undefined]
  expect(spans.map(labelOf)).toEqual(labels.flatMap((label) => [label, label]))
})

test('items of spans, one or many', async () => {
  const v2 = { trace_id: TRACE, span_id: 'cc', name: 'click', start_timestamp: 1, end_timestamp: 2, status: 'ok' }
  const input = lines([HEADER, { type: 'span' }, SPAN, { type: 'span', item_count: 1 }, { items: [v2] }])
  expect(await recogniseText(input)).toBe('sentry-envelope')
  const { spans, codes } = await readText(sentryEnvelope, input)
  expect(codes).toEqual([])
  expect(spans.map((span) => [span.name, span.durationNs])).toEqual([
    ['SELECT 1', 999000n],
    ['click', 1000000000n],
  ])
})

test('one bad span costs one span, reported with byte and line', async () => {
  const event = JSON.stringify({ ...EVENT, spans: [] }).replace(
    '[]',
    `[${JSON.stringify(SPAN)},{"start_timestamp":1,"timestamp":2,"op":"x"},7]`,
  )
  const input = `${JSON.stringify(HEADER)}\n{"type":"transaction"}\n${event}`
  const { spans, problems } = await readText(sentryEnvelope, input)
  expect(spans).toHaveLength(2)
  expect(problems.map(({ code, at }) => [code, at.byte, at.line])).toEqual([
    ['span.shape', input.indexOf(',7]') + 1, 3],
    ['span.id', input.indexOf('{"start_timestamp":1,'), 3],
  ])
})

test('the trace endpoint: children lie in their events, the project is the service', async () => {
  const child = {
    event_id: 'bb',
    parent_span_id: 'hidden',
    transaction: 'POST /b',
    project_slug: 'cart',
    start_timestamp: 1760000000.5,
    end_timestamp: 1760000001,
    errors: [{ title: 'boom' }],
    children: [],
  }
  const input = [
    { ...child, event_id: 'aa', project_slug: 'shop', errors: [], 'transaction.op': 'http.server', children: [child] },
  ]
  expect(await recogniseText(input)).toBe('sentry-trace')
  const { spans, codes, serviceOf } = await readText(sentryTrace, input)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([
    {
      traceId: 'aa'.padStart(32, '0'),
      spanId: '00000000000000aa',
      name: 'POST /b',
      kind: 2,
      status: 0,
      durationNs: 500000000n,
    },
    { traceId: 'aa'.padStart(32, '0'), parentSpanId: '00000000000000aa', status: 2 },
  ])
  expect(spans.map(serviceOf)).toEqual(['shop', 'cart'])
})
