import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listPageFiles, sendPageFile } from './pageFiles.ts'
import { SERVED_PAGE_POLICY } from './pagePolicy.ts'
import type { Backend } from './proxyBackend.ts'
import { answerFault, forwardRequest, PROXY_LIMITS, type ProxyLimits } from './proxyRequest.ts'
import { findTarget } from './proxyTarget.ts'
import { type ServedFile, sendFile } from './servedFiles.ts'

export type StartedServer =
  | { readonly ok: true; readonly port: number; stop(): Promise<void> }
  | { readonly ok: false; readonly problem: string }

/** What is served beside the page. */
export interface Served {
  readonly backends: readonly Backend[]
  readonly files: readonly ServedFile[]
  readonly limits?: ProxyLimits
}

/** A name that another site cannot point at this machine: a rebound DNS name never appears here. */
const OWN_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i

/** What is not the page itself, and is answered to nobody but the page. */
const PRIVATE_PATH = /^\/(?:spanfall\.json$|spanfall\.json\?|files\/|backends\/)/

/**
 * Serves the files below `root`, the CLI's own folder aside, to this machine only; and beside them the files and the
 * backends that are given. Port 0 takes any free port. What a request may name is listed once at the start,
 * so that no path, however spelled, reaches a file or a host outside.
 */
export async function startPageServer(
  root: string,
  port: number,
  served: Served = { backends: [], files: [] },
): Promise<StartedServer> {
  const pageFiles = await listPageFiles(root)
  if (!pageFiles.has('/index.html'))
    return { ok: false, problem: 'There is no built page yet; npm run build makes it.' }

  const answerRequest = (request: IncomingMessage, response: ServerResponse) =>
    void answer(pageFiles, served, request, response)
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

async function answer(
  pageFiles: ReadonlyMap<string, string>,
  served: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('Content-Security-Policy', SERVED_PAGE_POLICY)
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('Cache-Control', 'no-cache')

  const { url = '', method = 'GET' } = request
  if (!OWN_HOST.test(request.headers.host ?? '')) {
    refuse(response, 403, 'This server answers to localhost only.')
  } else if (!url.startsWith('/')) {
    // The absolute form of a request to a proxy, and the "*" of OPTIONS.
    refuse(response, 400, 'Only paths of this server are answered.')
  } else if (PRIVATE_PATH.test(url) && !isOfThePage(request)) {
    refuse(response, 403, 'Only the page of this server may ask for this.')
  } else if (url.startsWith('/backends/')) {
    await answerBackend(served, request, response)
  } else if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    refuse(response, 405, 'Only GET and HEAD are answered.')
  } else if (!(await sendServed(pageFiles, served, url, method === 'HEAD', response))) {
    refuse(response, 404, 'There is no such file.')
  }
}

/**
 * Whether a request comes from the page, or from no page at all (a person, curl). Other sites may make a browser
 * send requests here, and must get nothing by them: not even another port of localhost, which is the same *site*.
 */
function isOfThePage({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const { origin } = headers
  return (origin === undefined || origin.toLowerCase() === `http://${headers.host}`.toLowerCase()) && !headers.upgrade
}

async function answerBackend(
  { backends, limits = PROXY_LIMITS }: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = findTarget(request.url ?? '', request.method ?? 'GET', backends)
  if ('sentence' in target) {
    answerFault(response, { status: target.status, code: 'refused', message: target.sentence })
    return
  }
  await forwardRequest(request, response, target, limits)
}

/** Answers with the list of what is served, a file of the command line, or one of the page; false where there is none. */
async function sendServed(
  pageFiles: ReadonlyMap<string, string>,
  served: Served,
  url: string,
  isHead: boolean,
  response: ServerResponse,
): Promise<boolean> {
  if (/^\/spanfall\.json(?:\?|$)/.test(url)) {
    response.setHeader('Content-Type', 'application/json')
    response.setHeader('Cache-Control', 'no-store')
    response.end(isHead ? undefined : describeServed(served))
    return true
  }
  const [, index] = /^\/files\/(\d{1,6})$/.exec(url) ?? []
  const file = index === undefined ? undefined : served.files.at(Number(index))
  return file === undefined ? sendPageFile(pageFiles, url, isHead, response) : sendFile(file, isHead, response)
}

/** `spanfall.json`: what the page connects and opens by itself. Addresses and credentials are not in it. */
function describeServed({ backends, files }: Served): string {
  const list = {
    sources: backends.map(({ kind }) => ({ name: kind, kind, path: `backends/${kind}/` })),
    files: files.map(({ name }, n) => ({ name, path: `files/${n}` })),
  }
  return `${JSON.stringify(list)}\n`
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
