/** Status and body of an answer; 'network' for a request that fails. */
export type FakeAnswer = readonly [status: number, body: string] | 'network'

/** What was asked: method, address, headers in lower case. */
export interface FakeRequest {
  readonly url: URL
  readonly mode: string
  readonly headers: Headers
}

/** Takes the place of `fetch` until `end`; `answer` sees the path with its query. */
export function fakeFetch(answer: (path: string, request: FakeRequest) => FakeAnswer): {
  readonly asked: FakeRequest[]
  /** Paths without their queries. */
  paths(): string[]
  end(): void
} {
  const original = globalThis.fetch
  const asked: FakeRequest[] = []
  globalThis.fetch = async (input, init = {}) => {
    init.signal?.throwIfAborted()
    const url = new URL(String(input))
    const request = { url, mode: init.mode ?? 'cors', headers: new Headers(init.headers) }
    asked.push(request)
    const answered = answer(url.pathname + url.search, request)
    if (answered === 'network') throw new TypeError('Failed to fetch')
    return new Response(answered[1], { status: answered[0] })
  }
  return {
    asked,
    paths: () => asked.map(({ url }) => url.pathname),
    end: () => {
      globalThis.fetch = original
    },
  }
}
