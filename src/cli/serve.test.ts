import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PAGE_POLICY, SERVED_PAGE_POLICY, WORKER_POLICY } from './pagePolicy.ts'
import { startPageServer } from './pageServer.ts'
import { serve } from './serve.ts'

let folder = ''
let port = 0
let stop = async () => {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spanfall-serve-'))
  const root = join(folder, 'dist')
  for (const path of ['assets', 'samples', 'cli']) await mkdir(join(root, path), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'secret')
  await writeFile(join(root, 'index.html'), '<!doctype html>')
  await writeFile(join(root, 'assets/app-1a2b.js'), 'export {}')
  await writeFile(join(root, 'assets/reader-1a2b.wasm'), 'wasm')
  await writeFile(join(root, 'samples/a b.json.gz'), 'gzip')
  await writeFile(join(root, 'cli/main.js'), 'export {}')
  const started = await startPageServer(root, 0)
  if (!started.ok) throw new Error(started.problem)
  port = started.port
  stop = started.stop
})

afterAll(async () => {
  await stop()
  await rm(folder, { recursive: true })
})

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** Sends the path as it is written: `fetch` would resolve `..` before it leaves. */
function ask(path: string, method = 'GET', host = `localhost:${port}`): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers: { host } }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString()
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

async function runServe(args: string[]): Promise<{ code: number; stderr: string }> {
  let stderr = ''
  const io = {
    stdout: () => {},
    stderr: (text: string) => {
      stderr += text
    },
    stdin: async () => new Uint8Array(),
  }
  return { code: await serve(args, io), stderr }
}

test('only the worker’s script may compile WebAssembly, and nothing may run text', async () => {
  const page = PAGE_POLICY.split('; ').find((directive) => directive.startsWith('script-src'))
  expect(page).toBe("script-src 'self'")
  expect(WORKER_POLICY).toContain("script-src 'self' 'wasm-unsafe-eval';")
  expect(WORKER_POLICY).not.toContain("'unsafe-eval'")
})

test('a served page may call its own origin alone; the built page says itself where it may', () => {
  expect(SERVED_PAGE_POLICY).toContain("connect-src 'self';")
  expect(WORKER_POLICY).toContain("connect-src 'self';")
  expect(PAGE_POLICY).toContain("connect-src 'self' http: https:;")
})

test('the page is served at the root with its policy, and is never cached unasked', async () => {
  const { status, headers, body } = await ask('/?trace=1')
  expect(status).toBe(200)
  expect(body).toBe('<!doctype html>')
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['referrer-policy']).toBe('no-referrer')
  expect(headers['cache-control']).toBe('no-cache')
})

test('hashed assets are cached for good', async () => {
  const { headers } = await ask('/assets/app-1a2b.js')
  expect(headers['content-type']).toBe('text/javascript; charset=utf-8')
  expect(headers['cache-control']).toContain('immutable')
})

test('wasm and gzip keep their own media types, and gzip stays packed', async () => {
  expect((await ask('/assets/reader-1a2b.wasm')).headers['content-type']).toBe('application/wasm')
  const { headers } = await ask('/samples/a%20b.json.gz')
  expect(headers['content-type']).toBe('application/gzip')
  expect(headers['content-encoding']).toBeUndefined()
})

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/..%5csecret.txt',
  '//secret.txt',
  '/assets/',
  '/cli/main.js',
  '/%',
  '/index.html%00',
])('%s is not found', async (path) => {
  const { status, body } = await ask(path)
  expect(status).toBe(404)
  expect(body).not.toContain('secret')
})

test('nothing is listed where the command line names nothing', async () => {
  expect(JSON.parse((await ask('/spanfall.json')).body)).toEqual({ sources: [], files: [] })
})

test('HEAD answers the headers alone', async () => {
  const { status, headers, body } = await ask('/', 'HEAD')
  expect([status, headers['content-length'], body]).toEqual([200, '15', ''])
})

test('other methods are refused', async () => {
  const { status, headers } = await ask('/', 'POST')
  expect([status, headers.allow]).toEqual([405, 'GET, HEAD'])
})

test.each(['localhost', '127.0.0.1:1', '[::1]:4400', 'LOCALHOST:80'])('the host name %s is ours', async (host) => {
  expect((await ask('/', 'GET', host)).status).toBe(200)
})

test.each(['rebound.example', 'localhost.rebound.example', '192.168.0.1:4400', 'localhost:80@rebound.example'])(
  'the host name "%s" is refused',
  async (host) => {
    expect((await ask('/', 'GET', host)).status).toBe(403)
  },
)

test('a folder without a page is one sentence', async () => {
  expect(await startPageServer(join(folder, 'nothing'), 0)).toEqual({
    ok: false,
    problem: 'There is no built page yet; npm run build makes it.',
  })
})

test('a port in use is one sentence', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const address = taken.address()
  const takenPort = address !== null && typeof address === 'object' ? address.port : 0
  const started = await startPageServer(join(folder, 'dist'), takenPort)
  taken.close()
  expect(started).toEqual({ ok: false, problem: `Port ${takenPort} is in use; choose another with --port.` })
})

test.each([
  [['--port', 'x']],
  [['--port', '0']],
  [['--port', '65536']],
  [['--port']],
  [['--prot', '1']],
  [['no-such-dump.json']],
  [['.']],
  [['-', '-']],
  [['--jaeger', 'localhost:16686']],
  [['--tempo', 'http://a', '--tempo', 'http://b']],
])('serve %j is refused with exit code 3 and one line', async (args) => {
  const { code, stderr } = await runServe(args)
  expect(code).toBe(3)
  expect(stderr.trim()).not.toBe('')
  expect(stderr.trim().split('\n')).toHaveLength(1)
})
