import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { recogniseText } from '../recogniseText.ts'
import { jaegerProto } from './jaegerProto.ts'
import { logzio } from './logzio.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const CAMEL = {
  traceId: 'CvdlGRbNQ92ESOshHIAxnA==',
  spanId: 't61rcWkgMzE=',
  operationName: 'get',
  references: [
    { refType: 'FOLLOWS_FROM', traceId: 'CvdlGRbNQ92ESOshHIAxnA==', spanId: 'AAAAAAAAAAI=' },
    { traceId: 'CvdlGRbNQ92ESOshHIAxnA==', spanId: 'AAAAAAAAAAM=' },
  ],
  flags: 1,
  startTime: '2025-10-09T08:53:20.000000001Z',
  duration: '0.000000005s',
  tags: [
    { key: 'span.kind', vStr: 'client' },
    { key: 'error', vType: 'BOOL', vBool: true },
    { key: 'off', vType: 'BOOL' },
    { key: 'long', vType: 'INT64', vInt64: '9007199254740993' },
    { key: 'ratio', vType: 'FLOAT64', vFloat64: 0.5 },
    { key: 'bytes', vType: 'BINARY', vBinary: 'AQI=' },
  ],
  logs: [{ timestamp: '2025-10-09T08:53:20.000000003Z', fields: [{ key: 'event', vStr: 'miss' }] }],
  process: { serviceName: 'shop', tags: [{ key: 'host', vStr: 'node-7' }] },
}
const SNAKE = {
  trace_id: 'CvdlGRbNQ92ESOshHIAxnA',
  span_id: 't61rcWkgMzE',
  operation_name: 'get',
  references: [
    { ref_type: 1, trace_id: 'CvdlGRbNQ92ESOshHIAxnA', span_id: 'AAAAAAAAAAI' },
    { ref_type: 0, trace_id: 'CvdlGRbNQ92ESOshHIAxnA', span_id: 'AAAAAAAAAAM' },
  ],
  flags: 1,
  start_time: '2025-10-09T10:53:20.000000001+02:00',
  duration: 5,
  tags: [
    { key: 'span.kind', v_type: 0, v_str: 'client' },
    { key: 'error', v_type: 1, v_bool: true },
    { key: 'off', v_type: 1 },
    { key: 'long', v_type: 2, v_int64: '9007199254740993' },
    { key: 'ratio', v_type: 3, v_float64: 0.5 },
    { key: 'bytes', v_type: 4, v_binary: 'AQI=' },
  ],
  logs: [{ timestamp: '2025-10-09T08:53:20.000000003Z', fields: [{ key: 'event', v_str: 'miss' }] }],
  process: { service_name: 'shop', tags: [{ key: 'host', v_type: 0, v_str: 'node-7' }] },
}

test.each([
  ['camel', CAMEL],
  ['snake', SNAKE],
])('reads a span in %s case', async (_case, span) => {
  expect(await recogniseText({ spans: [span] })).toBe('jaeger-proto')
  const { spans, codes, serviceOf, details } = await readText(jaegerProto, { spans: [span] })
  expect(codes).toEqual([])
  expect(spans).toMatchObject([
    {
      traceId: TRACE,
      spanId: 'b7ad6b7169203331',
      parentSpanId: '0000000000000003',
      name: 'get',
      kind: 3,
      status: 2,
      startUnixNs: 1760000000000000001n,
      durationNs: 5n,
      flags: 1,
    },
  ])
  expect(serviceOf(spans[0])).toBe('shop')
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'off', value: { type: 'bool', value: false } },
      { key: 'long', value: { type: 'int', value: 9007199254740993n } },
      { key: 'ratio', value: { type: 'double', value: 0.5 } },
      { key: 'bytes', value: { type: 'bytes', value: 'AQI=' } },
    ],
    events: [{ name: 'miss', timeUnixNs: 1760000000000000003n }],
    links: [{ traceId: TRACE, spanId: '0000000000000002' }],
    resource: [{ key: 'service.name' }, { key: 'host' }],
  })
})

const { process: PROCESS, ...BARE } = CAMEL

test.each([
  ['before', { process: PROCESS, spans: [BARE] }],
  ['behind', { spans: [BARE], process: PROCESS }],
])('the process of a batch may stand %s its spans', async (_where, batch) => {
  const { spans, codes, serviceOf, details } = await readText(jaegerProto, [batch, { ...batch, spans: [] }])
  expect(codes).toEqual([])
  expect(serviceOf(spans[0])).toBe('shop')
  expect((await details(0)).resource).toMatchObject([{ key: 'service.name' }, { key: 'host' }])
})

test('processes are found in the process map of their own trace', async () => {
  const trace = (serviceName: string) => ({
    spans: [{ ...BARE, processId: 'p1' }],
    processMap: [{ processId: 'p1', process: { serviceName } }],
  })
  const { spans, codes, serviceOf } = await readText(jaegerProto, [trace('shop'), trace('cart')])
  expect(codes).toEqual([])
  expect(spans.map(serviceOf)).toEqual(['shop', 'cart'])
})

test('a batch without a process is told once', async () => {
  const { codes } = await readText(jaegerProto, { spans: [BARE, BARE] })
  expect(codes).toEqual(['resource.missing'])
})

test('Logz.io has one span a line, some tags as a map', async () => {
  const line = { ...CAMEL, JaegerTag: { 'http@method': 'GET' }, startTimeMillis: 1, type: 'jaegerSpan' }
  const text = `${JSON.stringify(line)}\n${JSON.stringify({ ...line, spanId: '' })}\n${JSON.stringify(line)}\n`
  expect(await recogniseText(text)).toBe('logzio')
  const { spans, problems, details } = await readText(logzio, text)
  expect(spans).toHaveLength(2)
  expect(problems).toMatchObject([{ code: 'span.id', at: { byte: text.indexOf('\n') + 1, line: 2 } }])
  expect(spans[1].status).toBe(0)
  expect((await details(1)).attributes).toContainEqual({ key: 'error', value: { type: 'bool', value: true } })
  expect((await details(1)).attributes).toContainEqual({ key: 'http.method', value: { type: 'string', value: 'GET' } })
})
