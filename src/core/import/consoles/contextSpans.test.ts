import { expect, test } from 'vitest'
import { readWith } from '../../../testing/readWith.ts'
import { textSource } from '../../model/byteSource.ts'
import { readProbe } from '../probe.ts'
import { phoenix } from '../vendors/phoenix.ts'
import { phpConsole } from './phpConsole.ts'
import { pythonConsole } from './pythonConsole.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'

const PYTHON = {
  name: 'GET /cart',
  context: {
    trace_id: `0x${TRACE}`,
    span_id: '0x00f067aa0ba902b7',
    trace_state: "['{key=a, value=b}', '{key=c, value=d}']",
  },
  kind: 'SpanKind.SERVER',
  parent_id: '0xb7ad6b7169203331',
  start_time: '2025-10-09T08:53:20.025000Z',
  end_time: '2025-10-09T08:53:20.026500Z',
  status: { status_code: 'ERROR', description: 'gone' },
  attributes: { 'http.route': '/cart', size: 3 },
  events: [{ name: 'miss', timestamp: '2025-10-09T08:53:20.026000Z', attributes: { key: 'k' } }],
  links: [{ context: { trace_id: `0x${TRACE}`, span_id: '0x00f067aa0ba902b8', trace_state: '[]' }, attributes: {} }],
  resource: { attributes: { 'service.name': 'shop' }, schema_url: '' },
}

const PHP = {
  name: 'GET /cart',
  context: { trace_id: TRACE, span_id: '00f067aa0ba902b7', trace_state: 'a=b' },
  resource: { 'service.name': 'shop' },
  parent_span_id: '',
  kind: 'KIND_CLIENT',
  start: 1760000000025000001n,
  end: 1760000000025000900n,
  attributes: { size: 3 },
  status: { code: 'Ok', description: '' },
  events: [{ name: 'miss', timestamp: 1760000000025000007n, attributes: [] }],
  links: [],
}

const PHOENIX = {
  name: 'llm',
  context: { trace_id: TRACE, span_id: '00f067aa0ba902b7' },
  span_kind: 'LLM',
  parent_id: null,
  start_time: '2025-10-09T08:53:20.025000+00:00',
  end_time: '2025-10-09T08:53:21+00:00',
  status_code: 'ERROR',
  status_message: 'too long',
  attributes: { 'llm.model_name': 'm' },
  events: [],
}

/** JSON with whole numbers of any size. */
function json(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, (_key, v) => (typeof v === 'bigint' ? `big${v}` : v), indent)
  return text.replace(/"big(\d+)"/g, '$1')
}

test('reads Python spans one after the other, among log lines and log records', async () => {
  const record = json({ body: 'hello', trace_id: `0x${TRACE}` }, 4)
  const child = json(PYTHON, 4)
  const root = json({ ...PYTHON, context: { ...PYTHON.context, span_id: '0xb7ad6b7169203331' }, parent_id: null }, 4)
  const { spans, serviceOf, found, details } = await readWith(pythonConsole, `${child}\n${record}\n${root}\n`)
  expect(found).toEqual([`signal.skipped ${child.length + 1}:${child.split('\n').length + 1}`])
  expect(spans.map((span) => [span.spanId, span.parentSpanId])).toEqual([
    ['00f067aa0ba902b7', 'b7ad6b7169203331'],
    ['b7ad6b7169203331', undefined],
  ])
  expect(spans[0]).toMatchObject({
    traceId: TRACE,
    name: 'GET /cart',
    kind: 2,
    status: 2,
    startUnixNs: 1760000000025000000n,
    durationNs: 1500000n,
  })
  expect(serviceOf(spans[0])).toBe('shop')
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'http.route', value: { value: '/cart' } },
      { key: 'size', value: { type: 'int', value: 3n } },
    ],
    events: [{ name: 'miss', timeUnixNs: 1760000000026000000n, attributes: [{ key: 'key' }] }],
    links: [{ traceId: TRACE, spanId: '00f067aa0ba902b8', traceState: '' }],
    statusMessage: 'gone',
    traceState: 'a=b,c=d',
    resource: [{ key: 'service.name', value: { value: 'shop' } }],
  })
})

test('reads PHP spans in arrays, times in exact ns', async () => {
  const { spans, serviceOf, found, details } = await readWith(phpConsole, `${json([PHP])}\n${json([PHP], 2)}`)
  expect(found).toEqual([])
  expect(spans).toHaveLength(2)
  expect(spans[1]).toMatchObject({
    parentSpanId: undefined,
    kind: 3,
    status: 1,
    startUnixNs: 1760000000025000001n,
    durationNs: 899n,
  })
  expect(serviceOf(spans[0])).toBe('shop')
  expect(await details(1)).toMatchObject({
    events: [{ timeUnixNs: 1760000000025000007n }],
    traceState: 'a=b',
    resource: [{ key: 'service.name' }],
  })
})

test('reads Phoenix spans, whose kind is an attribute', async () => {
  const { spans, found, details } = await readWith(phoenix, { data: [PHOENIX] })
  expect(found).toEqual([])
  expect(spans[0]).toMatchObject({ kind: 0, status: 2, parentSpanId: undefined, durationNs: 975000000n })
  expect(await details(0)).toMatchObject({
    attributes: [{ key: 'llm.model_name' }, { key: 'openinference.span.kind', value: { value: 'LLM' } }],
    statusMessage: 'too long',
  })
})

test('a bad span costs itself', async () => {
  const bad = [{ ...PYTHON, context: { trace_id: 'x' } }, 7, { ...PYTHON, kind: 'SpanKind.OTHER', end_time: null }]
  const text = json(bad)
  const { spans, found } = await readWith(pythonConsole, text)
  expect(spans.map((span) => [span.kind, span.durationNs])).toEqual([[0, undefined]])
  const third = text.lastIndexOf('{"name":"GET')
  expect(found).toEqual([
    'span.id 1:1',
    `span.shape ${third - 2}:1`,
    `span.kind ${third}:1`,
    `time.unfinished ${third}:1`,
  ])
})

test('each writer knows its own', async () => {
  const formats = [pythonConsole, phpConsole, phoenix]
  for (const [i, span] of [PYTHON, PHP, PHOENIX].entries()) {
    const probe = await readProbe(textSource(json(span)))
    expect(formats.map((format) => format.score(probe).score)).toEqual(formats.map((_, k) => (k === i ? 0.9 : 0.2)))
  }
})
