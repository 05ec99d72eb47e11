import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { recogniseText } from '../recogniseText.ts'
import { gcpTraceV1 } from './gcpTraceV1.ts'
import { gcpTraceV2 } from './gcpTraceV2.ts'

const TRACE = '47987df606e9cc193b9cecf545017ef0'
const text = (value: string) => ({ type: 'string', value })

function v1(fields: object = {}) {
  const times = { startTime: '2025-10-09T08:53:20.025000001Z', endTime: '2025-10-09T08:53:20.16Z' }
  return { spanId: '18116701613880067486', kind: 'RPC_CLIENT', name: 'get', ...times, ...fields }
}

test('v1: ids are decimal, the trace names the project, labels the service and errors', async () => {
  const spans = [
    v1({ parentSpanId: '8854761942897275371', labels: { 'service.name': 'shop', '/http/status_code': '503', a: 'b' } }),
    v1({ spanId: '1', kind: 'SPAN_KIND_UNSPECIFIED', labels: { '/http/status_code': '200' } }),
  ]
  const input = { traces: [{ spans, projectId: 'demo', traceId: TRACE }] }
  expect(await recogniseText(input)).toBe('gcp-trace-v1')
  const { spans: found, codes, serviceOf, details } = await readText(gcpTraceV1, input)
  expect(codes).toEqual([])
  expect(found).toMatchObject([
    {
      traceId: TRACE,
      spanId: 'fb6b7421a511459e',
      parentSpanId: '7ae26f12910a31eb',
      name: 'get',
      kind: 3,
      status: 2,
      startUnixNs: 1760000000025000001n,
      durationNs: 134999999n,
    },
    { spanId: '0000000000000001', parentSpanId: undefined, kind: 0, status: 0 },
  ])
  expect(found.map(serviceOf)).toEqual(['shop', 'demo'])
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: '/http/status_code', value: text('503') },
      { key: 'a', value: text('b') },
    ],
    resource: [{ key: 'service.name', value: text('shop') }],
  })
})

test('v1: one bad span costs one span, reported with byte and line', async () => {
  const good = JSON.stringify(v1())
  const input = `{"projectId":"p","traceId":"${TRACE}","spans":[\n${good},\n{"startTime":"x"},\n5,\n{"spanId":},\n${good}]}`
  const { spans, problems } = await readText(gcpTraceV1, input)
  expect(spans).toHaveLength(2)
  expect(problems.map(({ code, at }) => [code, at.line])).toEqual([
    ['span.shape', 4],
    ['json.syntax', 5],
    ['span.id', 3],
  ])
  expect(problems[2].at.byte).toBe(input.indexOf('{"startTime":"x"'))
})

function v2(fields: object = {}) {
  const name = `projects/demo/traces/${TRACE}/spans/84f9e8929bb1cd5b`
  return {
    name,
    displayName: { value: '/a' },
    startTime: '1970-01-01T00:00:00Z',
    endTime: '1970-01-01T00:00:01Z',
    ...fields,
  }
}

test('v2: ids come from the name; the year 1970 is a time', async () => {
  const input = {
    batchWriteSpansRequest: [{ name: 'projects/demo', spans: [v2({ parentSpanId: '1', spanKind: 'SERVER' })] }],
  }
  expect(await recogniseText(input)).toBe('gcp-trace-v2')
  const { spans, codes } = await readText(gcpTraceV2, input)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([
    {
      traceId: TRACE,
      spanId: '84f9e8929bb1cd5b',
      parentSpanId: '0000000000000001',
      name: '/a',
      kind: 2,
      status: 0,
      startUnixNs: 0n,
      durationNs: 1000000000n,
    },
  ])
})

test('v2: status is a google.rpc.Status', async () => {
  const { spans } = await readText(gcpTraceV2, [v2({ status: {} }), v2({ status: { code: 5 } }), v2()])
  expect(spans.map((span) => span.status)).toEqual([1, 2, 0])
})

test('v2: attributes, annotations, links and the scope', async () => {
  const attributeMap = {
    'service.name': { stringValue: { value: 'shop' } },
    n: { intValue: '9007199254740993' },
    b: { boolValue: true },
    'otel.scope.name': { stringValue: { value: 'lib' } },
  }
  const timeEvents = {
    timeEvent: [
      { time: '1970-01-01T00:00:01Z', annotation: { description: { value: 'miss' } } },
      { time: '1970-01-01T00:00:02Z', messageEvent: { type: 'SENT', id: '7' } },
    ],
  }
  const links = { link: [{ traceId: TRACE, spanId: 'b'.repeat(16), type: 'PARENT_LINKED_SPAN' }] }
  const { details, spans, serviceOf, labelOf } = await readText(gcpTraceV2, [
    v2({
      attributes: { attributeMap, droppedAttributesCount: 2 },
      timeEvents,
      links,
      status: { code: 2, message: 'no' },
    }),
  ])
  expect([serviceOf(spans[0]), labelOf(spans[0])]).toEqual([undefined, 'shop'])
  expect(await details(0)).toEqual({
    attributes: [
      { key: 'n', value: { type: 'int', value: 9007199254740993n } },
      { key: 'b', value: { type: 'bool', value: true } },
    ],
    events: [
      { timeUnixNs: 1000000000n, name: 'miss', attributes: [] },
      { timeUnixNs: 2000000000n, name: 'message sent', attributes: [{ key: 'id', value: text('7') }] },
    ],
    links: [
      {
        traceId: TRACE,
        spanId: 'b'.repeat(16),
        traceState: '',
        attributes: [{ key: 'type', value: text('PARENT_LINKED_SPAN') }],
      },
    ],
    statusMessage: 'no',
    traceState: '',
    resource: [{ key: 'service.name', value: text('shop') }],
    scope: { name: 'lib', version: '', attributes: [] },
    dropped: { attributes: 2, events: 0, links: 0 },
    warnings: [],
  })
})

test('v2: one bad span costs one span', async () => {
  const input = `[${JSON.stringify(v2())},\n{"displayName":{},"spanId":"1"},\n${JSON.stringify(v2({ name: 'x', spanId: '' }))}]`
  const { spans, problems } = await readText(gcpTraceV2, input)
  expect(spans).toHaveLength(1)
  expect(problems.map(({ code, at }) => [code, at.line])).toEqual([
    ['span.traceId', 2],
    ['span.traceId', 3],
  ])
})
