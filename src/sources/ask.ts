import { type Connection, headersOf } from './connection.ts'
import { type HttpBody, request, statusProblem } from './http.ts'
import { SourceError } from './traceSource.ts'

/** Bounds of a request. */
export interface Bounds {
  readonly timeoutMs: number
  readonly maxBytes: number
}

/** Of a whole trace. */
export const TRACE_BOUNDS: Bounds = { timeoutMs: 60_000, maxBytes: 512 * 1024 * 1024 }
/** Of the answer to a search. */
export const SEARCH_BOUNDS: Bounds = { timeoutMs: 60_000, maxBytes: 64 * 1024 * 1024 }
/** Of names. */
export const LIST_BOUNDS: Bounds = { timeoutMs: 20_000, maxBytes: 8 * 1024 * 1024 }

/** An answer without spans is never longer than this, in bytes. */
const EMPTY_BYTES = 4096

/** Whatever the status says. */
export async function ask(
  connection: Connection,
  url: URL,
  { timeoutMs, maxBytes }: Bounds,
  signal: AbortSignal,
): Promise<HttpBody> {
  const answer = await request(url, { headers: headersOf(connection), signal, timeoutMs, maxBytes })
  if (!answer.ok) throw new SourceError(answer.problem)
  return answer.body
}

/** True for an error that no other spelling of the question would mend. */
export function isFinal(status: number): boolean {
  return status === 401 || status === 403 || status === 429
}

/** Rejects where the status is no success. */
export async function throwStatus(body: HttpBody): Promise<void> {
  const problem = await statusProblem(body)
  if (problem !== undefined) throw new SourceError(problem)
}

/** The answer where it begins as JSON does; rejects for a page and for any other text. */
export async function jsonBlob(body: HttpBody): Promise<Blob> {
  await throwStatus(body)
  const start = (await body.blob.slice(0, 256).text()).trimStart()
  if (!/^[[{]/.test(start)) throw new SourceError({ kind: 'wrongKind', saw: sawText(start), looksLike: undefined })
  return body.blob
}

/** What an answer begins with, for people. */
function sawText(start: string): string {
  if (start === '') return 'an empty answer'
  return start.startsWith('<') ? 'a web page' : `“${start.slice(0, 40)}”`
}

/** The answer as JSON; rejects where it is none. */
export async function jsonOf(body: HttpBody): Promise<unknown> {
  const blob = await jsonBlob(body)
  const text = await blob.text()
  const parsed = parseOrNothing(text)
  if (parsed === undefined) throw new SourceError({ kind: 'wrongKind', saw: sawText(text), looksLike: undefined })
  return parsed
}

/** The answer as JSON whatever its status; undefined where it is none. */
export async function tryJson({ blob }: HttpBody): Promise<unknown> {
  return parseOrNothing(await blob.slice(0, 64 * 1024).text())
}

/** True for an answer that is short enough to see that no span is in it. */
export async function isWithoutSpans(blob: Blob): Promise<boolean> {
  if (blob.size > EMPTY_BYTES) return false
  return !/"(?:span_?)?id"\s*:/i.test(await blob.text())
}

/** The answer to a question for one trace; rejects where the backend does not have it. */
export async function traceOf(body: HttpBody): Promise<Blob> {
  if (body.status === 404) throw new SourceError({ kind: 'absent' })
  const blob = await jsonBlob(body)
  if (await isWithoutSpans(blob)) throw new SourceError({ kind: 'absent' })
  return blob
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** The texts of a list, sorted; rejects where it is no list. */
export function textsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) {
    throw new SourceError({ kind: 'wrongKind', saw: 'JSON of another shape', looksLike: undefined })
  }
  return value.filter((item) => typeof item === 'string' && item !== '').sort()
}

/** `key=value` pairs, parted by spaces; a key alone has the value ''. */
export function readTags(text: string): (readonly [key: string, value: string])[] {
  return Array.from(text.matchAll(/([^\s=]+)(?:=(?:"((?:[^"\\]|\\.)*)"|(\S*)))?/g), ([, key, quoted, bare]) => [
    key,
    quoted === undefined ? (bare ?? '') : quoted.replace(/\\(.)/g, '$1'),
  ])
}
