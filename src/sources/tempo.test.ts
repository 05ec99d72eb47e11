import { afterEach, expect, test } from 'vitest'
import { type FakeAnswer, fakeFetch } from '../testing/fakeFetch.ts'
import { type Connection, NEW_CONNECTION } from './connection.ts'
import { tempo, traceQlOf } from './tempo.ts'
import type { TraceSearch } from './traceSource.ts'

const CONNECTION: Connection = { ...NEW_CONNECTION, kind: 'tempo', url: 'http://t:3200', tenant: 'team-a' }
const { signal } = new AbortController()
const TRACE = '{"trace":{"resourceSpans":[{"scopeSpans":[{"spans":[{"spanId":"1"}]}]}]},"status":"PARTIAL"}'

let fake: ReturnType<typeof fakeFetch> | undefined

afterEach(() => fake?.end())

const answering = (answers: Readonly<Record<string, FakeAnswer>>) => {
  fake = fakeFetch((path) => answers[path.replace(/\?.*/, '')] ?? [404, '404 page not found'])
  return fake
}

test('a trace is asked of v2, with the tenant', async () => {
  const { asked } = answering({ '/api/v2/traces/ab': [200, TRACE] })
  expect(await (await tempo.fetchTrace(CONNECTION, 'ab', signal)).text()).toBe(TRACE)
  expect(asked.map(({ headers }) => headers.get('x-scope-orgid'))).toEqual(['team-a'])
})

test('an older server is asked in v1', async () => {
  const { paths } = answering({ '/api/traces/ab': [200, '{"batches":[{"scopeSpans":[{"spans":[{"spanId":"1"}]}]}]}'] })
  await tempo.fetchTrace(CONNECTION, 'ab', signal)
  expect(paths()).toEqual(['/api/v2/traces/ab', '/api/traces/ab'])
})

test.each<[string, Readonly<Record<string, FakeAnswer>>]>([
  ['neither API has it', {}],
  ['v2 answers with an empty trace', { '/api/v2/traces/ab': [200, '{"trace":{},"metrics":{}}'] }],
])('a trace is absent where %s', async (_, answers) => {
  answering(answers)
  await expect(tempo.fetchTrace(CONNECTION, 'ab', signal)).rejects.toMatchObject({ problem: { kind: 'absent' } })
})

const SEARCH: TraceSearch = {
  service: 'cart "x"',
  operation: 'GET /',
  tags: 'http.status_code=500 resource.zone=b',
  traceQl: '',
  minDurationMs: 100,
  maxDurationMs: undefined,
  fromMs: 1_500,
  toMs: 2_500,
  limit: 20,
}

test('conditions become TraceQL; quotes cannot end it', () => {
  expect(traceQlOf(SEARCH)).toBe(
    '{ resource.service.name = "cart \\"x\\"" && name = "GET /" && ' +
      '(.http.status_code = 500 || .http.status_code = "500") && resource.zone = "b" && traceDuration >= 100ms }',
  )
  expect(traceQlOf({ ...SEARCH, service: '', operation: '', tags: '', minDurationMs: undefined })).toBe('{  }')
})

test('a search that finds traces tells of each', async () => {
  const trace = {
    traceID: 'd6e9329d67b6146a',
    rootServiceName: 'cart',
    startTimeUnixNano: '1000000000000',
    durationMs: 12,
    serviceStats: { cart: { spanCount: 3, errorCount: 1 }, db: { spanCount: 2 } },
  }
  const { asked } = answering({ '/api/search': [200, JSON.stringify({ traces: [trace] })] })
  expect(await tempo.search(CONNECTION, { ...SEARCH, traceQl: '{ status = error }' }, signal)).toEqual({
    kind: 'hits',
    hits: [{ traceId: trace.traceID, service: 'cart', name: '', startMs: 1e6, durationMs: 12, spans: 5, errors: 1 }],
  })
  expect(Object.fromEntries(asked[0].url.searchParams)).toMatchObject({ q: '{ status = error }', start: '1', end: '3' })
})

test.each<[string, Readonly<Record<string, FakeAnswer>>]>([
  ['v2', { '/api/v2/search/tag/resource.service.name/values': [200, '{"tagValues":[{"type":"string","value":"a"}]}'] }],
  ['v1', { '/api/search/tag/service.name/values': [200, '{"tagValues":["a"]}'] }],
])('services of %s', async (_, answers) => {
  answering(answers)
  expect(await tempo.listServices(CONNECTION, signal)).toEqual(['a'])
})
