import { ask, isObject, LIST_BOUNDS, throwStatus, tryJson } from './ask.ts'
import { type Connection, type ConnectionKind, endpoint, KIND_NAMES } from './connection.ts'
import { fetchDump } from './dump.ts'
import { holdsTraces } from './holdsTraces.ts'
import { sourceOf } from './queries.ts'
import { SourceError, type SourceProblem } from './traceSource.ts'

/** What came of trying a connection. */
export type Tested =
  /** In words: what it holds. */
  { readonly ok: true; readonly found: string } | { readonly ok: false; readonly problem: SourceProblem }

/** Asks a backend for what costs it little. Rejects only with the reason of the signal. */
export async function testConnection(connection: Connection, signal: AbortSignal): Promise<Tested> {
  try {
    return { ok: true, found: await tryOut(connection, signal) }
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof SourceError)) throw error
    const { problem } = error
    const isDoubtful = problem.kind === 'wrongKind' || (problem.kind === 'status' && problem.status < 500)
    if (!isDoubtful) return { ok: false, problem }
    const looksLike = await findKind(connection, signal)
    if (looksLike === undefined && problem.kind !== 'wrongKind') return { ok: false, problem }
    const saw = problem.kind === 'wrongKind' ? problem.saw : `status ${problem.status}`
    return { ok: false, problem: { kind: 'wrongKind', saw, looksLike } }
  }
}

async function tryOut(connection: Connection, signal: AbortSignal): Promise<string> {
  if (holdsTraces(connection)) {
    const services = await sourceOf(connection).listServices(connection, signal)
    return services.length === 1 ? 'It knows 1 service.' : `It knows ${services.length} services.`
  }
  if (connection.kind === 'dump') {
    const { size } = await fetchDump(connection, signal)
    return `It holds ${size} bytes.`
  }
  const [, path, isAnswer] = SIGNS.find(([kind]) => kind === connection.kind) ?? SIGNS[0]
  const body = await ask(connection, endpointOf(connection, path), LIST_BOUNDS, signal)
  await throwStatus(body)
  const text = await body.blob.slice(0, 256).text()
  if (!isAnswer(await tryJson(body), text)) {
    const saw = text.trimStart().startsWith('<') ? 'a web page' : `“${text.slice(0, 40)}”`
    throw new SourceError({ kind: 'wrongKind', saw, looksLike: undefined })
  }
  return `It is a ${KIND_NAMES[connection.kind]}.`
}

/** By what answers a kind is known. The more telling first: Tempo and VictoriaTraces answer some paths of others. */
const SIGNS: readonly (readonly [
  kind: ConnectionKind,
  path: string,
  isAnswer: (json: unknown, text: string) => boolean,
])[] = [
  ['prometheus', 'api/v1/query?query=1', (json) => isObject(json) && json.status === 'success'],
  ['jaeger', 'api/v3/services', (json) => isObject(json) && Array.isArray(json.services)],
  ['jaeger', 'api/services', (json) => isObject(json) && 'data' in json && !('status' in json)],
  ['zipkin', 'api/v2/services', (json) => Array.isArray(json)],
  ['tempo', 'api/v2/search/tags', (json) => isObject(json) && 'scopes' in json],
  ['tempo', 'api/search/tags', (json) => isObject(json) && 'tagNames' in json],
  ['clickhouse', '?query=SELECT%201', (_, text) => /^1\s*$/.test(text)],
]

function endpointOf(connection: Connection, path: string): URL {
  const [pathname, query = ''] = path.split('?')
  const address = endpoint(connection, pathname)
  address.search = query
  return address
}

/** What a backend that is not of the kind it is called looks like. Asks the same address, and no other. */
async function findKind(connection: Connection, signal: AbortSignal): Promise<ConnectionKind | undefined> {
  for (const [kind, path, isAnswer] of SIGNS) {
    if (kind === connection.kind) continue
    try {
      const body = await ask(connection, endpointOf(connection, path), LIST_BOUNDS, signal)
      if (body.status < 300 && isAnswer(await tryJson(body), await body.blob.slice(0, 64).text())) return kind
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof SourceError)) throw error
    }
  }
  return undefined
}
