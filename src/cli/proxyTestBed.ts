import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPageServer } from './pageServer.ts'
import { type Backend, readBackend } from './proxyBackend.ts'
import type { ProxyLimits } from './proxyRequest.ts'

interface Heard {
  readonly url: string
  readonly method: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Limits that no test reaches by being slow. */
const WIDE: ProxyLimits = {
  requestBytes: 1000,
  answerBytes: 100_000,
  connectMs: 20_000,
  firstByteMs: 20_000,
  idleMs: 20_000,
  totalMs: 20_000,
}

/**
 * A page server on loopback for tests, with a backend that each test tells what to reply (jaeger below /base, tempo,
 * clickhouse), one that is not there (zipkin), and one that takes connections and says nothing (prometheus).
 */
export class ProxyTestBed {
  /** What the backend received, in order. */
  heard: Heard[] = []
  /** Requests that reached a host nobody named. */
  strays = 0
  reply: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end('{}')
  port = 0
  backendPort = 0
  strayPort = 0
  readonly #stops: (() => Promise<unknown>)[] = []

  /** Starts it all; `limits` in place of the wide ones. */
  async start(limits: Partial<ProxyLimits> = {}): Promise<void> {
    const root = await mkdtemp(join(tmpdir(), 'spanfall-proxy-'))
    this.#stops.push(() => rm(root, { recursive: true }))
    await mkdir(join(root, 'dist'))
    await writeFile(join(root, 'dist/index.html'), '<!doctype html>')
    await writeFile(join(root, 'dump.json'), '{"dump":1}')
    await writeFile(join(root, 'other.json'), 'secret')
    const backend = createServer((request, response) => void this.#hear(request, response))
    this.backendPort = await this.#listen(backend)
    this.#stops.push(async () => backend.closeAllConnections())
    const stray = createServer((_, response) => {
      this.strays++
      response.end('stray')
    })
    this.strayPort = await this.#listen(stray)
    const silentPort = await this.#listen(createTcpServer((socket) => socket.resume()))
    const started = await startPageServer(join(root, 'dist'), 0, {
      backends: [
        named('jaeger', `http://127.0.0.1:${this.backendPort}/base`),
        named('zipkin', 'http://127.0.0.1:9'),
        named('tempo', `http://us%20er:word@127.0.0.1:${this.backendPort}`),
        named('prometheus', `http://127.0.0.1:${silentPort}`),
        named('clickhouse', `http://127.0.0.1:${this.backendPort}`),
      ],
      files: [
        { name: 'dump.json', content: join(root, 'dump.json') },
        { name: 'standard input', content: Buffer.from('piped') },
        { name: 'gone.json', content: join(root, 'gone.json') },
      ],
      limits: { ...WIDE, ...limits },
    })
    if (!started.ok) throw new Error(started.problem)
    this.port = started.port
    this.#stops.push(started.stop)
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.reverse()) await stop()
  }

  get(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, { redirect: 'manual', ...init })
  }

  /** Sends bytes as they are and returns what comes back until the connection ends, or nothing more comes for a while. */
  sendRaw(text: string): Promise<string> {
    return new Promise((resolve) => {
      let answer = ''
      const socket = connect(this.port, '127.0.0.1', () => socket.write(text))
      socket.setTimeout(1000, () => socket.destroy())
      socket.on('data', (bytes) => {
        answer += bytes.toString()
      })
      socket.on('error', () => {})
      socket.on('close', () => resolve(answer))
    })
  }

  rawGet(target: string, ...headers: string[]): Promise<string> {
    const head = [`GET ${target} HTTP/1.1`, `Host: localhost:${this.port}`, ...headers, 'Connection: close']
    return this.sendRaw([...head, '', ''].join('\r\n'))
  }

  async #hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '', method = '', headers } = request
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    this.heard.push({ url, method, headers, body: Buffer.concat(chunks).toString() })
    this.reply(request, response)
  }

  async #listen(server: Server): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    this.#stops.push(() => new Promise((resolve) => server.close(resolve)))
    return (server.address() as AddressInfo).port
  }
}

function named(kind: Backend['kind'], address: string): Backend {
  const backend = readBackend(kind, address)
  if (typeof backend === 'string') throw new Error(backend)
  return backend
}
