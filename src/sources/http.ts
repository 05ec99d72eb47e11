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

/** An answer, or why there is none. */
export type HttpAnswer =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly problem: HttpProblem }

/** A header that goes with every request. */
export interface HttpHeader {
  readonly name: string
  readonly value: string
}

/** How long an answer may take, in ms. */
const TIMEOUT_MS = 20_000

/** Fetches JSON. Rejects only with the reason of `signal`. */
export async function fetchJson(url: URL, header: HttpHeader | undefined, signal: AbortSignal): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  const headers = header === undefined ? {} : { [header.name]: header.value }
  try {
    const response = await fetch(url, {
      headers,
      signal: AbortSignal.any([signal, timeout]),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    })
    return await readAnswer(response)
  } catch {
    signal.throwIfAborted()
    if (timeout.aborted) return { ok: false, problem: { kind: 'timeout' } }
    return { ok: false, problem: { kind: (await answersAtAll(url, signal)) ? 'cors' : 'refused' } }
  }
}

async function readAnswer(response: Response): Promise<HttpAnswer> {
  const text = await response.text()
  const body = parse(text)
  if (response.ok) return body === undefined ? { ok: false, problem: { kind: 'notJson' } } : { ok: true, body }
  const { status } = response
  if (status === 401 || status === 403) return { ok: false, problem: { kind: 'unauthorised', status } }
  const message = messageIn(body)
  if ((status === 400 || status === 422) && message !== undefined) {
    return { ok: false, problem: { kind: 'badQuery', message } }
  }
  return { ok: false, problem: { kind: 'status', status, message: message ?? text.slice(0, 200) } }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The `error` of an answer. */
function messageIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined
  return typeof body.error === 'string' ? body.error : undefined
}

/** Browsers tell a refused connection and a forbidden answer alike; a request whose answer nobody reads tells them apart. */
async function answersAtAll(url: URL, signal: AbortSignal): Promise<boolean> {
  try {
    await fetch(url, { mode: 'no-cors', signal, credentials: 'omit', referrerPolicy: 'no-referrer' })
    return true
  } catch {
    signal.throwIfAborted()
    return false
  }
}
