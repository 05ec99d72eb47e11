import { expect, test } from 'vitest'
import { recordingSink } from '../../../testing/recordingSink.ts'
import { textSource } from '../../model/byteSource.ts'
import { readProbe } from '../probe.ts'
import { zipkinV2 } from './zipkinV2.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'

async function read(input: unknown) {
  const text = typeof input === 'string' ? input : JSON.stringify(input)
  const sink = recordingSink()
  await zipkinV2.read(textSource(text), sink)
  const details = (first: number, ...others: number[]) => {
    const ranges = [first, ...others].map((index) => {
      const { at, byteLength } = sink.spans[index]
      return { byte: at.byte, byteLength }
    })
    const location = { span: ranges[0], fragments: ranges.slice(1), resource: undefined, scope: undefined }
    return zipkinV2.readDetails(textSource(text), location)
  }
  return { ...sink, codes: sink.problems.map((problem) => problem.code), details }
}

function span(fields: object = {}) {
  return { traceId: TRACE, id: 'b7ad6b7169203331', name: 'get', timestamp: 1, duration: 2, ...fields }
}

const text = (value: string) => ({ type: 'string', value })

test('reads ids, times in µs, kind and the local service', async () => {
  const { spans, serviceOf, codes } = await read([
    span({ parentId: '1', kind: 'CLIENT', timestamp: 1760000000025000, localEndpoint: { serviceName: 'shop' } }),
  ])
  expect(codes).toEqual([])
  expect(spans[0]).toMatchObject({
    traceId: TRACE,
    spanId: 'b7ad6b7169203331',
    parentSpanId: '0000000000000001',
    name: 'get',
    kind: 3,
    status: 0,
    startUnixNs: 1760000000025000000n,
    durationNs: 2000n,
    sharedHalf: false,
  })
  expect(serviceOf(spans[0])).toBe('shop')
})

test.each([
  ['an array', [span(), span()]],
  ['arrays in an array', [[span()], [span()]]],
  ['an array with a null before its spans', [null, [span(), span()]]],
  ['one a line', `${JSON.stringify(span())}\n${JSON.stringify(span())}\n`],
  ['an array a line', `${JSON.stringify([span()])}\n${JSON.stringify([span()])}\n`],
  ['a shell', { data: [span(), span()] }],
])('reads spans in %s', async (_shape, input) => {
  const { spans, codes } = await read(input)
  expect(codes).toEqual([])
  expect(spans).toHaveLength(2)
})

test('reads a single span', async () => {
  expect((await read(span())).spans).toHaveLength(1)
})

test('times beyond 2^53 stay exact', async () => {
  const { spans } = await read(`[{"traceId":"1","id":"2","timestamp":9007199254740993,"duration":1}]`)
  expect(spans[0].startUnixNs).toBe(9007199254740993000n)
})

test('only `shared` marks the half of the server; the rest is left to the join', async () => {
  const { spans } = await read([
    span({ kind: 'CLIENT' }),
    span({ kind: 'SERVER', shared: true }),
    span({ kind: 'SERVER' }),
  ])
  expect(spans.map((one) => one.sharedHalf)).toEqual([false, true, false])
})

test('the tag error means ERROR, whatever its value; otherwise otel.status_code tells', async () => {
  const tags = [{ error: '' }, { error: 'timeout' }, { 'otel.status_code': 'OK' }, { 'otel.status_code': 'ERROR' }, {}]
  const { spans, details } = await read(tags.map((one) => span({ tags: one })))
  expect(spans.map((one) => one.status)).toEqual([2, 2, 1, 2, 0])
  expect(await details(1)).toMatchObject({ statusMessage: 'timeout', attributes: [] })
})

test('endpoints become attributes of the peer and of the resource', async () => {
  const { details } = await read([
    span({
      localEndpoint: { serviceName: 'shop', ipv4: '10.0.0.1' },
      remoteEndpoint: { serviceName: 'db', ipv4: '10.0.0.2', port: 5432 },
      tags: { 'db.system': 'postgresql', 'otel.scope.name': 'lib', 'otel.scope.version': '2' },
    }),
  ])
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'db.system', value: text('postgresql') },
      { key: 'peer.service', value: text('db') },
      { key: 'peer.ipv4', value: text('10.0.0.2') },
      { key: 'peer.port', value: { type: 'int', value: 5432n } },
    ],
    resource: [
      { key: 'service.name', value: text('shop') },
      { key: 'localEndpoint.ipv4', value: text('10.0.0.1') },
    ],
    scope: { name: 'lib', version: '2', attributes: [] },
  })
})

test('annotations are events, with attributes where OpenTelemetry wrote some', async () => {
  const { details } = await read([
    span({
      annotations: [
        { timestamp: 5, value: 'foo' },
        { timestamp: 6, value: '"cache miss":{"key":"cart"}' },
      ],
    }),
  ])
  expect((await details(0)).events).toEqual([
    { timeUnixNs: 5000n, name: 'foo', attributes: [] },
    { timeUnixNs: 6000n, name: 'cache miss', attributes: [{ key: 'key', value: text('cart') }] },
  ])
})

test('details of fragments are the union of their tags and annotations', async () => {
  const { details } = await read([
    span({ tags: { a: '1', b: '1' }, annotations: [{ timestamp: 5, value: 'foo' }] }),
    span({
      tags: { b: '2' },
      annotations: [
        { timestamp: 5, value: 'foo' },
        { timestamp: 6, value: 'bar' },
      ],
    }),
  ])
  const { attributes, events } = await details(0, 1)
  expect(attributes).toEqual([
    { key: 'a', value: text('1') },
    { key: 'b', value: text('2') },
  ])
  expect(events.map((event) => event.name)).toEqual(['foo', 'bar'])
})

test('a missing or zero timestamp or duration is reported and stays missing', async () => {
  const { spans, codes } = await read([span({ timestamp: 0, duration: undefined })])
  expect([spans[0].startUnixNs, spans[0].durationNs]).toEqual([undefined, undefined])
  expect(codes).toEqual(['time.missing', 'time.unfinished'])
})

test('one bad span costs one span, reported with byte and line', async () => {
  const good = JSON.stringify(span())
  const input = `[${good},\n{"traceId":"1","name":"no id"},\n{"id":"1"},\n5,\n{"traceId":"1","id":},\n${good}]`
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
    ['span.shape', 4],
    ['json.syntax', 5],
  ])
  expect(problems[0].at.byte).toBe(lineStart(2))
})

test('a broken line costs that line', async () => {
  const good = JSON.stringify(span())
  const { spans, problems } = await read(`${good}\n${good.slice(0, 40)}\n${good}\n`)
  expect(spans).toHaveLength(2)
  expect(problems.map(({ code, at }) => [code, at.line])).toEqual([['json.syntax', 2]])
})

test('unknown kinds are reported', async () => {
  const { spans, codes } = await read([span({ kind: 'COOK' })])
  expect(spans[0].kind).toBe(0)
  expect(codes).toEqual(['span.kind'])
})

test('recognises its own and leaves others', async () => {
  const score = async (value: unknown) => zipkinV2.score(await readProbe(textSource(JSON.stringify(value)))).score
  expect(await score([span({ localEndpoint: {} })])).toBe(0.95)
  expect(await score([span()])).toBe(0.7)
  expect(await score([span({ annotations: [{ value: 'sr', endpoint: {} }] })])).toBe(0.5)
  expect(await score([{ traceId: TRACE, spanId: '1', kind: 'CLIENT' }])).toBe(0)
  expect(await score([{ traceID: TRACE, spanID: '1', operationName: 'x' }])).toBe(0)
})
