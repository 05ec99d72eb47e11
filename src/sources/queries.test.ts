import { afterEach, expect, test } from 'vitest'
import { type FakeAnswer, fakeFetch } from '../testing/fakeFetch.ts'
import { type Connection, NEW_CONNECTION } from './connection.ts'
import { fetchSpans } from './queries.ts'

const CONNECTION: Connection = { ...NEW_CONNECTION, name: 'z', kind: 'zipkin', url: 'http://z:9411' }
const SPANS = '[{"traceId":"1","id":"1"}]'

let fake: ReturnType<typeof fakeFetch> | undefined

afterEach(() => fake?.end())

test('a gateway without its server is asked again; a refusal is not', async () => {
  const answers: FakeAnswer[] = [
    [503, ''],
    [502, ''],
    [200, SPANS],
  ]
  fake = fakeFetch(() => answers.shift() ?? [404, ''])
  const { signal } = new AbortController()
  expect(await (await fetchSpans(CONNECTION, 'ab', signal)).text()).toBe(SPANS)
  await expect(fetchSpans(CONNECTION, 'ab', signal)).rejects.toMatchObject({ problem: { kind: 'absent' } })
  expect(fake.asked).toHaveLength(4)
})

test('aborting rejects with its reason', async () => {
  const controller = new AbortController()
  fake = fakeFetch(() => {
    controller.abort(new Error('enough'))
    return [503, '']
  })
  await expect(fetchSpans(CONNECTION, 'cd', controller.signal)).rejects.toThrow('enough')
})

test('what was given up may be asked again at once', async () => {
  const controller = new AbortController()
  let isSlow = true
  const original = globalThis.fetch
  globalThis.fetch = (_, init) =>
    isSlow
      ? new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)))
      : Promise.resolve(new Response(SPANS))
  try {
    const first = fetchSpans(CONNECTION, 'ef', controller.signal)
    await new Promise((resolve) => setTimeout(resolve, 5))
    isSlow = false
    controller.abort()
    const second = fetchSpans(CONNECTION, 'ef', new AbortController().signal)
    await expect(first).rejects.toMatchObject({ name: 'AbortError' })
    expect(await (await second).text()).toBe(SPANS)
  } finally {
    globalThis.fetch = original
  }
})
