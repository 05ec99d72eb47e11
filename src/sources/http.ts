/** Why an address gave no answer that can be read. */
export type HttpProblem =
  /** Nothing listens there, or its name leads nowhere. */
  | { readonly kind: 'refused' }
  /** It answers, and does not let pages of other origins read the answer. */
  | { readonly kind: 'cors' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'unauthorised'; readonly status: number }
  /** The server refused what was asked, in its own words. */
  | { readonly kind: 'badQuery'; readonly message: string }
  | { readonly kind: 'status'; readonly status: number; readonly message: string }
  | { readonly kind: 'notJson' }

/** What can go wrong beside that where a whole dump is asked for. */
export type TransferProblem =
  | HttpProblem
  /** A page that came by https may not ask an http address. */
  | { readonly kind: 'mixed' }
  /** The page's own policy forbids the address. */
  | { readonly kind: 'policy' }
  /** It sends the reader elsewhere, mostly to log in. */
  | { readonly kind: 'redirected' }
  | { readonly kind: 'tooLarge'; readonly maxBytes: number }

/** An answer, or why there is none. */
export type HttpAnswer =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly problem: TransferProblem }

/** A header that goes with every request. */
export interface HttpHeader {
  readonly name: string
  readonly value: string
}

/** What a server answered, whatever its status. */
export interface HttpBody {
  readonly status: number
  readonly blob: Blob
}

/** How a request is bounded. */
export interface RequestOptions {
  readonly headers: readonly HttpHeader[]
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly maxBytes: number
  /** Sent by POST as plain text, which needs no leave of another origin; undefined asks by GET. */
  readonly body?: string
}

/** How long an answer of JSON may take, in ms. */
const TIMEOUT_MS = 20_000
const MAX_JSON_BYTES = 64 * 1024 * 1024
/** Errors are told by their beginning. */
const ERROR_BYTES = 64 * 1024

/** Asks an address, and no other. Rejects only with the reason of `signal`. */
export async function request(
  url: URL,
  { headers, signal, timeoutMs, maxBytes, body }: RequestOptions,
): Promise<{ readonly ok: true; readonly body: HttpBody } | { readonly ok: false; readonly problem: TransferProblem }> {
  if (isMixed(url)) return { ok: false, problem: { kind: 'mixed' } }
  const timeout = AbortSignal.timeout(timeoutMs)
  const both = AbortSignal.any([signal, timeout])
  const policy = watchPolicy(url)
  try {
    const response = await fetch(url, {
      ...(body === undefined ? {} : { method: 'POST', body }),
      headers: headers.map(({ name, value }): [string, string] => [name, value]),
      signal: both,
      // Behind a login of the page's own host its backends are, too; others get no cookie.
      credentials: 'same-origin',
      referrerPolicy: 'no-referrer',
      redirect: 'manual',
    })
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      return { ok: false, problem: { kind: 'redirected' } }
    }
    const blob = await readBlob(response, maxBytes)
    if (blob === undefined) return { ok: false, problem: { kind: 'tooLarge', maxBytes } }
    return { ok: true, body: { status: response.status, blob } }
  } catch {
    signal.throwIfAborted()
    if (timeout.aborted) return { ok: false, problem: { kind: 'timeout' } }
    // The page hears of its policy in a task of its own.
    await new Promise((resolve) => setTimeout(resolve))
    if (policy.isBroken()) return { ok: false, problem: { kind: 'policy' } }
    return { ok: false, problem: { kind: (await answersAtAll(url, both, signal)) ? 'cors' : 'refused' } }
  } finally {
    policy.end()
  }
}

/** Fetches JSON. Rejects only with the reason of `signal`. */
export async function fetchJson(url: URL, header: HttpHeader | undefined, signal: AbortSignal): Promise<HttpAnswer> {
  const headers = header === undefined ? [] : [header]
  const answer = await request(url, { headers, signal, timeoutMs: TIMEOUT_MS, maxBytes: MAX_JSON_BYTES })
  if (!answer.ok) return answer
  const problem = await statusProblem(answer.body)
  if (problem !== undefined) return { ok: false, problem }
  const body = parse(await answer.body.blob.text())
  return body === undefined ? { ok: false, problem: { kind: 'notJson' } } : { ok: true, body }
}

/** What a status that is no success says; undefined for a success. */
export async function statusProblem({ status, blob }: HttpBody): Promise<HttpProblem | undefined> {
  if (status >= 200 && status < 300) return undefined
  if (status === 401 || status === 403) return { kind: 'unauthorised', status }
  const text = await blob.slice(0, ERROR_BYTES).text()
  const message = messageIn(parse(text))
  if ((status === 400 || status === 422) && message !== undefined) return { kind: 'badQuery', message }
  const words = message ?? (/^\s*</.test(text) ? '' : text.trim().slice(0, 200))
  return { kind: 'status', status, message: words }
}

/** The bytes of an answer; undefined where they are more than `maxBytes`. */
async function readBlob(response: Response, maxBytes: number): Promise<Blob | undefined> {
  if (Number(response.headers.get('Content-Length')) > maxBytes) {
    await response.body?.cancel()
    return undefined
  }
  if (response.body === null) return new Blob([])
  const reader = response.body.getReader()
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes += next.value.byteLength
    if (bytes > maxBytes) {
      await reader.cancel()
      return undefined
    }
    chunks.push(next.value)
  }
  return new Blob(chunks)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The words of an error: `error` as text (Prometheus), `error.message` (Jaeger v3), `errors[].msg` (v1), `message`. */
function messageIn(body: unknown): string | undefined {
  if (!isObject(body)) return undefined
  const first: unknown = Array.isArray(body.errors) ? body.errors[0] : undefined
  const candidates = [
    body.error,
    isObject(body.error) ? body.error.message : undefined,
    isObject(first) ? first.msg : undefined,
    body.message,
  ]
  return candidates.find((text) => typeof text === 'string')?.slice(0, 300)
}

const LOOPBACK = /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i

function isMixed(url: URL): boolean {
  return (
    typeof window !== 'undefined' &&
    window.location.protocol === 'https:' &&
    url.protocol === 'http:' &&
    !LOOPBACK.test(url.hostname)
  )
}

/** Hears whether the page's Content-Security-Policy forbids an address: the request alone does not tell. */
function watchPolicy(url: URL): { isBroken(): boolean; end(): void } {
  let broken = false
  if (typeof document === 'undefined') return { isBroken: () => false, end: () => undefined }
  const hear = ({ blockedURI }: SecurityPolicyViolationEvent) => {
    if (blockedURI.startsWith(url.origin)) broken = true
  }
  document.addEventListener('securitypolicyviolation', hear)
  return {
    isBroken: () => broken,
    end: () => document.removeEventListener('securitypolicyviolation', hear),
  }
}

/** Browsers tell a refused connection and a forbidden answer alike; a request whose answer nobody reads tells them apart. */
async function answersAtAll(url: URL, both: AbortSignal, signal: AbortSignal): Promise<boolean> {
  try {
    await fetch(url, { mode: 'no-cors', signal: both, credentials: 'omit', referrerPolicy: 'no-referrer' })
    return true
  } catch {
    signal.throwIfAborted()
    return false
  }
}
