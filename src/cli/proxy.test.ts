import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ProxyTestBed } from './proxyTestBed.ts'

const bed = new ProxyTestBed()

beforeAll(() => bed.start())

afterEach(() => {
  bed.heard = []
  bed.reply = (_, response) => response.end('{}')
  expect(bed.strays).toBe(0)
})

afterAll(() => bed.stop())

test('a request reaches the address of the command line, and its answer comes back as it is', async () => {
  bed.reply = (_, response) =>
    response.writeHead(404, { 'content-type': 'application/json', 'retry-after': '3' }).end('{"error":"no trace"}')
  const answer = await bed.get('/backends/jaeger/api/v3/traces/1?a=b')
  expect(bed.heard).toMatchObject([{ url: '/base/api/v3/traces/1?a=b', method: 'GET', body: '' }])
  expect(bed.heard[0]?.headers.host).toBe(`127.0.0.1:${bed.backendPort}`)
  expect([answer.status, await answer.text()]).toEqual([404, '{"error":"no trace"}'])
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.headers.get('retry-after')).toBe('3')
  expect(answer.headers.get('x-spanfall-proxy')).toBeNull()
})

test('HEAD is answered without a body', async () => {
  bed.reply = (_, response) => response.writeHead(200, { 'content-length': 7 }).end()
  const answer = await bed.get('/backends/jaeger/api', { method: 'HEAD' })
  expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '7', ''])
  expect(bed.heard[0]?.method).toBe('HEAD')
})

test('who asks is told to the backend named; cookies, origin and the connection are not', async () => {
  await bed.rawGet(
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
  const headers = bed.heard[0]?.headers ?? {}
  expect(headers.authorization).toBe('Bearer mine')
  expect(headers['x-scope-orgid']).toBe('team')
  expect(Object.keys(headers).sort()).toEqual(
    ['accept-encoding', 'authorization', 'connection', 'host', 'user-agent', 'x-scope-orgid'].sort(),
  )
})

test('credentials of the command line go to their backend alone, below those of the page', async () => {
  await bed.get('/backends/tempo/api/echo')
  await bed.get('/backends/jaeger/api')
  await bed.get('/backends/tempo/api/echo', { headers: { authorization: 'Bearer mine' } })
  const basic = `Basic ${Buffer.from('us er:word').toString('base64')}`
  expect(bed.heard.map(({ headers }) => headers.authorization)).toEqual([basic, undefined, 'Bearer mine'])
  const listed = await (await bed.get('/spanfall.json')).text()
  expect(listed).not.toContain('word')
  expect(listed).not.toContain(String(bed.backendPort))
})

test('what a backend answers is no page of this origin, sets no cookie and opens no origin', async () => {
  bed.reply = (_, response) =>
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
  const { headers } = await bed.get('/backends/jaeger/')
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox; frame-ancestors 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  for (const name of ['set-cookie', 'access-control-allow-origin', 'www-authenticate', 'clear-site-data', 'refresh']) {
    expect(headers.get(name)).toBeNull()
  }
})

test('no spelling of a request reaches another host', async () => {
  const stray = `127.0.0.1:${bed.strayPort}`
  const targets = [
    `http://${stray}/`,
    `http://${stray}/backends/jaeger/`,
    `http://localhost:${bed.port}/backends/jaeger/`,
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
    `/backends/jaeger:${bed.strayPort}/`,
    `/backends/jaeger/#@${stray}/`,
    `/%62ackends/jaeger/`,
    `/./backends/jaeger/`,
    `/x/../backends/jaeger/`,
    `\\backends\\jaeger\\`,
    `${stray}`,
    `*`,
  ]
  for (const target of targets) {
    const answer = await bed.rawGet(target)
    expect([target, /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]]).toEqual([target, expect.stringMatching(/^40[034]$/)])
  }
  expect(bed.heard).toEqual([])
  await bed.rawGet(`/backends/jaeger/@${stray}/`)
  await bed.rawGet(`/backends/jaeger/http:${stray}`)
  expect(bed.heard.map(({ url }) => url)).toEqual([`/base/@${stray}/`, `/base/http:${stray}`])
})

test('the Host header chooses nothing, and a foreign one is refused', async () => {
  const answer = await bed.sendRaw(
    `GET /backends/jaeger/ HTTP/1.1\r\nHost: 127.0.0.1:${bed.strayPort}\r\nConnection: close\r\n\r\n`,
  )
  expect(answer).toContain('200 OK')
  expect(bed.heard[0]?.headers.host).toBe(`127.0.0.1:${bed.backendPort}`)
  for (const host of ['evil.example', `localhost:80@evil.example`, `127.0.0.1.evil.example`]) {
    expect(await bed.sendRaw(`GET /backends/jaeger/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).toContain(
      '403',
    )
  }
  expect(bed.heard).toHaveLength(1)
})

test('CONNECT, upgrades and tunnels are not opened', async () => {
  const stray = `127.0.0.1:${bed.strayPort}`
  expect(
    await bed.sendRaw(`CONNECT ${stray} HTTP/1.1\r\nHost: localhost:${bed.port}\r\n\r\nGET / HTTP/1.1\r\n\r\n`),
  ).toBe('')
  const upgrade = await bed.rawGet(
    '/backends/jaeger/',
    'Upgrade: websocket',
    'Sec-WebSocket-Key: eA==',
    'Sec-WebSocket-Version: 13',
  )
  expect(upgrade).toContain('HTTP/1.1 403')
  expect(bed.heard).toEqual([])
  bed.reply = (_, response) => response.writeHead(101, { upgrade: 'websocket', connection: 'upgrade' }).end()
  const { status, headers } = await bed.get('/backends/jaeger/')
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
    expect((await bed.get(path, { headers })).status).toBe(403)
  }
  expect((await bed.get('/backends/clickhouse/', { headers, method: 'POST', body: 'SELECT 1' })).status).toBe(403)
  expect(bed.heard).toEqual([])
})

test('the page itself is let through', async () => {
  const own = { origin: `http://127.0.0.1:${bed.port}`, 'sec-fetch-site': 'same-origin' }
  expect((await bed.get('/backends/jaeger/', { headers: own })).status).toBe(200)
  expect((await bed.get('/', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(200)
})

test('redirects within the backend are rewritten; others are told, and followed by nobody', async () => {
  const answers = new Map([
    ['/base/a', '/base/b?c=d'],
    ['/base/out', `http://127.0.0.1:${bed.strayPort}/base/`],
    ['/base/up', '/secret'],
    ['/base/none', ''],
  ])
  bed.reply = ({ url = '' }, response) => response.writeHead(307, { location: answers.get(url) ?? '' }).end('body')
  const inside = await bed.get('/backends/jaeger/a')
  expect([inside.status, inside.headers.get('location')]).toEqual([307, '/backends/jaeger/b?c=d'])
  for (const path of ['out', 'up']) {
    const outside = await bed.get(`/backends/jaeger/${path}`)
    expect([outside.status, outside.headers.get('location')]).toEqual([502, null])
    expect(outside.headers.get('x-spanfall-proxy')).toBe('redirect')
    expect((await outside.json()).error).toMatch(/jaeger sends elsewhere \(307\)/)
  }
  expect(bed.heard).toHaveLength(3)
})

test('queries of ClickHouse go as text in the body and may only read', async () => {
  await bed.get('/backends/clickhouse/?readonly=0&database=otel', {
    method: 'POST',
    body: 'SELECT 1',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-clickhouse-user': 'reader' },
  })
  expect(bed.heard).toMatchObject([{ url: '/?database=otel&readonly=1', method: 'POST', body: 'SELECT 1' }])
  expect(bed.heard[0]?.headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'x-clickhouse-user': 'reader',
  })
})

test('proxies of the environment are not used', async () => {
  process.env.HTTP_PROXY = process.env.http_proxy = `http://127.0.0.1:${bed.strayPort}`
  try {
    expect((await bed.get('/backends/jaeger/')).status).toBe(200)
  } finally {
    delete process.env.HTTP_PROXY
    delete process.env.http_proxy
  }
})

test('what is served is listed, by names alone', async () => {
  const answer = await bed.get('/spanfall.json')
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
  const first = await bed.get('/files/0')
  expect([await first.text(), first.headers.get('content-length')]).toEqual(['{"dump":1}', '10'])
  expect(first.headers.get('content-security-policy')).toContain('sandbox')
  expect(await (await bed.get('/files/1')).text()).toBe('piped')
  expect((await bed.get('/files/0', { method: 'HEAD' })).headers.get('content-length')).toBe('10')
  const others = ['2', '3', '-1', '00x', '0/../../other.json', '%30', '0/', '', 'other.json', '..%2fother.json']
  for (const other of others) {
    const { status } = await bed.get(`/files/${other}`)
    expect([other, status]).toEqual([other, 404])
  }
  expect((await bed.get('/files/0', { method: 'POST' })).status).toBe(405)
})
