import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { recogniseText } from '../recogniseText.ts'
import { elasticHits } from './elasticHits.ts'
import { elasticIntake } from './elasticIntake.ts'

const TRACE = '47987df606e9cc193b9cecf545017ef0'
const text = (value: string) => ({ type: 'string', value })
const lines = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join('\n')

const SOURCE = {
  '@timestamp': '2025-10-09T08:53:20.025Z',
  processor: { event: 'span' },
  trace: { id: TRACE },
  transaction: { id: '00000000000000aa' },
  span: {
    id: 'bb',
    name: 'SELECT',
    type: 'db',
    duration: { us: 1500.5 },
    links: [{ trace: { id: TRACE }, span: { id: 'cc' } }],
  },
  timestamp: { us: 1760000000025000 },
  service: { name: 'cart', version: '2' },
  event: { outcome: 'failure' },
  labels: { tier: 'gold' },
}
const FIELDS = {
  '@timestamp': ['2025-10-09T08:53:20.025Z'],
  'processor.event': ['transaction'],
  'trace.id': [TRACE],
  'transaction.id': ['aa'],
  'transaction.name': ['GET /'],
  'transaction.type': ['messaging'],
  'transaction.duration.us': [2000],
  'service.name': ['shop'],
  'http.request.method': ['GET'],
}

test.each([
  ['nested, in hits', { hits: { hits: [{ _id: '1', _source: SOURCE }] } }],
  ['nested, bare', [SOURCE]],
])('documents %s', async (_shape, input) => {
  expect(await recogniseText(input)).toBe('elastic-es')
  const { spans, codes, serviceOf, details } = await readText(elasticHits, input)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([
    {
      traceId: TRACE,
      spanId: '00000000000000bb',
      parentSpanId: '00000000000000aa',
      name: 'SELECT',
      kind: 3,
      status: 2,
      startUnixNs: 1760000000025000000n,
      durationNs: 1500500n,
    },
  ])
  expect(serviceOf(spans[0])).toBe('cart')
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'transaction.id', value: text('00000000000000aa') },
      { key: 'span.type', value: text('db') },
      { key: 'labels.tier', value: text('gold') },
    ],
    links: [{ traceId: TRACE, spanId: '00000000000000cc' }],
    resource: [
      { key: 'service.name', value: text('cart') },
      { key: 'service.version', value: text('2') },
    ],
  })
})

test('documents by their `fields`, dotted and in arrays', async () => {
  const input = { hits: { hits: [{ _id: '1', fields: FIELDS }] } }
  expect(await recogniseText(input)).toBe('elastic-es')
  const { spans, serviceOf, details } = await readText(elasticHits, input)
  expect(spans).toMatchObject([
    { spanId: '00000000000000aa', parentSpanId: undefined, name: 'GET /', kind: 5, startUnixNs: 1760000000025000000n },
  ])
  expect(serviceOf(spans[0])).toBe('shop')
  expect((await details(0)).attributes).toEqual([
    { key: 'transaction.type', value: text('messaging') },
    { key: 'http.request.method', value: text('GET') },
  ])
})

test('metrics are skipped, one bad document costs one span', async () => {
  const metric = { ...SOURCE, processor: { event: 'metric' } }
  const input = `[\n${JSON.stringify(SOURCE)},\n${JSON.stringify(metric)},\n{"trace":{"id":"1"},"processor":{"event":"span"}},\n7]`
  const { spans, problems } = await readText(elasticHits, input)
  expect(spans).toHaveLength(1)
  expect(problems.map(({ code, at }) => [code, at.line])).toEqual([
    ['signal.skipped', 3],
    ['span.id', 4],
    ['span.shape', 5],
  ])
})

const METADATA = { metadata: { service: { name: 'shop', version: '1' } } }
const TRANSACTION = {
  transaction: { trace_id: TRACE, id: 'aa', name: 'GET /', duration: 32.592981, timestamp: 1760000000000001 },
}

test('intake: metadata counts for the lines after it; starts may be offsets', async () => {
  const span = {
    trace_id: TRACE,
    id: 'bb',
    transaction_id: 'aa',
    name: 'SELECT',
    type: 'db.sql',
    start: 1.5,
    duration: 2,
  }
  const cart = {
    ...span,
    id: 'cc',
    parent_id: 'bb',
    timestamp: 7,
    context: { service: { name: 'cart' }, db: { type: 'sql' } },
  }
  const input = lines([METADATA, { span }, { span: cart }, TRANSACTION, { metricset: {} }])
  expect(await recogniseText(input)).toBe('elastic-intake')
  const { spans, codes, serviceOf, details } = await readText(elasticIntake, input)
  expect(codes).toEqual(['signal.skipped'])
  expect(spans).toMatchObject([
    { spanId: '00000000000000cc', parentSpanId: '00000000000000bb', startUnixNs: 7000n },
    { spanId: '00000000000000aa', kind: 2, startUnixNs: 1760000000000001000n, durationNs: 32592981n },
    { spanId: '00000000000000bb', parentSpanId: '00000000000000aa', kind: 3, startUnixNs: 1760000000001501000n },
  ])
  expect(spans.map(serviceOf)).toEqual(['cart', 'shop', 'shop'])
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'transaction_id', value: text('aa') },
      { key: 'type', value: text('db.sql') },
      { key: 'service.name', value: text('cart') },
      { key: 'db.type', value: text('sql') },
    ],
    resource: [
      { key: 'service.name', value: text('shop') },
      { key: 'service.version', value: text('1') },
    ],
  })
})

test('intake: a bad line costs that line', async () => {
  const input = `${lines([METADATA, TRANSACTION])}\n{"span":{"id":"1"\n${lines([{ span: { id: '1' } }, TRANSACTION])}`
  const { spans, problems } = await readText(elasticIntake, input)
  expect(spans).toHaveLength(2)
  expect(problems.map(({ code, at }) => [code, at.line])).toEqual([
    ['json.syntax', 3],
    ['span.traceId', 4],
  ])
})

test('intake: a span whose transaction is not there has no start', async () => {
  const { spans, codes } = await readText(
    elasticIntake,
    lines([METADATA, { span: { trace_id: '1', id: '2', name: 'a', start: 1, duration: 1 } }]),
  )
  expect(spans[0].startUnixNs).toBeUndefined()
  expect(codes).toEqual(['time.missing'])
})
