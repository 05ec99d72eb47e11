import { expect, test } from 'vitest'
import { recordingSink } from '../../../testing/recordingSink.ts'
import { textSource } from '../../model/byteSource.ts'
import { readProbe } from '../probe.ts'
import { flatArray, flatDocuments } from './flatSpans.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const START_US = 1760000000025000

async function read(input: unknown) {
  const text = typeof input === 'string' ? input : JSON.stringify(input)
  const sink = recordingSink()
  const source = textSource(text)
  await flatArray.read(source, sink)
  const details = (index: number) => {
    const { at, byteLength } = sink.spans[index]
    const span = { byte: at.byte, byteLength }
    return flatArray.readDetails(source, { span, fragments: [], resource: undefined, scope: undefined })
  }
  const times = sink.spans.map((one) => [one.startUnixNs, one.durationNs])
  return { ...sink, times, codes: sink.problems.map((problem) => problem.code), details }
}

function span(fields: object = {}) {
  return { traceId: TRACE, spanId: 'b7ad6b7169203331', name: 'GET', startTimeUnixNano: '1', duration_ns: 2, ...fields }
}

function bare(fields: object) {
  return { traceId: TRACE, spanId: 'b7ad6b7169203331', name: 'GET', ...fields }
}

const text = (value: string) => ({ type: 'string', value })

test('reads the sample of the format', async () => {
  const { spans, serviceOf, problems, details } = await read([
    bare({
      parentSpanId: '7ae26f12910a31eb',
      service: 'cart',
      timestamp: START_US,
      duration: 135000,
      kind: 'CLIENT',
      status: { code: 'ERROR', message: 'timeout' },
      attributes: { 'db.system': 'postgresql', ids: [1], none: null },
      events: [{ name: 'cache miss', timestamp: START_US + 1 }],
    }),
  ])
  expect(spans[0]).toMatchObject({
    traceId: TRACE,
    spanId: 'b7ad6b7169203331',
    parentSpanId: '7ae26f12910a31eb',
    name: 'GET',
    kind: 3,
    status: 2,
    startUnixNs: 1760000000025000000n,
    durationNs: 135000000n,
  })
  expect(serviceOf(spans[0])).toBe('cart')
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'db.system', value: text('postgresql') },
      { key: 'ids', value: { type: 'array', value: [{ type: 'int', value: 1n }] } },
    ],
    events: [{ timeUnixNs: 1760000000025001000n, name: 'cache miss', attributes: [] }],
    statusMessage: 'timeout',
    resource: [{ key: 'service.name', value: text('cart') }],
    links: [],
    warnings: [],
  })
  expect(problems.map((problem) => problem.message)).toEqual([
    '“timestamp” is read as microseconds, by the size of 1 of the first 1.',
    '“duration” is read as microseconds, as “timestamp” is.',
    '“events.timestamp” is read as microseconds, by the size of 1 of the first 1.',
  ])
})

test.each([
  ['trace_id', 'span_id', 'parent_span_id', 'span_name', 'service_name'],
  ['traceID', 'spanID', 'parentID', 'operation', 'serviceName'],
  ['TraceId', 'SpanId', 'ParentSpanId', 'operationName', 'ServiceName'],
  ['trace.id', 'span.id', 'parent.id', 'name', 'service.name'],
  ['trace_id', 'id', 'parent', 'resource', 'service'],
])('knows %s, %s, %s, %s, %s', async (traceId, spanId, parent, name, service) => {
  const { spans, serviceOf } = await read([
    { [traceId]: TRACE, [spanId]: '1', [parent]: '2', [name]: 'GET', [service]: 'shop' },
  ])
  expect(spans[0]).toMatchObject({ spanId: '0000000000000001', parentSpanId: '0000000000000002', name: 'GET' })
  expect(serviceOf(spans[0])).toBe('shop')
})

test.each(['', null, '0', '-', 'root', '0000000000000000'])('“%s” is no parent', async (parentSpanId) => {
  const { spans } = await read([span({ parentSpanId })])
  expect(spans[0].parentSpanId).toBeUndefined()
})

test.each([
  ['resource', { resource: { 'service.name': 'shop' } }],
  ['resource list', { resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] } }],
  ['attributes', { attributes: { 'service.name': 'shop' } }],
  ['service object', { service: { name: 'shop' } }],
])('service from the %s', async (_place, fields) => {
  const { spans, serviceOf } = await read([span(fields)])
  expect(serviceOf(spans[0])).toBe('shop')
})

test.each([
  ['nested arrays', [null, [span(), [span()]]]],
  ['one a line', `${JSON.stringify(span())}\r\n${JSON.stringify(span())}\r\n`],
  ['hits', { hits: { hits: [{ _source: span() }, { _source: span() }] } }],
  ['data', { data: [span(), span()] }],
])('reads spans in %s', async (_shape, input) => {
  const { spans, codes } = await read(input)
  expect(codes).toEqual([])
  expect(spans).toHaveLength(2)
})

test.each([
  ['seconds', 1760000000.025, 0.135],
  ['milliseconds', 1760000000025, 135],
  ['microseconds', 1760000000025000, 135000],
  ['nanoseconds', '1760000000025000000', 135000000],
])('%s by their size, the duration as the start', async (unit, timestamp, duration) => {
  const { times, problems } = await read([bare({ timestamp, duration })])
  expect(times).toEqual([[1760000000025000000n, 135000000n]])
  expect(problems[0].message).toContain(unit)
})

test('the unit is decided once, by the majority of spans', async () => {
  const early = 50_000_000_000_000
  const { times, codes } = await read([
    bare({ timestamp: START_US, duration: 1 }),
    bare({ timestamp: early, duration: 1 }),
    bare({ timestamp: START_US, duration: 1 }),
  ])
  expect(times[1]).toEqual([BigInt(early) * 1000n, 1000n])
  expect(codes).toEqual(['time.unit', 'time.unit'])
})

test.each([
  ['a double', '1e308'],
  ['beyond doubles', '1e999'],
  ['of many digits', '9'.repeat(20_000)],
  ['of 20 digits', '17600000000250000000'],
  ['a small one', '5'],
])('one absurd time, %s, leaves the unit of the file', async (_what, absurd) => {
  const odd = JSON.stringify(bare({ timestamp: 0, duration: 135 })).replace('"timestamp":0', `"timestamp":${absurd}`)
  const sane = JSON.stringify(bare({ timestamp: START_US / 1000, duration: 135 }))
  const { times, problems } = await read(`[${odd},${sane}]`)
  expect(times[1]).toEqual([1760000000025000000n, 135000000n])
  expect(problems.map(({ message }) => message)).toContain(
    '“timestamp” is read as milliseconds, by the size of 1 of the first 2.',
  )
})

test('start and end decide about the unit of a duration', async () => {
  const { times, problems } = await read([bare({ startTime: START_US, endTime: START_US + 135000, duration: 135 })])
  expect(times).toEqual([[1760000000025000000n, 135000000n]])
  expect(problems.at(-1)?.message).toBe('“duration” is read as milliseconds, which fits start and end.')
})

test('a unit in the key wins over the size', async () => {
  const { times, codes } = await read([bare({ start_ms: 5, duration_us: 1.5, timestamp: START_US })])
  expect(times).toEqual([[5000000n, 1500n]])
  expect(codes).toEqual(['time.unit'])
})

test('nanoseconds as numbers stay exact', async () => {
  const line = `{"trace_id":"${TRACE}","span_id":"1","name":"x","start_time_unix_nano":1544712660300000001,"end_time_unix_nano":1544712660300000003}`
  const { times, codes } = await read(line)
  expect(times).toEqual([[1544712660300000001n, 2n]])
  expect(codes).toEqual([])
})

test.each([
  ['dates and milliseconds', { timestamp: '2024-01-12T14:57:40.147265775Z', duration_ms: 1.5 }, 1500000n],
  ['pairs', { startTime: [1705071460, 147265775], duration: [0, 7] }, 7n],
  ['a Go duration', { start: '2024-01-12 14:57:40.147265775', duration: '1.2ms' }, 1200000n],
  ['an ISO duration', { start: '2024-01-12T14:57:40.147265775Z', duration: 'PT0.8S' }, 800000000n],
  ['a .NET duration', { start: '2024-01-12T14:57:40.147265775Z', duration: '00:00:00.0097620' }, 9762000n],
  ['an end', { start: '2024-01-12T14:57:40.147265775Z', end: '2024-01-12T14:57:40.147265780Z' }, 5n],
])('times as %s', async (_form, fields, durationNs) => {
  const { times } = await read([bare(fields)])
  expect(times).toEqual([[1705071460147265775n, durationNs]])
})

test('missing times are reported; an end before the start is a negative duration', async () => {
  const { times, codes } = await read([bare({}), bare({ start_ns: 5, end_ns: 0 }), bare({ start_ns: 5, end_ns: 3 })])
  expect(times).toEqual([
    [undefined, undefined],
    [5n, undefined],
    [5n, -2n],
  ])
  expect(codes).toEqual(['time.missing', 'time.unfinished', 'time.unfinished', 'time.order'])
})

test.each([
  ['SPAN_KIND_SERVER', 2],
  ['SpanKind.SERVER', 2],
  ['KIND_CLIENT', 3],
  ['Consumer', 5],
  [4, 4],
  ['1', 1],
  ['', 0],
  [null, 0],
])('kind %s', async (kind, number) => {
  const { spans, codes } = await read([span({ kind })])
  expect(spans[0].kind).toBe(number)
  expect(codes).toEqual([])
})

test.each([
  [{ status: { code: 'STATUS_CODE_ERROR' } }, 2],
  [{ status: { status_code: 'OK' } }, 1],
  [{ status: 'Error' }, 2],
  [{ status: 2 }, 2],
  [{ status_code: 1 }, 1],
  [{ 'status.code': 2 }, 2],
  [{ status: { message: null, code: 0 } }, 0],
  [{ error: true }, 2],
  [{}, 0],
])('status %j', async (fields, number) => {
  const { spans, codes } = await read([span(fields)])
  expect(spans[0].status).toBe(number)
  expect(codes).toEqual([])
})

test('unknown kinds and statuses are reported', async () => {
  const { spans, codes } = await read([span({ kind: 'COOK', status: 'HUNGRY' })])
  expect([spans[0].kind, spans[0].status]).toEqual([0, 0])
  expect(codes).toEqual(['span.kind', 'span.status'])
})

test('attributes as a list, links, scope, trace state, and what else the span holds', async () => {
  const { details } = await read([
    span({
      attributes: [
        { key: 'a', value: { intValue: '7' } },
        { key: 'b', value: true },
        { key: 'a', value: 'last' },
      ],
      links: [{ traceId: TRACE, spanId: '1', attributes: { x: 'y' } }, { context: { trace_id: TRACE, span_id: '2' } }],
      instrumentationScope: { name: 'lib', version: '2' },
      resource: { 'service.name': 'shop', zone: null, 'host.name': 'h' },
      trace_state: 'a=b',
      region: 'eu',
      tenant: null,
    }),
  ])
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'a', value: text('last') },
      { key: 'b', value: { type: 'bool', value: true } },
      { key: 'region', value: text('eu') },
    ],
    links: [
      { traceId: TRACE, spanId: '0000000000000001', attributes: [{ key: 'x', value: text('y') }] },
      { traceId: TRACE, spanId: '0000000000000002', attributes: [] },
    ],
    scope: { name: 'lib', version: '2', attributes: [] },
    resource: [
      { key: 'service.name', value: text('shop') },
      { key: 'host.name', value: text('h') },
    ],
    traceState: 'a=b',
    warnings: ['The attribute “a” occurs more than once. The last value is shown.'],
  })
})

test('a second spelling of a field is kept as an attribute', async () => {
  const { spans, details } = await read([span({ resource: '/cart', operation: '', id: 7 })])
  expect(spans[0].name).toBe('GET')
  expect((await details(0)).attributes).toEqual([
    { key: 'resource', value: text('/cart') },
    { key: 'operation', value: text('') },
    { key: 'id', value: { type: 'int', value: 7n } },
  ])
})

test('one bad span costs one span, reported with byte and line', async () => {
  const good = JSON.stringify(span())
  const input = `${good}\n{"traceId":"1"}\n{"spanId":"1"}\n{"traceId":"1",,\n[7]\n${good}\n`
  const { spans, problems } = await read(input)
  expect(spans).toHaveLength(2)
  const lineStart = (line: number) =>
    input
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length + 1
  expect(problems.map(({ code, at }) => [code, at.line])).toEqual([
    ['span.id', 2],
    ['span.traceId', 3],
    ['json.syntax', 4],
    ['span.shape', 5],
  ])
  expect(problems[0].at.byte).toBe(lineStart(2))
  expect(problems[3].at.byte).toBe(lineStart(5) + 1)
})

test('keys of every object are data, never properties', async () => {
  const { spans, details } = await read(
    `[${JSON.stringify(span()).replace('}', ',"attributes":{"__proto__":"a","constructor":"b"}}')}]`,
  )
  expect(spans).toHaveLength(1)
  expect((await details(0)).attributes.map((one) => one.key)).toEqual(['__proto__', 'constructor'])
})

test('scores low, lower still beside signs of another family', async () => {
  const score = async (value: string) => {
    const probe = await readProbe(textSource(value))
    return [flatArray.score(probe).score, flatDocuments.score(probe).score]
  }
  const unitless = JSON.stringify(bare({ timestamp: START_US, duration: 1 }))
  expect(await score(`[${unitless}]`)).toEqual([0.3, 0.2])
  expect(await score(`${unitless}\n${unitless}`)).toEqual([0.3, 0.2])
  expect(await score(JSON.stringify(span()))).toEqual([0.2, 0.3])
  expect(await score(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span()] }] }] }))).toEqual([0.05, 0.05])
  expect(await score('{"TraceId":"1","SpanId":"2","SpanName":"x"}')).toEqual([0.05, 0.05])
  expect(await score('[[{"trace_id":1,"span_id":2,"start":3,"meta":{}}]]')).toEqual([0.05, 0.05])
  expect(await score('{"a":1}')).toEqual([0, 0])
})
