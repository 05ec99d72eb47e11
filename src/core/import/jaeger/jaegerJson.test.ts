import { expect, test } from 'vitest'
import { recordingSink } from '../../../testing/recordingSink.ts'
import { textSource } from '../../model/byteSource.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { readProbe } from '../probe.ts'
import { jaegerJson } from './jaegerJson.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'

async function read(input: unknown) {
  const text = typeof input === 'string' ? input : JSON.stringify(input)
  const sink = recordingSink()
  await jaegerJson.read(textSource(text), sink)
  const details = (index: number, resource?: SourceRange) => {
    const { at, byteLength } = sink.spans[index]
    const span = { byte: at.byte, byteLength }
    return jaegerJson.readDetails(textSource(text), { span, fragments: [], resource, scope: undefined })
  }
  return { ...sink, spans: sink.spans, codes: sink.problems.map((problem) => problem.code), details, text }
}

function span(fields: object = {}) {
  return { traceID: TRACE, spanID: 'b7ad6b7169203331', operationName: 'GET', startTime: 1, duration: 2, ...fields }
}

function trace(spans: readonly unknown[], processes: object = { p1: { serviceName: 'shop' } }) {
  return { traceID: TRACE, spans, processes }
}

function reference(refType: string, spanID: string, traceID = TRACE) {
  return { refType, traceID, spanID }
}

test('reads ids, times in µs, name and the service of the process', async () => {
  const { spans, serviceOf, problems } = await read({
    data: [trace([span({ processID: 'p1', startTime: 1760000000025000, duration: 135000, flags: 3 })])],
  })
  expect(problems).toEqual([])
  expect(spans).toHaveLength(1)
  expect(spans[0]).toMatchObject({
    traceId: TRACE,
    rawTraceId: undefined,
    spanId: 'b7ad6b7169203331',
    parentSpanId: undefined,
    name: 'GET',
    startUnixNs: 1760000000025000000n,
    durationNs: 135000000n,
    flags: 1,
  })
  expect(serviceOf(spans[0])).toBe('shop')
})

test.each([
  ['traces below data', (one: object) => ({ data: [one], total: 0 })],
  ['one trace below data', (one: object) => ({ data: one })],
  ['an array of traces', (one: object) => [one]],
  ['one bare trace', (one: object) => one],
])('reads %s', async (_shape, wrap) => {
  const { spans, serviceOf, codes } = await read(wrap(trace([span({ processID: 'p1' })])))
  expect(codes).toEqual([])
  expect(spans.map(serviceOf)).toEqual(['shop'])
})

test('reads spans that carry their process, with and without a trace around them', async () => {
  const withProcess = span({ process: { serviceName: 'shop', tags: [{ key: 'zone', type: 'string', value: 'a' }] } })
  for (const input of [[withProcess], withProcess, { data: [withProcess] }, `${JSON.stringify(withProcess)}\n`]) {
    const { spans, serviceOf, codes, details } = await read(input)
    expect(codes).toEqual([])
    expect(spans.map(serviceOf)).toEqual(['shop'])
    expect((await details(0)).resource).toEqual([
      { key: 'service.name', value: { type: 'string', value: 'shop' } },
      { key: 'zone', value: { type: 'string', value: 'a' } },
    ])
  }
})

test('process ids belong to their trace, wherever the processes stand', async () => {
  const other = '1af7651916cd43dd8448eb211c80319c'
  const { spans, serviceOf } = await read({
    data: [
      { processes: { p1: { serviceName: 'before' } }, spans: [span({ processID: 'p1' })] },
      { spans: [span({ traceID: other, processID: 'p1' })], processes: { p1: { serviceName: 'after' } } },
    ],
  })
  expect(spans.map(serviceOf)).toEqual(['before', 'after'])
})

test('a process that the trace does not define is reported once, and the span is kept', async () => {
  const { spans, serviceOf, problems } = await read(trace([span({ processID: 'p9' }), span({ processID: 'p9' })]))
  expect(spans.map(serviceOf)).toEqual([undefined, undefined])
  expect(problems).toEqual([
    { code: 'resource.missing', at: spans[0].at, message: 'Process “p9” is not defined in its trace.' },
  ])
})

test('the range of a process gives the resource', async () => {
  const tags = [{ key: 'pid', type: 'int64', value: '4711' }]
  const { contexts, details } = await read(trace([span({ processID: 'p1' })], { p1: { serviceName: 'shop', tags } }))
  expect((await details(0, contexts[0].resource)).resource).toEqual([
    { key: 'service.name', value: { type: 'string', value: 'shop' } },
    { key: 'pid', value: { type: 'int', value: 4711n } },
  ])
})

test.each([
  ['the first CHILD_OF of the trace', [reference('FOLLOWS_FROM', '1'), reference('CHILD_OF', '2')], '2'],
  ['FOLLOWS_FROM without CHILD_OF', [reference('FOLLOWS_FROM', '1'), reference('FOLLOWS_FROM', '2')], '1'],
  ['no reference to another trace', [reference('CHILD_OF', '1', 'ff'), reference('FOLLOWS_FROM', '2')], '2'],
  ['parentSpanID where nothing else tells', [reference('CHILD_OF', '1', 'ff')], '3'],
])('the parent is %s', async (_rule, references, parent) => {
  const { spans, details } = await read(trace([span({ references, parentSpanID: '3', processID: 'p1' })]))
  expect(spans[0].parentSpanId).toBe(parent.padStart(16, '0'))
  const links = (await details(0)).links.map((link) => link.spanId)
  const expected = references.map((one) => one.spanID.padStart(16, '0')).filter((id) => id !== spans[0].parentSpanId)
  expect(links).toEqual(expected)
})

test('zeros that an exporter stripped from ids come back', async () => {
  const { spans } = await read(
    trace([span({ traceID: '7', spanID: 'eb176a182caae52', references: [reference('CHILD_OF', 'a', '07')] })]),
  )
  expect(spans[0]).toMatchObject({ traceId: '7'.padStart(32, '0'), rawTraceId: '7', spanId: '0eb176a182caae52' })
  expect(spans[0].parentSpanId).toBe('a'.padStart(16, '0'))
})

test('spans embedded in references are not read', async () => {
  const embedded = { ...reference('CHILD_OF', '1'), span: span({ spanID: '1', references: [] }) }
  const { spans } = await read({ data: [trace([span({ references: [embedded], processID: 'p1' })])] })
  expect(spans.map((one) => one.spanId)).toEqual(['b7ad6b7169203331'])
})

test.each([
  ['error true', [{ key: 'error', type: 'bool', value: true }], 2],
  ['error "true"', [{ key: 'error', type: 'bool', value: 'true' }], 2],
  ['an error text', [{ key: 'error', type: 'string', value: 'ClientSideError' }], 0],
  ['otel.status_code ERROR', [{ key: 'otel.status_code', value: 'ERROR' }], 2],
  ['otel.status_code OK', [{ key: 'otel.status_code', value: 'OK' }], 1],
])('status by %s', async (_rule, tags, status) => {
  const { spans } = await read(trace([span({ tags, processID: 'p1' })]))
  expect(spans[0].status).toBe(status)
})

test('kind by its tag; an unknown one is reported', async () => {
  const kinds = ['server', 'CLIENT', 'cook'].map((value) =>
    span({ tags: [{ key: 'span.kind', value }], processID: 'p1' }),
  )
  const { spans, problems } = await read(trace(kinds))
  expect(spans.map((one) => one.kind)).toEqual([2, 3, 0])
  expect(problems).toEqual([{ code: 'span.kind', at: spans[2].at, message: 'Unknown span kind “cook”.' }])
})

test('tags keep their types; helper tags become fields; the last of a repeated key counts', async () => {
  const tags = [
    { key: 'n', type: 'int64', value: '9223372036854775222' },
    { key: 'b', type: 'bool', value: 'true' },
    { key: 'f', type: 'float64', value: 3 },
    { key: 'blob', type: 'binary', value: 'AAAwOQ==' },
    { key: 'ids', type: 'string', value: '[1,2,3]' },
    { key: 'no ids', type: 'string', value: '[1,"a"]' },
    { key: 'f', type: 'float64', value: 72.5 },
    { key: 'span.kind', type: 'string', value: 'server' },
    { key: 'error', type: 'bool', value: true },
    { key: 'otel.status_description', type: 'string', value: 'timeout' },
    { key: 'otel.library.name', type: 'string', value: 'lib' },
    { key: 'otel.library.version', type: 'string', value: '1.0' },
    { key: 'w3c.tracestate', type: 'string', value: 'a=b' },
    { key: 'internal.span.format', type: 'string', value: 'otlp' },
  ]
  const { details } = await read(trace([span({ tags, processID: 'p1', warnings: ['clock skew'] })]))
  const int = (value: bigint) => ({ type: 'int', value })
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'n', value: int(9223372036854775222n) },
      { key: 'b', value: { type: 'bool', value: true } },
      { key: 'f', value: { type: 'double', value: 72.5 } },
      { key: 'blob', value: { type: 'bytes', value: 'AAAwOQ==' } },
      { key: 'ids', value: { type: 'array', value: [int(1n), int(2n), int(3n)] } },
      { key: 'no ids', value: { type: 'string', value: '[1,"a"]' } },
    ],
    statusMessage: 'timeout',
    traceState: 'a=b',
    scope: { name: 'lib', version: '1.0', attributes: [] },
    warnings: ['clock skew', 'The attribute “f” occurs more than once. The last value is shown.'],
  })
})

test('a log is an event named by its field event, else message', async () => {
  const fields = (...pairs: string[][]) => pairs.map(([key, value]) => ({ key, type: 'string', value }))
  const logs = [
    { timestamp: 5, fields: fields(['event', 'retry'], ['message', 'again']) },
    { timestamp: 6, fields: fields(['message', 'hello']) },
    { timestamp: 7, fields: fields(['x', 'y']) },
  ]
  const { details } = await read(trace([span({ logs, processID: 'p1' })]))
  const text = (value: string) => ({ type: 'string', value })
  expect((await details(0)).events).toEqual([
    { timeUnixNs: 5000n, name: 'retry', attributes: [{ key: 'message', value: text('again') }] },
    { timeUnixNs: 6000n, name: 'hello', attributes: [] },
    { timeUnixNs: 7000n, name: '', attributes: [{ key: 'x', value: text('y') }] },
  ])
})

test('one bad span costs one span, reported with byte and line', async () => {
  const good = JSON.stringify(span({ processID: 'p1' }))
  const lines = [
    '{"spans":[',
    good,
    ',{"spanID":"","operationName":"x"}',
    ',7',
    ',{"spanID":"a","tags":[}}',
    `,${good}`,
  ]
  const text = `${lines.join('\n')}\n],"processes":{"p1":{"serviceName":"shop"}}}`
  const { spans, problems } = await read(text)
  expect(spans).toHaveLength(2)
  const place = (line: number, column: number) => ({ byte: lines.slice(0, line - 1).join('\n').length + column, line })
  expect(problems.find((problem) => problem.code === 'span.shape')?.at).toEqual(place(4, 2))
  expect(problems.find((problem) => problem.code === 'span.traceId')?.at).toEqual(place(3, 2))
  expect(problems.find((problem) => problem.code === 'json.syntax')?.at.line).toBe(5)
})

test('a missing start or end is reported and stays missing; a start of 0 is a time', async () => {
  const { spans, codes } = await read(
    trace([
      span({ processID: 'p1', startTime: undefined, duration: undefined }),
      span({ processID: 'p1', startTime: 0 }),
    ]),
  )
  expect(spans.map((one) => [one.startUnixNs, one.durationNs])).toEqual([
    [undefined, undefined],
    [0n, 2000n],
  ])
  expect(codes).toEqual(['time.missing', 'time.unfinished'])
})

test('recognises its own and leaves others', async () => {
  const score = async (value: unknown) => jaegerJson.score(await readProbe(textSource(JSON.stringify(value)))).score
  expect(await score({ data: [trace([span()])] })).toBe(0.95)
  expect(await score([span()])).toBe(0.9)
  expect(await score({ traceID: TRACE, spanID: '1', operationName: 'x', startTimeMillis: 1, tag: {} })).toBe(0.5)
  expect(await score([{ traceId: TRACE, spanId: '1', operationName: 'x' }])).toBe(0)
  expect(await score({ traces: [{ traceID: '1', spanSet: { spans: [{ spanID: '2' }] } }] })).toBe(0)
})
