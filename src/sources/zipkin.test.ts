import { afterEach, expect, test } from 'vitest'
import { type FakeAnswer, fakeFetch } from '../testing/fakeFetch.ts'
import { type Connection, NEW_CONNECTION } from './connection.ts'
import { zipkin } from './zipkin.ts'

const CONNECTION: Connection = { ...NEW_CONNECTION, kind: 'zipkin', url: 'http://z:9411' }
const { signal } = new AbortController()

let fake: ReturnType<typeof fakeFetch> | undefined

afterEach(() => fake?.end())

const SPANS = '[{"traceId":"1","id":"1"}]'

test('a trace comes as it is', async () => {
  fake = fakeFetch(() => [200, SPANS])
  expect(await (await zipkin.fetchTrace(CONNECTION, 'ab', signal)).text()).toBe(SPANS)
  expect(fake.paths()).toEqual(['/api/v2/trace/ab'])
})

test.each<[string, FakeAnswer]>([
  ['404', [404, 'ab not found']],
  ['an empty list', [200, '[]']],
])('a trace is absent where Zipkin answers %s', async (_, answer) => {
  fake = fakeFetch(() => answer)
  await expect(zipkin.fetchTrace(CONNECTION, 'ab', signal)).rejects.toMatchObject({ problem: { kind: 'absent' } })
})

test('a search speaks in microseconds, lookback and annotations', async () => {
  fake = fakeFetch(() => [200, `[${SPANS}]`])
  await zipkin.search(
    CONNECTION,
    {
      service: 'cart',
      operation: 'get',
      tags: 'error http.method=GET',
      traceQl: '',
      minDurationMs: undefined,
      maxDurationMs: 1.5,
      fromMs: 1000,
      toMs: 4000,
      limit: 7,
    },
    signal,
  )
  expect(Object.fromEntries(fake.asked[0].url.searchParams)).toEqual({
    serviceName: 'cart',
    spanName: 'get',
    annotationQuery: 'error and http.method=GET',
    minDuration: '1',
    maxDuration: '1500',
    endTs: '4000',
    lookback: '3000',
    limit: '7',
  })
})

test('a list of services that is none is another kind of backend', async () => {
  fake = fakeFetch(() => [200, '{"data":[]}'])
  await expect(zipkin.listServices(CONNECTION, signal)).rejects.toMatchObject({ problem: { kind: 'wrongKind' } })
})
