import { expect, test } from 'vitest'
import { recordingSink } from '../../../testing/recordingSink.ts'
import { textSource } from '../../model/byteSource.ts'
import { otlpJson } from './otlpJson.ts'

const TRACE = '5b8efff798038103d269b633813fc60c'

function span(id: number, more: object = {}): object {
  return {
    traceId: TRACE,
    spanId: `00000000000000${String(id).padStart(2, '0')}`,
    name: `span ${id}`,
    kind: 2,
    startTimeUnixNano: '1544712660000000000',
    endTimeUnixNano: '1544712661000000001',
    ...more,
  }
}

const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] }

async function read(...documents: unknown[]) {
  const sink = recordingSink()
  const text = documents.map((document) => JSON.stringify(document)).join('\n')
  await otlpJson.read(textSource(text), sink)
  return { sink, names: sink.spans.map(({ name }) => name), codes: sink.problems.map(({ code }) => code) }
}

async function detailsOf(more: object) {
  const source = textSource(JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span(1, more)] }] }] }))
  const sink = recordingSink()
  await otlpJson.read(source, sink)
  const [{ at, byteLength, context }] = sink.spans
  const location = { span: { byte: at.byte, byteLength }, fragments: [], scope: undefined }
  return otlpJson.readDetails(source, { ...location, resource: sink.contexts[context].resource })
}

test('the members of a ResourceSpans may come in any order', async () => {
  const { sink } = await read({
    resourceSpans: [
      { scopeSpans: [{ spans: [span(1)], scope: { name: 'lib' } }, { spans: [span(2)] }], schemaUrl: 'x', resource },
      { scopeSpans: [{ spans: [span(3)] }] },
    ],
  })
  expect(sink.spans.map((record) => sink.serviceOf(record))).toEqual(['shop', 'shop', undefined])
  expect(sink.contexts.map(({ scope }) => scope !== undefined)).toEqual([true, false, false])
  expect(sink.problems.map(({ code }) => code)).toEqual(['resource.service'])
})

test('spans under the old key count only where the new key brings none', async () => {
  const old = { instrumentationLibrarySpans: [{ instrumentationLibrary: { name: 'x' }, spans: [span(1)] }] }
  const scopeSpans = [{ spans: [span(2)] }]
  expect((await read({ resourceSpans: [{ resource, ...old, scopeSpans }] })).names).toEqual(['span 2'])
  expect((await read({ resourceSpans: [{ resource, scopeSpans, ...old }] })).names).toEqual(['span 2'])
  expect((await read({ resourceSpans: [{ resource, ...old, scopeSpans: [] }] })).names).toEqual(['span 1'])
  expect((await read({ resourceSpans: [{ resource, scopeSpans: null, ...old }] })).names).toEqual(['span 1'])
})

test('other signals are counted and skipped', async () => {
  const { names, codes } = await read(
    { resourceMetrics: [{ scopeMetrics: [{ spans: [span(9)] }] }] },
    { resourceSpans: [{ resource, scopeSpans: [{ spans: [span(1)] }] }] },
    { resourceLogs: [{}] },
  )
  expect(names).toEqual(['span 1'])
  expect(codes).toEqual(['signal.metrics', 'signal.skipped'])
})

test('null, empty and missing arrays are no spans', async () => {
  const { names, codes } = await read(
    { resourceSpans: null },
    { resourceSpans: [] },
    { resourceSpans: [null, {}, { resource: {}, scopeSpans: [null, { spans: null }, {}] }] },
  )
  expect(names).toEqual([])
  expect(codes).toEqual(['resource.service'])
})

test('snake case, enum names, numeric times and upper-case ids', async () => {
  const sink = recordingSink()
  const text = `{"resource_spans":[{"scope_spans":[{"spans":[{"trace_id":"${TRACE.toUpperCase()}","span_id":"00000000000000AB",
    "parent_span_id":"","name":"x","kind":"SPAN_KIND_CONSUMER","start_time_unix_nano":1544712660000000001,
    "end_time_unix_nano":1544712660000000003,"status":{"code":"STATUS_CODE_ERROR"},"flags":769}]}]}]}`
  await otlpJson.read(textSource(text), sink)
  expect(sink.spans).toMatchObject([
    {
      traceId: TRACE,
      spanId: '00000000000000ab',
      parentSpanId: undefined,
      kind: 5,
      status: 2,
      startUnixNs: 1544712660000000001n,
      durationNs: 2n,
      flags: 769,
    },
  ])
})

test('missing, unfinished and reversed times are told', async () => {
  const { sink, codes } = await read({
    resourceSpans: [
      {
        resource,
        scopeSpans: [
          {
            spans: [
              span(1, { startTimeUnixNano: '0' }),
              span(2, { endTimeUnixNano: undefined }),
              span(3, { endTimeUnixNano: '1544712659999999999' }),
              span(4, { startTimeUnixNano: 'soon' }),
            ],
          },
        ],
      },
    ],
  })
  expect(sink.spans.map(({ startUnixNs, durationNs }) => [startUnixNs === undefined, durationNs])).toEqual([
    [true, undefined],
    [false, undefined],
    [false, -1n],
    [true, undefined],
  ])
  expect(codes).toEqual(['time.missing', 'time.unfinished', 'time.order', 'span.value', 'time.missing'])
})

test('a span without usable ids costs itself only', async () => {
  const spans = [span(1, { traceId: '' }), span(2, { spanId: {} }), 'x', [span(3)], span(4, { parentSpanId: [] })]
  const { names, codes } = await read({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] })
  expect(names).toEqual(['span 4'])
  expect(codes).toEqual(['span.traceId', 'span.id', 'span.parentId'])
})

test('unknown kinds and status codes are told; a status may be empty or of the old kind', async () => {
  const spans = [
    span(1, { kind: 77, status: { code: 'BAD' } }),
    span(2, { status: {} }),
    span(3, { status: { deprecatedCode: 2 } }),
  ]
  const { sink, codes } = await read({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] })
  expect(sink.spans.map(({ kind, status }) => [kind, status])).toEqual([
    [0, 0],
    [2, 0],
    [2, 2],
  ])
  expect(codes).toEqual(['span.kind', 'span.status'])
})

test('bare ResourceSpans and shells around requests are read', async () => {
  expect((await read({ resource, scopeSpans: [{ spans: [span(1)] }] })).names).toEqual(['span 1'])
  const shell = { result: { resourceSpans: [{ resource, scopeSpans: [{ spans: [span(1)] }] }] } }
  expect((await read(shell)).names).toEqual(['span 1'])
})

test('attribute values keep their types', async () => {
  const values = [
    { stringValue: '' },
    { boolValue: false },
    { intValue: '-9223372036854775808' },
    { intValue: 7 },
    { doubleValue: 0.5 },
    { doubleValue: 'NaN' },
    { doubleValue: '-Infinity' },
    { bytesValue: 'AAE=' },
    { arrayValue: { values: [{ intValue: '1' }, {}] } },
    { kvlistValue: { values: [{ key: '__proto__', value: { boolValue: true } }] } },
    {},
  ]
  const { attributes, resource: own } = await detailsOf({
    attributes: values.map((value, i) => ({ key: `k${i}`, value })),
  })
  expect(attributes.map(({ value }) => value)).toEqual([
    { type: 'string', value: '' },
    { type: 'bool', value: false },
    { type: 'int', value: -9223372036854775808n },
    { type: 'int', value: 7n },
    { type: 'double', value: 0.5 },
    { type: 'double', value: Number.NaN },
    { type: 'double', value: Number.NEGATIVE_INFINITY },
    { type: 'bytes', value: 'AAE=' },
    { type: 'array', value: [{ type: 'int', value: 1n }, { type: 'empty' }] },
    { type: 'map', value: [{ key: '__proto__', value: { type: 'bool', value: true } }] },
    { type: 'empty' },
  ])
  expect(own).toEqual([{ key: 'service.name', value: { type: 'string', value: 'shop' } }])
})

test('values that lie too deep are kept as text', async () => {
  let value: object = { stringValue: 'core' }
  for (let i = 0; i < 60; i++) value = { arrayValue: { values: [value] } }
  const { attributes } = await detailsOf({ attributes: [{ key: 'deep', value }] })
  expect(JSON.stringify(attributes)).toContain('core')
})

test('events, links, messages and dropped counts', async () => {
  const details = await detailsOf({
    traceState: 'a=1',
    status: { code: 2, message: 'no' },
    droppedAttributesCount: 3,
    events: [{ timeUnixNano: '5', name: 'e', attributes: [{ key: 'x', value: { intValue: 1 } }] }, null],
    links: [{ traceId: TRACE.toUpperCase(), spanId: '7uGbfsPBsXQ=', traceState: 'b=2' }],
    attributes: [
      { key: 'twice', value: { intValue: 1 } },
      { key: 'twice', value: { intValue: 2 } },
    ],
  })
  expect(details).toMatchObject({
    traceState: 'a=1',
    statusMessage: 'no',
    dropped: { attributes: 3, events: 0, links: 0 },
    events: [{ timeUnixNs: 5n, name: 'e', attributes: [{ key: 'x', value: { type: 'int', value: 1n } }] }],
    links: [{ traceId: TRACE, spanId: 'eee19b7ec3c1b174', traceState: 'b=2', attributes: [] }],
    attributes: [{ key: 'twice', value: { type: 'int', value: 2n } }],
  })
  expect(details.warnings).toHaveLength(1)
})
