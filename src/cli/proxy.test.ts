import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startPageServer } from './pageServer.ts'
import { type Backend, readBackend } from './proxyBackend.ts'
import type { ProxyLimits } from './proxyRequest.ts'

/** What the backend received, in order. */
let heard: { url: string; method: string; headers: IncomingHttpHeaders; body: string }[] = []
/** Requests that reached a host nobody named. */
let strays = 0
let reply: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end('{}')
let root = ''
let port = 0
let backendPort = 0
let strayPort = 0
const stops: (() => Promise<unknown>)[] = []

const LIMITS: ProxyLimits = {
  requestBytes: 1000,
  answerBytes: 100_000,
  connectMs: 300,
  firstByteMs: 300,
  idleMs: 300,
  totalMs: 1500,
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => new Promise((resolve) => server.close(resolve)))
  return (server.address() as AddressInfo).port
}

function named(kind: Backend['kind'], address: string): Backend {
  const backend = readBackend(kind, address)
  if (typeof backend === 'string') throw new Error(backend)
  return backend
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'spanfall-proxy-'))
  await mkdir(join(root, 'dist'))
  await writeFile(join(root, 'dist/index.html'), '<!doctype html>')
  await writeFile(join(root, 'dump.json'), '{"dump":1}')
  await writeFile(join(root, 'other.json'), 'secret')
  const backend = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    heard.push({
      url: request.url ?? '',
      method: request.method ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    })
    reply(request, response)
  })
  backendPort = await listen(backend)
  stops.push(async () => backend.closeAllConnections())
  strayPort = await listen(
    createServer((_, response) => {
      strays++
      response.end('stray')
    }),
  )
  // Takes connections and says nothing, as a dead backend behind a balancer does.
  const silentPort = await listen(createTcpServer((socket) => socket.resume()))
  const started = await startPageServer(join(root, 'dist'), 0, {
    backends: [
      named('jaeger', `http://127.0.0.1:${backendPort}/base`),
      named('zipkin', 'http://127.0.0.1:9'),
      named('tempo', `http://us%20er:word@127.0.0.1:${backendPort}`),
      named('prometheus', `http://127.0.0.1:${silentPort}`),
      named('clickhouse', `http://127.0.0.1:${backendPort}`),
    ],
    files: [
      { name: 'dump.json', content: join(root, 'dump.json') },
      { name: 'standard input', content: Buffer.from('piped') },
      { name: 'gone.json', content: join(root, 'gone.json') },
    ],
    limits: LIMITS,
  })
  if (!started.ok) throw new Error(started.problem)
  port = started.port
  stops.push(started.stop)
})

afterEach(() => {
  heard = []
  reply = (_, response) => response.end('{}')
  expect(strays).toBe(0)
})

afterAll(async () => {
  for (const stop of stops.reverse()) await stop()
  await rm(root, { recursive: true })
})

const get = (path: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init })

/** Sends bytes as they are and returns what comes back until the connection ends, or nothing more comes for a while. */
function sendRaw(text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.setTimeout(500, () => socket.destroy())
    socket.on('data', (bytes) => {
      answer += bytes.toString()
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer))
  })
}

const rawGet = (target: string, ...headers: string[]) =>
  sendRaw([`GET ${target} HTTP/1.1`, `Host: localhost:${port}`, ...headers, 'Connection: close', '', ''].join('\r\n'))

test('a request reaches the address of the command line, and its answer comes back as it is', async () => {
  reply = (_, response) =>
    response.writeHead(404, { 'content-type': 'application/json', 'retry-after': '3' }).end('{"error":"no trace"}')
  const answer = await get('/backends/jaeger/api/v3/traces/1?a=b')
  expect(heard).toMatchObject([{ url: '/base/api/v3/traces/1?a=b', method: 'GET', body: '' }])
  expect(heard[0]?.headers.host).toBe(`127.0.0.1:${backendPort}`)
  expect([answer.status, await answer.text()]).toEqual([404, '{"error":"no trace"}'])
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.headers.get('retry-after')).toBe('3')
  expect(answer.headers.get('x-spanfall-proxy')).toBeNull()
})

test('HEAD is answered without a body', async () => {
  reply = (_, response) => response.writeHead(200, { 'content-length': 7 }).end()
  const answer = await get('/backends/jaeger/api', { method: 'HEAD' })
  expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '7', ''])
  expect(heard[0]?.method).toBe('HEAD')
})

test('who asks is told to the backend named; cookies, origin and the connection are not', async () => {
  await rawGet(
    '/backends/jaeger/api',
    'Authorization: Bearer mine',
    'X-Scope-OrgID: team',
    'Cookie: session=1',
    'Referer: http://localhost/secret',
    'Connection: keep-alive, X-Scope-OrgID',
    'Proxy-Authorization: Basic x',
    'X-Forwarded-Host: evil.example',
    'Forwarded: host=evil.example',
    'TE: trailers',
    'X-Unknown: 1',
  )
  const headers = heard[0]?.headers ?? {}
  expect(headers.authorization).toBe('Bearer mine')
  expect(headers['x-scope-orgid']).toBe('team')
  expect(Object.keys(headers).sort()).toEqual(
    ['accept-encoding', 'authorization', 'connection', 'host', 'user-agent', 'x-scope-orgid'].sort(),
  )
})

test('credentials of the command line go to their backend alone, below those of the page', async () => {
  await get('/backends/tempo/api/echo')
  await get('/backends/jaeger/api')
  await get('/backends/tempo/api/echo', { headers: { authorization: 'Bearer mine' } })
  const basic = `Basic ${Buffer.from('us er:word').toString('base64')}`
  expect(heard.map(({ headers }) => headers.authorization)).toEqual([basic, undefined, 'Bearer mine'])
  const listed = await (await get('/spanfall.json')).text()
  expect(listed).not.toContain('word')
  expect(listed).not.toContain(String(backendPort))
})

test('what a backend answers is no page of this origin, sets no cookie and opens no origin', async () => {
  reply = (_, response) =>
    response
      .writeHead(200, {
        'content-type': 'text/html',
        'set-cookie': 'a=b',
        'access-control-allow-origin': '*',
        'content-security-policy': "script-src 'unsafe-inline'",
        'www-authenticate': 'Basic',
        'clear-site-data': '"*"',
        refresh: '0;url=http://evil.example',
      })
      .end('<script>alert(1)</script>')
  const { headers } = await get('/backends/jaeger/')
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox; frame-ancestors 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  for (const name of ['set-cookie', 'access-control-allow-origin', 'www-authenticate', 'clear-site-data', 'refresh']) {
    expect(headers.get(name)).toBeNull()
  }
})

test('no spelling of a request reaches another host', async () => {
  const stray = `127.0.0.1:${strayPort}`
  const targets = [
    `http://${stray}/`,
    `http://${stray}/backends/jaeger/`,
    `http://localhost:${port}/backends/jaeger/`,
    `//${stray}/`,
    `/http://${stray}/`,
    `/backends/http://${stray}/`,
    `/backends/${stray}/`,
    `/backends//${stray}/`,
    `/backends/jaeger@${stray}/`,
    `/backends/jaeger//${stray}/`,
    `/backends/jaeger/%2f%2f${stray}/`,
    `/backends/jaeger/..//${stray}/`,
    `/backends/jaeger/\\\\${stray}\\`,
    `/backends/jaeger/%5c%5c${stray}`,
    `/backends/jaeger:${strayPort}/`,
    `/backends/jaeger/#@${stray}/`,
    `/%62ackends/jaeger/`,
    `/./backends/jaeger/`,
    `/x/../backends/jaeger/`,
    `\\backends\\jaeger\\`,
    `${stray}`,
    `*`,
  ]
  for (const target of targets) {
    const answer = await rawGet(target)
    expect([target, /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]]).toEqual([target, expect.stringMatching(/^40[034]$/)])
  }
  expect(heard).toEqual([])
  await rawGet(`/backends/jaeger/@${stray}/`)
  await rawGet(`/backends/jaeger/http:${stray}`)
  expect(heard.map(({ url }) => url)).toEqual([`/base/@${stray}/`, `/base/http:${stray}`])
})

test('the Host header chooses nothing, and a foreign one is refused', async () => {
  const answer = await sendRaw(
    `GET /backends/jaeger/ HTTP/1.1\r\nHost: 127.0.0.1:${strayPort}\r\nConnection: close\r\n\r\n`,
  )
  expect(answer).toContain('200 OK')
  expect(heard[0]?.headers.host).toBe(`127.0.0.1:${backendPort}`)
  for (const host of ['evil.example', `localhost:80@evil.example`, `127.0.0.1.evil.example`]) {
    expect(await sendRaw(`GET /backends/jaeger/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).toContain(
      '403',
    )
  }
  expect(heard).toHaveLength(1)
})

test('CONNECT, upgrades and tunnels are not opened', async () => {
  const stray = `127.0.0.1:${strayPort}`
  expect(await sendRaw(`CONNECT ${stray} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\nGET / HTTP/1.1\r\n\r\n`)).toBe('')
  const upgrade = await rawGet(
    '/backends/jaeger/',
    'Upgrade: websocket',
    'Sec-WebSocket-Key: eA==',
    'Sec-WebSocket-Version: 13',
  )
  expect(upgrade).toContain('HTTP/1.1 403')
  expect(heard).toEqual([])
  reply = (_, response) => response.writeHead(101, { upgrade: 'websocket', connection: 'upgrade' }).end()
  const { status, headers } = await get('/backends/jaeger/')
  expect([status, headers.get('x-spanfall-proxy')]).toEqual([502, 'badAnswer'])
})

test.each<[string, Record<string, string>]>([
  ['another site', { origin: 'http://evil.example' }],
  ['an unknown origin', { origin: 'null' }],
  ['another port of localhost', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }],
  ['an image on another site', { 'sec-fetch-site': 'cross-site' }],
  ['the same host by https', { origin: 'https://127.0.0.1' }],
])('%s gets neither backends nor files', async (_, headers) => {
  for (const path of ['/backends/jaeger/', '/spanfall.json', '/spanfall.json?x', '/files/0']) {
    expect((await get(path, { headers })).status).toBe(403)
  }
  expect((await get('/backends/clickhouse/', { headers, method: 'POST', body: 'SELECT 1' })).status).toBe(403)
  expect(heard).toEqual([])
})

test('the page itself is let through', async () => {
  const own = { origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' }
  expect((await get('/backends/jaeger/', { headers: own })).status).toBe(200)
  expect((await get('/', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(200)
})

test('redirects within the backend are rewritten; others are told, and followed by nobody', async () => {
  const answers = new Map([
    ['/base/a', '/base/b?c=d'],
    ['/base/out', `http://127.0.0.1:${strayPort}/base/`],
    ['/base/up', '/secret'],
    ['/base/none', ''],
  ])
  reply = ({ url = '' }, response) => response.writeHead(307, { location: answers.get(url) ?? '' }).end('body')
  const inside = await get('/backends/jaeger/a')
  expect([inside.status, inside.headers.get('location')]).toEqual([307, '/backends/jaeger/b?c=d'])
  for (const path of ['out', 'up']) {
    const outside = await get(`/backends/jaeger/${path}`)
    expect([outside.status, outside.headers.get('location')]).toEqual([502, null])
    expect(outside.headers.get('x-spanfall-proxy')).toBe('redirect')
    expect((await outside.json()).error).toMatch(/jaeger sends elsewhere \(307\)/)
  }
  expect(heard).toHaveLength(3)
})

test('a backend that is not there is told from one that is slow, and the next request is answered', async () => {
  const refused = await get('/backends/zipkin/api/v2/services')
  expect([refused.status, refused.headers.get('x-spanfall-proxy')]).toEqual([502, 'unreachable'])
  expect((await refused.json()).error).toBe('zipkin at 127.0.0.1:9 cannot be asked: nothing listens there.')
  const silent = await get('/backends/prometheus/api/v1/query')
  expect([silent.status, silent.headers.get('x-spanfall-proxy')]).toEqual([504, 'timeout'])
  expect((await silent.json()).error).toMatch(/^prometheus at .* did not begin to answer within 0\.3 s\.$/)
  reply = (_, response) => response.socket?.end('not http at all\r\n\r\n')
  expect((await get('/backends/jaeger/')).status).toBe(502)
  reply = (_, response) => response.socket?.destroy()
  expect((await get('/backends/jaeger/')).status).toBe(502)
  reply = (_, response) => response.end('{}')
  expect((await get('/backends/jaeger/')).status).toBe(200)
})

test('who counts before answering has the whole time for it, and no more', async () => {
  reply = (_, response) => void setTimeout(() => response.end('counted'), 600)
  expect(await (await get('/backends/clickhouse/?query=SELECT+1')).text()).toBe('counted')
  reply = () => {}
  const never = await get('/backends/clickhouse/?query=SELECT+1')
  expect([never.status, (await never.json()).errorType]).toEqual([504, 'timeout'])
})

test('an answer that stops, or never ends, is cut; not passed off as whole', async () => {
  reply = (_, response) => response.write('half')
  const startedMs = Date.now()
  await expect(get('/backends/jaeger/').then((answer) => answer.text())).rejects.toThrow()
  expect(Date.now() - startedMs).toBeLessThan(1400)
  reply = (_, response) => {
    const drip = setInterval(() => response.write('.'), 50)
    response.on('close', () => clearInterval(drip))
  }
  await expect(get('/backends/jaeger/').then((answer) => answer.text())).rejects.toThrow()
  reply = (_, response) => {
    response.writeHead(200, { 'content-length': 10 }).write('half')
    setTimeout(() => response.socket?.destroy(), 20)
  }
  await expect(get('/backends/jaeger/').then((answer) => answer.text())).rejects.toThrow()
})

test('sizes are limited on both sides, packed ones by what they unpack to', async () => {
  const large = await get('/backends/clickhouse/', { method: 'POST', body: 'x'.repeat(1001) })
  expect([large.status, large.headers.get('x-spanfall-proxy')]).toEqual([413, 'tooLarge'])
  const huge = await get('/backends/clickhouse/', { method: 'POST', body: 'x'.repeat(20_000_000) })
  expect([huge.status, (await huge.json()).errorType]).toEqual([413, 'tooLarge'])
  const endless = await sendRaw(
    `POST /backends/clickhouse/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n${`200\r\n${'x'.repeat(512)}\r\n`.repeat(100)}`,
  )
  expect(endless).toContain('413 ')
  expect(heard).toEqual([])
  reply = (_, response) => response.writeHead(200, { 'content-length': 100_001 }).end('x'.repeat(100_001))
  const declared = await get('/backends/jaeger/')
  expect([declared.status, (await declared.json()).errorType]).toEqual([413, 'tooLarge'])
  reply = (_, response) => {
    response.write('x'.repeat(60_000))
    response.end('x'.repeat(60_000))
  }
  await expect(get('/backends/jaeger/').then((answer) => answer.text())).rejects.toThrow()
  reply = (_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_000_000)))
  await expect(get('/backends/jaeger/').then((answer) => answer.text())).rejects.toThrow()
  reply = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"packed":1}'))
  const packed = await get('/backends/jaeger/')
  expect([packed.headers.get('content-encoding'), await packed.text()]).toEqual([null, '{"packed":1}'])
  reply = (_, response) => response.writeHead(200, { 'content-encoding': 'br' }).end('x')
  expect((await get('/backends/jaeger/')).status).toBe(502)
})

test('a page that goes away frees the request to the backend', async () => {
  const freed = new Promise((resolve) => {
    reply = (request, response) => {
      response.write('first')
      request.socket.once('close', resolve)
    }
  })
  const controller = new AbortController()
  const answer = await get('/backends/jaeger/', { signal: controller.signal })
  await answer.body?.getReader().read()
  controller.abort()
  await freed
})

test('an answer that nobody reads is not gathered, but held back and then cut', async () => {
  const backends = [named('jaeger', `http://127.0.0.1:${backendPort}`)]
  const limits = { ...LIMITS, answerBytes: 1 << 30, totalMs: 10_000 }
  const started = await startPageServer(join(root, 'dist'), 0, { backends, files: [], limits })
  if (!started.ok) throw new Error(started.problem)
  const most = 1 << 28
  let written = 0
  const cut = new Promise((resolve) => {
    reply = (request, response) => {
      request.socket.once('close', resolve)
      const chunk = Buffer.alloc(1 << 16)
      const more = () => {
        while (written < most) {
          written += chunk.length
          if (!response.write(chunk)) return
        }
      }
      response.on('drain', more)
      more()
    }
  })
  const socket = connect(started.port, '127.0.0.1', () =>
    socket.write('GET /backends/jaeger/ HTTP/1.1\r\nHost: localhost\r\n\r\n'),
  )
  socket.on('error', () => {})
  socket.pause()
  await cut
  expect(written).toBeGreaterThan(0)
  expect(written).toBeLessThan(most / 4)
  socket.destroy()
  await started.stop()
})

test('queries of ClickHouse go as text in the body and may only read', async () => {
  await get('/backends/clickhouse/?readonly=0&database=otel', {
    method: 'POST',
    body: 'SELECT 1',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-clickhouse-user': 'reader' },
  })
  expect(heard).toMatchObject([{ url: '/?database=otel&readonly=1', method: 'POST', body: 'SELECT 1' }])
  expect(heard[0]?.headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'x-clickhouse-user': 'reader',
  })
})

test('proxies of the environment are not used', async () => {
  process.env.HTTP_PROXY = process.env.http_proxy = `http://127.0.0.1:${strayPort}`
  try {
    expect((await get('/backends/jaeger/')).status).toBe(200)
  } finally {
    delete process.env.HTTP_PROXY
    delete process.env.http_proxy
  }
})

test('what is served is listed, by names alone', async () => {
  const answer = await get('/spanfall.json')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(await answer.json()).toEqual({
    sources: ['jaeger', 'zipkin', 'tempo', 'prometheus', 'clickhouse'].map((kind) => ({
      name: kind,
      kind,
      path: `backends/${kind}/`,
    })),
    files: [
      { name: 'dump.json', path: 'files/0' },
      { name: 'standard input', path: 'files/1' },
      { name: 'gone.json', path: 'files/2' },
    ],
  })
})

test('files of the command line are streamed, and no others', async () => {
  const first = await get('/files/0')
  expect([await first.text(), first.headers.get('content-length')]).toEqual(['{"dump":1}', '10'])
  expect(first.headers.get('content-security-policy')).toContain('sandbox')
  expect(await (await get('/files/1')).text()).toBe('piped')
  expect((await get('/files/0', { method: 'HEAD' })).headers.get('content-length')).toBe('10')
  const others = ['2', '3', '-1', '00x', '0/../../other.json', '%30', '0/', '', 'other.json', '..%2fother.json']
  for (const other of others) {
    const { status } = await get(`/files/${other}`)
    expect([other, status]).toEqual([other, 404])
  }
  expect((await get('/files/0', { method: 'POST' })).status).toBe(405)
})
