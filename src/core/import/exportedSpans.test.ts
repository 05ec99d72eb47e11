import { expect, test } from 'vitest'
import { readText } from '../../testing/readText.ts'
import { recogniseText } from './recogniseText.ts'
import { datadogApi } from './vendors/datadogApi.ts'
import { langfuse } from './vendors/langfuse.ts'

const TRACE = '47987df606e9cc193b9cecf545017ef0'
const text = (value: string) => ({ type: 'string', value })

const ITEM = {
  id: 'x',
  type: 'spans',
  attributes: {
    trace_id: TRACE,
    span_id: '18116701613880067486',
    parent_id: '8854761942897275371',
    service: 'cart',
    resource_name: 'SELECT carts',
    operation_name: 'pg.query',
    start_timestamp: '2025-10-09T08:53:20.025Z',
    end_timestamp: '2025-10-09T08:53:20.160000001Z',
    status: 'error',
    custom: { span: { kind: 'client' }, error: { message: 'no' } },
    env: 'test',
  },
}

test('datadog: answers of the API', async () => {
  const input = {
    data: [ITEM, { ...ITEM, attributes: { ...ITEM.attributes, span_id: '1', parent_id: '0', status: 'ok' } }],
  }
  expect(await recogniseText(input)).toBe('datadog-api')
  const { spans, codes, serviceOf, details } = await readText(datadogApi, input)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([
    {
      traceId: TRACE,
      spanId: 'fb6b7421a511459e',
      parentSpanId: '7ae26f12910a31eb',
      name: 'SELECT carts',
      kind: 3,
      status: 2,
      startUnixNs: 1760000000025000000n,
      durationNs: 135000001n,
    },
    { spanId: '0000000000000001', parentSpanId: undefined, status: 0 },
  ])
  expect(serviceOf(spans[0])).toBe('cart')
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'span.kind', value: text('client') },
      { key: 'error.message', value: text('no') },
      { key: 'operation_name', value: text('pg.query') },
      { key: 'env', value: text('test') },
    ],
    statusMessage: 'no',
    resource: [{ key: 'service.name', value: text('cart') }],
  })
})

test('datadog: a trace copied from the UI holds its spans in a map, with times in seconds', async () => {
  const span = {
    trace_id: '11974737335730930490',
    span_id: '2',
    parent_id: '1',
    start: 1760000000.25,
    duration: 0.5,
    name: 'web.request',
    resource: 'GET /',
    service: 'shop',
    error: 1,
    meta: { 'span.kind': 'server', a: 'b' },
  }
  const input = {
    trace: { root_id: '1', spans: { 1: { ...span, span_id: '1', parent_id: '0', error: 0 }, 2: span } },
    orphaned: [],
  }
  expect(await recogniseText(input)).toBe('datadog-api')
  const { spans, codes, details } = await readText(datadogApi, input)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([
    {
      traceId: '0000000000000000a62ed02976d9833a',
      spanId: '0000000000000001',
      parentSpanId: undefined,
      name: 'GET /',
      kind: 2,
      status: 0,
      startUnixNs: 1760000000250000000n,
      durationNs: 500000000n,
    },
    { parentSpanId: '0000000000000001', status: 2 },
  ])
  expect((await details(1)).attributes).toEqual([
    { key: 'operation.name', value: text('web.request') },
    { key: 'a', value: text('b') },
  ])
})

test('datadog: one bad item costs one span', async () => {
  const input = `{"data":[\n${JSON.stringify(ITEM)},\n{"type":"spans","attributes":{"trace_id":"1"}}]}`
  const { spans, problems } = await readText(datadogApi, input)
  expect(spans).toHaveLength(1)
  expect(problems).toMatchObject([{ code: 'span.id', at: { byte: input.indexOf('{"trace_id":"1"}'), line: 3 } }])
})

const OBSERVATION = {
  id: 'b'.repeat(16),
  traceId: TRACE,
  parentObservationId: null,
  type: 'GENERATION',
  name: 'ask',
  startTime: '2025-10-09T08:53:20.025Z',
  endTime: '2025-10-09T08:53:20.035Z',
  level: 'ERROR',
  statusMessage: 'no',
  usage: { input: 7 },
}

test('langfuse: observations are spans, events without an end are moments', async () => {
  const event = {
    ...OBSERVATION,
    id: 'c',
    type: 'EVENT',
    parentObservationId: OBSERVATION.id,
    endTime: null,
    level: 'DEFAULT',
  }
  const input = `{"data":[\n${JSON.stringify(OBSERVATION)},\n${JSON.stringify(event)},\n{"id":"1"}]}`
  expect(await recogniseText(input)).toBe('langfuse')
  const { spans, problems, details } = await readText(langfuse, input)
  expect(problems).toMatchObject([{ code: 'span.traceId', at: { line: 4 } }])
  expect(spans).toMatchObject([
    { traceId: TRACE, spanId: OBSERVATION.id, name: 'ask', kind: 1, status: 2, durationNs: 10000000n },
    { parentSpanId: OBSERVATION.id, status: 0, durationNs: 0n },
  ])
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'type', value: text('GENERATION') },
      { key: 'level', value: text('ERROR') },
      { key: 'usage.input', value: { type: 'int', value: 7n } },
    ],
    statusMessage: 'no',
  })
})
