import type { Backend, BackendKind } from './proxyBackend.ts'

/** Where a request goes. */
export interface ProxyTarget {
  readonly backend: Backend
  readonly method: 'GET' | 'HEAD' | 'POST'
  /** Path and query as they are sent: they begin with the path of the backend's base. */
  readonly path: string
}

/** Why a request goes nowhere, for the page. */
export interface Refusal {
  readonly status: number
  readonly sentence: string
}

/** Characters of a path (RFC 3986 §3.3); a backslash or a raw "#" is none. */
const PATH_CHARACTERS = /^[\w.~!$&'()*+,;=:@%/-]*$/
const QUERY_CHARACTERS = /^[\x21-\x7e]*$/
const MOST_DECODINGS = 8

/** Questions that are too long for an address; all else is read by GET. */
const POST_PATHS: ReadonlyMap<BackendKind, RegExp> = new Map([
  ['clickhouse', /^$/],
  ['prometheus', /^api\/v1\/(?:query|query_range|query_exemplars|series|labels)$/],
])

/** What changes or stops a backend although it answers to GET. */
const NOT_READING: ReadonlyMap<BackendKind, RegExp> = new Map([
  ['tempo', /^(?:shutdown|flush|ingester|partition-ring|memberlist)(?:\/|$)/i],
  ['prometheus', /^(?:api\/v1\/admin|internal)(?:\/|$)|\/delete_series$|^-\/(?:quit|reload)$/i],
  ['clickhouse', /^(?!(?:ping)?$)/],
])

/** Settings of ClickHouse that say what is asked, and none of those that say what asking may do. */
const CLICKHOUSE_PARAMETERS =
  /^(?:query|database|default_format|query_id|wait_end_of_query|max_execution_time|max_result_rows|result_overflow_mode|output_format_json_quote_64bit_integers|param_\w+)$/

/**
 * The target of `/backends/NAME/REST`. Only REST is taken from the request: host, port and the path it is put behind
 * are those of the command line. REST that is not plain, however often it is decoded, is refused.
 */
export function findTarget(requestTarget: string, method: string, backends: readonly Backend[]): ProxyTarget | Refusal {
  const [, name, rest = '', query = ''] = /^\/backends\/([a-z]+)\/([^?]*)(\?.*)?$/s.exec(requestTarget) ?? []
  const backend = backends.find(({ kind }) => kind === name)
  if (backend === undefined) return { status: 404, sentence: 'No backend of this name was given to spanfall serve.' }
  const plain = decodeFully(rest)
  if (plain === undefined || !isPlain(plain) || !QUERY_CHARACTERS.test(query) || query.includes('#')) {
    return { status: 400, sentence: 'The path is not one that is passed on.' }
  }
  const { kind, base } = backend
  if (NOT_READING.get(kind)?.test(plain)) {
    return { status: 403, sentence: `Only what reads is passed on to ${kind}.` }
  }
  if (method !== 'GET' && method !== 'HEAD' && !(method === 'POST' && POST_PATHS.get(kind)?.test(plain))) {
    return { status: 405, sentence: `${method} is not passed on to ${kind} here.` }
  }
  const path = base.pathname + rest
  if (kind === 'clickhouse' && plain === '') return clickHouseTarget(backend, method, query)
  return { backend, method, path: path + query }
}

/**
 * A query of ClickHouse, which may read and no more. Always by POST: for GET it sets `readonly=2` by itself, which
 * allows table functions that call other hosts, and cannot be lowered to 1.
 */
function clickHouseTarget(backend: Backend, method: 'GET' | 'HEAD' | 'POST', query: string): ProxyTarget {
  const asked = new URLSearchParams(query)
  const kept = new URLSearchParams([...asked].filter(([name]) => CLICKHOUSE_PARAMETERS.test(name)))
  const path = backend.base.pathname
  if (method === 'HEAD' || (method === 'GET' && !kept.has('query'))) return { backend, method, path }
  kept.set('readonly', '1')
  return { backend, method: 'POST', path: `${path}?${kept}` }
}

/** As some server behind may come to read it; undefined where it is not valid, or does not come to an end. */
function decodeFully(text: string): string | undefined {
  if (!PATH_CHARACTERS.test(text)) return undefined
  try {
    decodeURIComponent(text)
  } catch {
    return undefined
  }
  let decoded = text
  for (let n = 0; n < MOST_DECODINGS; n++) {
    const next = decoded.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    if (next === decoded) return decoded
    decoded = next
  }
  return undefined
}

/** No backslash, no control character, and no segment that is empty, "." or "..", the last aside. */
function isPlain(path: string): boolean {
  if (path.includes('\\') || Array.from(path).some((character) => character < ' ' || character === '\x7f')) return false
  const segments = path.split('/')
  return segments.every((segment, n) =>
    segment === '' ? n === segments.length - 1 : !/^\.{1,2}(?:;.*)?$/s.test(segment),
  )
}

/**
 * The address of a redirect as a route of the page, where it stays below the backend's base; else undefined.
 * @param requestPath the path it was the answer to
 */
export function routeOfRedirect(location: string, backend: Backend, requestPath: string): string | undefined {
  const { base, kind } = backend
  const from = new URL(base)
  ;[from.pathname, from.search] = splitPath(requestPath)
  if (!URL.canParse(location, from)) return undefined
  const to = new URL(location, from)
  if (to.origin !== base.origin || !to.pathname.startsWith(base.pathname)) return undefined
  return `/backends/${kind}/${to.pathname.slice(base.pathname.length)}${to.search}`
}

function splitPath(path: string): readonly [pathname: string, search: string] {
  const at = path.indexOf('?')
  return at === -1 ? [path, ''] : [path.slice(0, at), path.slice(at)]
}
