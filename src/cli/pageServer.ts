import { readdir, readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { PAGE_POLICY, WORKER_PATH, WORKER_POLICY } from './pagePolicy.ts'

export type StartedServer =
  | { readonly ok: true; readonly port: number; stop(): Promise<void> }
  | { readonly ok: false; readonly problem: string }

const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.woff2', 'font/woff2'],
  ['.wasm', 'application/wasm'],
  ['.json', 'application/json'],
  ['.jsonl', 'application/x-ndjson'],
  ['.ndjson', 'application/x-ndjson'],
  ['.txt', 'text/plain; charset=utf-8'],
  ['.csv', 'text/csv; charset=utf-8'],
  ['.gz', 'application/gzip'],
])

/** A name that another site cannot point at this machine: a rebound DNS name never appears here. */
const OWN_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i

/**
 * Serves the files below `root`, the CLI's own folder aside, to this machine only.
 * Port 0 takes any free port. What a request may name is listed once at the start,
 * so that no path, however spelled, reaches a file outside.
 */
export async function startPageServer(root: string, port: number): Promise<StartedServer> {
  const files = await listFiles(root)
  if (!files.has('/index.html')) return { ok: false, problem: 'There is no built page yet; npm run build makes it.' }

  const answerRequest = (request: IncomingMessage, response: ServerResponse) => void answer(files, request, response)
  const first = createServer(answerRequest)
  const failure = await listen(first, '127.0.0.1', port)
  if (failure !== undefined) return { ok: false, problem: listenProblem(failure, port) }

  const boundPort = (first.address() as AddressInfo).port
  const servers = [first]
  const second = createServer(answerRequest)
  const secondFailure = await listen(second, '::1', boundPort)
  if (secondFailure === undefined) servers.push(second)
  const stop = async () => {
    await Promise.all(servers.map(close))
  }
  if (secondFailure?.code === 'EADDRINUSE') {
    await stop()
    return { ok: false, problem: listenProblem(secondFailure, boundPort) }
  }
  return { ok: true, port: boundPort, stop }
}

/** URL path → file path. */
async function listFiles(root: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory() && path !== '/cli') folders.push(path)
      if (entry.isFile()) files.set(path, join(root, path))
    }
  }
  return files
}

async function answer(files: Map<string, string>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('Content-Security-Policy', `${PAGE_POLICY}; frame-ancestors 'none'`)
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('Cache-Control', 'no-cache')

  if (!OWN_HOST.test(request.headers.host ?? '')) {
    refuse(response, 403, 'This server answers to localhost only.')
    return
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    refuse(response, 405, 'Only GET and HEAD are answered.')
    return
  }
  const path = readPath(request.url ?? '/')
  if (path?.startsWith(WORKER_PATH)) response.setHeader('Content-Security-Policy', WORKER_POLICY)
  const file = path === undefined ? undefined : files.get(path)
  const body = file === undefined ? undefined : await readFile(file).catch(() => undefined)
  if (path === undefined || body === undefined) {
    refuse(response, 404, 'There is no such file.')
    return
  }
  // Names below assets/ hold a hash of their content.
  if (path.startsWith('/assets/')) response.setHeader('Cache-Control', 'public, max-age=31536000, immutable')
  response.setHeader('Content-Type', MEDIA_TYPES.get(extname(path).toLowerCase()) ?? 'application/octet-stream')
  response.setHeader('Content-Length', body.byteLength)
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** The decoded path without its query; undefined where it is not valid percent-encoding. */
function readPath(url: string): string | undefined {
  try {
    const path = decodeURIComponent(url.replace(/[?#].*$/s, ''))
    return path === '/' ? '/index.html' : path
  } catch {
    return undefined
  }
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.statusCode = status
  response.setHeader('Content-Type', 'text/plain; charset=utf-8')
  response.end(`${sentence}\n`)
}

function listen(server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    server.once('error', resolve)
    server.listen(port, host, () => {
      server.removeListener('error', resolve)
      resolve(undefined)
    })
  })
}

function listenProblem(failure: NodeJS.ErrnoException, port: number): string {
  if (failure.code === 'EADDRINUSE') return `Port ${port} is in use; choose another with --port.`
  if (failure.code === 'EACCES') return `Port ${port} may not be opened by this user; choose another with --port.`
  return `Port ${port} cannot be opened: ${failure.message}.`
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
