import { afterEach, describe, expect, test } from 'vitest'
import { type FakeAnswer, fakeFetch } from '../testing/fakeFetch.ts'
import { type Connection, NEW_CONNECTION } from './connection.ts'
import { jaeger } from './jaeger.ts'
import type { TraceSearch } from './traceSource.ts'

const CONNECTION: Connection = { ...NEW_CONNECTION, name: 'j', url: 'http://j:1/base' }
const { signal } = new AbortController()
const ID = 'a'.repeat(32)
const V3 = '{"result":{"resourceSpans":[{"scopeSpans":[{"spans":[{"spanId":"1"}]}]}]}}'
const V1 = '{"data":[{"traceID":"1","spans":[{"spanID":"1"}]}]}'

let fake: ReturnType<typeof fakeFetch> | undefined

afterEach(() => fake?.end())

const answering = (answers: Readonly<Record<string, FakeAnswer>>) => {
  fake = fakeFetch((path) => answers[path.replace(/^\/base/, '').replace(/\?.*/, '')] ?? [404, '404 page not found'])
  return fake
}

const textOf = async (blob: Promise<Blob>) => (await blob).text()

describe('a trace', () => {
  test('is asked of v3, raw, in both spellings, with the headers of the connection', async () => {
    const { asked } = answering({ [`/api/v3/traces/${ID}`]: [200, V3] })
    const connection: Connection = { ...CONNECTION, credentials: { type: 'bearer', token: 't' } }
    expect(await textOf(jaeger.fetchTrace(connection, ID, signal))).toBe(V3)
    expect(asked).toHaveLength(1)
    expect(asked[0].url.search).toBe('?rawTraces=true&raw_traces=true')
    expect(asked[0].headers.get('authorization')).toBe('Bearer t')
  })

  test.each<[string, FakeAnswer]>([
    ['with its page', [200, '<!doctype html>']],
    ['with 404', [404, '404 page not found']],
    ['with 400', [400, 'unsupported path requested']],
    ['with 501', [501, '']],
  ])('is asked of v1 where a server answers v3 %s', async (_, answer) => {
    const { asked } = answering({ [`/api/v3/traces/${ID}`]: answer, [`/api/traces/${ID}`]: [200, V1] })
    expect(await textOf(jaeger.fetchTrace(CONNECTION, ID, signal))).toBe(V1)
    expect(asked[1].url.search).toBe('?raw=true')
  })

  test.each<[string, FakeAnswer, FakeAnswer | undefined]>([
    ['v3 says 404 in its own shape', [404, '{"error":{"httpCode":404,"message":"no traces"}}'], undefined],
    ['v3 answers without a span', [200, '{"result":{"resourceSpans":[]}}'], undefined],
    ['v1 says 404', [404, ''], [404, '{"errors":[{"code":404,"msg":"trace not found"}]}']],
    ['v1 answers without a trace', [404, ''], [200, '{"data":[],"errors":null}']],
  ])('is absent where %s', async (_, v3, v1) => {
    const { asked } = answering({ [`/api/v3/traces/${ID}`]: v3, ...(v1 && { [`/api/traces/${ID}`]: v1 }) })
    await expect(jaeger.fetchTrace(CONNECTION, ID, signal)).rejects.toMatchObject({ problem: { kind: 'absent' } })
    expect(asked).toHaveLength(v1 === undefined ? 1 : 2)
  })

  test('a server that fails says so, and not that it is too old', async () => {
    answering({ [`/api/v3/traces/${ID}`]: [500, 'storage is gone'] })
    const problem = { kind: 'status', status: 500, message: 'storage is gone' }
    await expect(jaeger.fetchTrace(CONNECTION, ID, signal)).rejects.toMatchObject({ problem })
  })

  test('who may not ask v3 is not let ask v1', async () => {
    const { asked } = answering({ [`/api/v3/traces/${ID}`]: [401, ''] })
    await expect(jaeger.fetchTrace(CONNECTION, ID, signal)).rejects.toMatchObject({ problem: { kind: 'unauthorised' } })
    expect(asked).toHaveLength(1)
  })

  test('an answer that is no JSON is of another kind', async () => {
    answering({ [`/api/v3/traces/${ID}`]: [200, '<html>'], [`/api/traces/${ID}`]: [200, '<html>'] })
    const problem = { kind: 'wrongKind', saw: 'a web page', looksLike: undefined }
    await expect(jaeger.fetchTrace(CONNECTION, ID, signal)).rejects.toMatchObject({ problem })
  })
})

const SEARCH: TraceSearch = {
  service: 'cart',
  operation: '',
  tags: '',
  traceQl: '',
  minDurationMs: 5,
  maxDurationMs: undefined,
  fromMs: 1_000,
  toMs: 2_000,
  limit: 20,
}

describe('a search', () => {
  test('takes the summaries of the newest servers', async () => {
    const summary = {
      traceId: ID,
      rootServiceName: 'cart',
      rootOperationName: 'GET /',
      spanCount: 4,
      minStartTimeUnixNano: '1000000000',
      maxEndTimeUnixNano: '1250000000',
    }
    const { asked } = answering({ '/api/v3/trace-summaries': [200, JSON.stringify({ summaries: [summary] })] })
    expect(await jaeger.search(CONNECTION, SEARCH, signal)).toEqual({
      kind: 'hits',
      hits: [{ traceId: ID, service: 'cart', name: 'GET /', startMs: 1000, durationMs: 250, spans: 4, errors: 0 }],
    })
    const { searchParams } = asked[0].url
    expect(searchParams.get('query.serviceName')).toBe('cart')
    expect(searchParams.get('query.service_name')).toBe('cart')
    expect(searchParams.get('query.durationMin')).toBe('5ms')
    expect(searchParams.get('query.startTimeMax')).toBe('1970-01-01T00:00:02.000Z')
    expect(searchParams.has('query.operationName')).toBe(false)
  })

  test('with tags is asked of v1 before v3, whose first servers pass over them', async () => {
    const { paths, asked } = answering({ '/api/traces': [200, V1] })
    const search = { ...SEARCH, tags: 'error=true msg="two words"' }
    expect(await jaeger.search(CONNECTION, search, signal)).toMatchObject({ kind: 'traces' })
    expect(paths()).toEqual(['/base/api/v3/trace-summaries', '/base/api/traces'])
    expect(asked[1].url.searchParams.get('tags')).toBe('{"error":"true","msg":"two words"}')
    expect(asked[1].url.searchParams.get('start')).toBe('1000000')
  })

  test('without them v3 goes before v1', async () => {
    const { paths } = answering({ '/api/v3/traces': [200, V3] })
    expect(await jaeger.search(CONNECTION, SEARCH, signal)).toMatchObject({ kind: 'traces' })
    expect(paths()).toEqual(['/base/api/v3/trace-summaries', '/base/api/v3/traces'])
  })

  test('that finds nothing is no failure', async () => {
    answering({ '/api/v3/trace-summaries': [404, '{"error":{"httpCode":404,"message":"No traces found"}}'] })
    expect(await jaeger.search(CONNECTION, SEARCH, signal)).toEqual({ kind: 'hits', hits: [] })
  })
})

test.each<[string, Readonly<Record<string, FakeAnswer>>, readonly string[]]>([
  ['v3', { '/api/v3/services': [200, '{"services":["b","a"]}'] }, ['a', 'b']],
  ['v1', { '/api/services': [200, '{"data":["b","a"],"errors":null}'] }, ['a', 'b']],
  ['v1 without any', { '/api/services': [200, '{"data":null}'] }, []],
])('services of %s', async (_, answers, services) => {
  answering(answers)
  expect(await jaeger.listServices(CONNECTION, signal)).toEqual(services)
})

test('operations of one name and several kinds are one', async () => {
  const operations = [
    { name: 'GET /', spanKind: 'server' },
    { name: 'GET /', spanKind: 'client' },
  ]
  answering({ '/api/v3/operations': [200, JSON.stringify({ operations })] })
  expect(await jaeger.listOperations(CONNECTION, 'cart', signal)).toEqual(['GET /'])
})
