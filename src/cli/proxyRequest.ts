import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createInflate } from 'node:zlib'
import type { Backend, BackendKind } from './proxyBackend.ts'
import { foreignHeaders, listAnswerHeaders, listRequestHeaders } from './proxyHeaders.ts'
import { type ProxyTarget, routeOfRedirect } from './proxyTarget.ts'

/** How much and how long; sizes in bytes, times in ms. */
export interface ProxyLimits {
  readonly requestBytes: number
  /** Of an answer, unpacked. */
  readonly answerBytes: number
  readonly connectMs: number
  /** From the connection to the beginning of the answer. */
  readonly firstByteMs: number
  /** Without a byte, on either side. */
  readonly idleMs: number
  readonly totalMs: number
}

export const PROXY_LIMITS: ProxyLimits = {
  requestBytes: 1 << 20,
  answerBytes: 1 << 29,
  connectMs: 5000,
  firstByteMs: 60_000,
  idleMs: 30_000,
  totalMs: 600_000,
}

/** What the page is told of an answer that is not the backend's. `code` is also the header `X-Spanfall-Proxy`. */
export type ProxyCode = 'refused' | 'timeout' | 'tooLarge' | 'redirect' | 'badAnswer' | 'unreachable'

/** Ends a request with a sentence of our own. */
class ProxyFault extends Error {
  readonly status: number
  readonly code: ProxyCode

  constructor(status: number, code: ProxyCode, sentence: string) {
    super(sentence)
    this.status = status
    this.code = code
  }
}

/** Those that answer when they have counted all: for them only the limit of the whole holds. */
const COUNTING: ReadonlySet<BackendKind> = new Set(['clickhouse', 'tempo'])

// Agents of our own: the global ones may follow the proxies of the environment. No connection is kept, so that none
// is found dead.
const HTTP = new HttpAgent()
const HTTPS = new HttpsAgent()

/** Answers a request with what the target says to it; ends when either side does. Never rejects. */
export async function forwardRequest(
  request: IncomingMessage,
  response: ServerResponse,
  target: ProxyTarget,
  limits: ProxyLimits,
): Promise<void> {
  const over = new AbortController()
  // The page has gone, or has it all.
  response.once('close', () => over.abort())
  const total = setTimeout(
    () => over.abort(timeoutFault(target.backend, 'did not come to an end', limits.totalMs)),
    limits.totalMs,
  )
  try {
    const body = await readBody(request, limits.requestBytes)
    const answer = await send(request, body, target, limits, over.signal)
    await pass(answer, response, target, limits, over.signal)
  } catch (problem) {
    answerFault(response, faultOf(over.signal.reason instanceof ProxyFault ? over.signal.reason : problem, target))
  } finally {
    clearTimeout(total)
    over.abort()
  }
}

/** Answers with a sentence as JSON, in the shape of Prometheus' own errors. */
export function answerFault(
  response: ServerResponse,
  { status, code, message }: { readonly status: number; readonly code: ProxyCode; readonly message: string },
): void {
  if (response.headersSent) {
    // Too late for words: a connection that is cut tells the page that the answer is not whole.
    response.destroy()
    return
  }
  const text = `${JSON.stringify({ status: 'error', errorType: code, error: message })}\n`
  response.writeHead(status, {
    ...foreignHeaders(),
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'x-spanfall-proxy': code,
  })
  response.end(text)
}

/** The body of a request. One that is too large is read on and dropped: cut off, its sender would not read the answer. */
function readBody(request: IncomingMessage, most: number): Promise<Buffer> {
  const fault = new ProxyFault(413, 'tooLarge', `The request is larger than ${most} bytes.`)
  if (Number(request.headers['content-length'] ?? 0) > most) {
    request.resume()
    return Promise.reject(fault)
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= most) chunks.push(chunk)
      else reject(fault)
    })
    request.once('end', () => resolve(Buffer.concat(chunks)))
    request.once('error', reject)
    request.once('close', () => reject(new ProxyFault(502, 'badAnswer', 'The request was given up.')))
  })
}

/** Resolves with the beginning of the answer. */
function send(
  asked: IncomingMessage,
  body: Buffer,
  target: ProxyTarget,
  limits: ProxyLimits,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { backend, method, path } = target
  const { protocol, hostname, port } = backend.base
  const isSecure = protocol === 'https:'
  const beginMs = COUNTING.has(backend.kind) ? limits.totalMs : limits.firstByteMs
  const options = {
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port,
    method,
    path,
    headers: listRequestHeaders(asked.headers, target, body),
    agent: isSecure ? HTTPS : HTTP,
    signal,
  }
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = isSecure ? httpsRequest(options) : httpRequest(options)
    let timer = setTimeout(
      () => sent.destroy(timeoutFault(backend, 'could not be reached', limits.connectMs)),
      limits.connectMs,
    )
    sent.once('socket', (socket) =>
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer)
        timer = setTimeout(() => sent.destroy(timeoutFault(backend, 'did not begin to answer', beginMs)), beginMs)
      }),
    )
    sent.once('response', (answer) => {
      clearTimeout(timer)
      resolve(answer)
    })
    sent.once('upgrade', (_, socket) => socket.destroy())
    sent.on('error', reject)
    sent.once('close', () => {
      clearTimeout(timer)
      reject(new ProxyFault(502, 'badAnswer', `${backend.kind} closed the connection without an answer.`))
    })
    sent.end(method === 'POST' ? body : undefined)
  })
}

/** Streams the answer to the page, as fast as the page takes it. */
async function pass(
  answer: IncomingMessage,
  response: ServerResponse,
  target: ProxyTarget,
  limits: ProxyLimits,
  signal: AbortSignal,
): Promise<void> {
  const { kind } = target.backend
  const status = answer.statusCode ?? 502
  if (status >= 300 && status < 400) {
    redirect(answer, response, target)
    return
  }
  const unpackers = unpackersOf(answer, target)
  if (Number(answer.headers['content-length'] ?? 0) > limits.answerBytes) throw tooLarge(kind, limits)
  response.writeHead(status, listAnswerHeaders(answer.headers, unpackers.length > 0))
  if (target.method === 'HEAD') {
    response.end()
    return
  }
  const meter = (source: Readable) => metered(source, kind, limits)
  const [unpack] = unpackers
  if (unpack === undefined) await pipeline(answer, meter, response, { signal })
  else await pipeline(answer, unpack, meter, response, { signal })
}

async function* metered(source: Readable, kind: string, limits: ProxyLimits): AsyncGenerator<Buffer> {
  const idle = setTimeout(() => source.destroy(new Error('idle')), limits.idleMs)
  let bytes = 0
  try {
    for await (const chunk of source) {
      bytes += chunk.length
      if (bytes > limits.answerBytes) throw tooLarge(kind, limits)
      yield chunk
      idle.refresh()
    }
  } finally {
    clearTimeout(idle)
  }
}

/** What undoes the encoding of an answer; none where it has none. */
function unpackersOf({ headers }: IncomingMessage, { backend, method }: ProxyTarget) {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding === 'identity' || encoding === '' || method === 'HEAD') return []
  if (encoding === 'gzip' || encoding === 'x-gzip') return [createGunzip()]
  if (encoding === 'deflate') return [createInflate()]
  throw new ProxyFault(
    502,
    'badAnswer',
    `${backend.kind} packed its answer as "${encoding.slice(0, 40)}", which was not asked for.`,
  )
}

/** Hands a redirect within the backend on to the page; others end here. */
function redirect(answer: IncomingMessage, response: ServerResponse, { backend, path }: ProxyTarget): void {
  const status = answer.statusCode ?? 302
  const location = answer.headers.location
  const route = location === undefined ? undefined : routeOfRedirect(location, backend, path)
  answer.destroy()
  if (route === undefined) {
    const sentence = `${backend.kind} sends elsewhere (${status}); only the address given to spanfall serve is asked.`
    throw new ProxyFault(502, 'redirect', sentence)
  }
  response.writeHead(status, { ...foreignHeaders(), location: route }).end()
}

function timeoutFault({ kind, base }: Backend, what: string, afterMs: number): ProxyFault {
  return new ProxyFault(504, 'timeout', `${kind} at ${base.host} ${what} within ${afterMs / 1000} s.`)
}

function tooLarge(kind: string, { answerBytes }: ProxyLimits): ProxyFault {
  return new ProxyFault(413, 'tooLarge', `The answer of ${kind} is larger than ${answerBytes} bytes.`)
}

/** What the codes of a failed connection mean. */
const CONNECTION_PROBLEMS: readonly (readonly [codes: RegExp, words: string])[] = [
  [/^ECONNREFUSED$/, 'nothing listens there'],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, 'its name is not known'],
  [/^(?:EHOSTUNREACH|ENETUNREACH)$/, 'there is no way to it'],
  [/^(?:ECONNRESET|EPIPE)$/, 'it closed the connection'],
  [/^HPE_/, 'it does not answer as HTTP'],
  [
    /CERT|SELF_SIGNED|TLS|SSL|UNABLE_TO_/,
    'its certificate is not trusted (NODE_EXTRA_CA_CERTS may name its authority)',
  ],
]

function faultOf(problem: unknown, { backend }: ProxyTarget): ProxyFault {
  if (problem instanceof ProxyFault) return problem
  const code = problem instanceof Error && 'code' in problem ? String(problem.code) : ''
  const [, words] = CONNECTION_PROBLEMS.find(([codes]) => codes.test(code)) ?? [
    undefined,
    code || 'the connection failed',
  ]
  return new ProxyFault(502, 'unreachable', `${backend.kind} at ${backend.base.host} cannot be asked: ${words}.`)
}
