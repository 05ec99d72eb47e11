import { afterEach, expect, test } from 'vitest'
import { type FakeAnswer, fakeFetch } from '../testing/fakeFetch.ts'
import { fetchJson, request, statusProblem } from './http.ts'

let fake: ReturnType<typeof fakeFetch> | undefined

afterEach(() => fake?.end())

const ADDRESS = new URL('http://backend:1/api')

function asking(answer: (mode: string) => FakeAnswer, maxBytes = 1000) {
  fake = fakeFetch((_, { mode }) => answer(mode))
  return request(ADDRESS, { headers: [], signal: new AbortController().signal, timeoutMs: 1000, maxBytes })
}

test('what cannot be reached is told apart from what may not be read', async () => {
  expect(await asking(() => 'network')).toEqual({ ok: false, problem: { kind: 'refused' } })
  expect(await asking((mode) => (mode === 'no-cors' ? [200, ''] : 'network'))).toEqual({
    ok: false,
    problem: { kind: 'cors' },
  })
})

test('an answer that is too large is not read to its end', async () => {
  expect(await asking(() => [200, 'x'.repeat(1001)])).toEqual({
    ok: false,
    problem: { kind: 'tooLarge', maxBytes: 1000 },
  })
  expect(await asking(() => [200, 'x'.repeat(1000)])).toMatchObject({ ok: true })
})

test('a redirect is not followed', async () => {
  expect(await asking(() => [302, ''])).toEqual({ ok: false, problem: { kind: 'redirected' } })
})

test('aborting rejects with its reason, and is no problem of the backend', async () => {
  const controller = new AbortController()
  fake = fakeFetch(() => [200, ''])
  controller.abort(new Error('enough'))
  const options = { headers: [], signal: controller.signal, timeoutMs: 1000, maxBytes: 10 }
  await expect(request(ADDRESS, options)).rejects.toThrow('enough')
})

test.each<[number, string, object | undefined]>([
  [200, '<html>', undefined],
  [401, '', { kind: 'unauthorised', status: 401 }],
  [403, '', { kind: 'unauthorised', status: 403 }],
  [400, '{"error":"parse error"}', { kind: 'badQuery', message: 'parse error' }],
  [400, '{"error":{"httpCode":400,"message":"malformed"}}', { kind: 'badQuery', message: 'malformed' }],
  [400, '{"errors":[{"msg":"service is required"}]}', { kind: 'badQuery', message: 'service is required' }],
  [500, 'no such host', { kind: 'status', status: 500, message: 'no such host' }],
  [502, '<html>Bad Gateway</html>', { kind: 'status', status: 502, message: '' }],
])('status %i with %s', async (status, body, problem) => {
  expect(await statusProblem({ status, blob: new Blob([body]) })).toEqual(problem)
})

test('JSON is parsed, a page is not JSON', async () => {
  fake = fakeFetch((path) => [200, path === '/page' ? '<html>' : '{"a":1}'])
  const { signal } = new AbortController()
  expect(await fetchJson(new URL('http://b/'), undefined, signal)).toEqual({ ok: true, body: { a: 1 } })
  expect(await fetchJson(new URL('http://b/page'), undefined, signal)).toMatchObject({ problem: { kind: 'notJson' } })
})
