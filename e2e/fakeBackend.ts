import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Status and body of an answer. */
export type Answer = readonly [status: number, body: string]

/** What a backend is asked: the path after its behaviour, parameters and headers. */
export interface Question {
  readonly path: string
  readonly parameters: URLSearchParams
  readonly headers: IncomingMessage['headers']
}

/**
 * A backend of our own on loopback. The first part of the path says how it behaves: `cors` forbids to read, `auth` wants a
 * bearer token, `down` is a gateway without its server, `page` answers with a page, `slow` never answers, `healed` is `down`
 * until it is healed. Anything else is up to its answers.
 */
export interface FakeBackend {
  readonly origin: string
  readonly url: (behaviour: string) => string
  /** Of every request that came, `METHOD /path?query`. */
  readonly asked: readonly string[]
  /** What was asked of `/healed` from now on is answered. */
  heal(): void
  stop(): Promise<void>
}

/** A sample of our own generator. */
export function sampleText(name: string): string {
  return readFileSync(new URL(`../public/samples/${name}.json`, import.meta.url), 'utf8')
}

/** The members of a parsed sample. */
export function sampleJson(name: string): Readonly<Record<string, unknown>> {
  return JSON.parse(sampleText(name))
}

const COMMON: ReadonlyMap<string, Answer> = new Map([
  ['down', [502, '<html>Bad Gateway</html>']],
  ['broken', [500, 'storage: no such host']],
  ['page', [200, '<!doctype html><html><body>hello</body></html>']],
  ['forbidden', [403, 'forbidden']],
])

/** Starts one on any free port. */
export async function startFakeBackend(
  answer: (behaviour: string, question: Question) => Answer,
): Promise<FakeBackend> {
  const asked: string[] = []
  let healed = false
  const reply = ({ url = '', method, headers }: IncomingMessage, response: ServerResponse) => {
    asked.push(`${method} ${url}`)
    const { pathname, searchParams } = new URL(url, 'http://localhost')
    const [, behaviour = '', path = ''] = /^\/([a-z0-9]+)\/(.*)$/.exec(pathname) ?? []
    if (behaviour !== 'cors') {
      response.setHeader('Access-Control-Allow-Origin', '*')
      response.setHeader('Access-Control-Allow-Headers', 'Authorization, X-Scope-OrgID, X-Key')
    }
    if (method === 'OPTIONS') {
      response.writeHead(204).end()
      return
    }
    if (behaviour === 'slow') return
    const isDown = behaviour === 'healed' && !healed
    const isStranger = behaviour === 'auth' && headers.authorization !== 'Bearer secret'
    const [status, body] = isStranger
      ? ([401, 'who are you?'] as const)
      : (COMMON.get(isDown ? 'down' : behaviour) ?? answer(behaviour, { path, parameters: searchParams, headers }))
    response.writeHead(status).end(body)
  }
  const server = createServer(reply)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  return {
    origin,
    asked,
    url: (behaviour) => `${origin}/${behaviour}`,
    heal: () => {
      healed = true
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
