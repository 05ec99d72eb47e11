import { queryOptions } from '@tanstack/react-query'
import type { Connection, ConnectionKind } from './connection.ts'
import { fetchDump } from './dump.ts'
import { jaeger } from './jaeger.ts'
import { queryClient } from './queryClient.ts'
import { tempo } from './tempo.ts'
import { type SearchAnswer, SourceError, type TraceSearch, type TraceSource } from './traceSource.ts'
import { zipkin } from './zipkin.ts'

const SOURCES: Readonly<Partial<Record<ConnectionKind, TraceSource>>> = { jaeger, zipkin, tempo }

/** How a connection is asked for traces. Throws for one that has none. */
export function sourceOf({ kind }: Connection): TraceSource {
  const source = SOURCES[kind]
  if (source === undefined) throw new Error(`A ${kind} holds no traces.`)
  return source
}

/** Gateways and servers that are starting: worth another try. */
const PASSING: ReadonlySet<number> = new Set([502, 503, 504])

/** Asks again twice where a server only passes on what is wrong behind it; never for what the question did. */
function isWorthRetrying(failures: number, error: Error): boolean {
  if (failures >= 2 || !(error instanceof SourceError)) return false
  const { problem } = error
  return problem.kind === 'status' && PASSING.has(problem.status)
}

const SHARED = {
  retry: isWorthRetrying,
  retryDelay: (failures: number) => 300 * 3 ** failures,
  structuralSharing: false,
  networkMode: 'always',
} as const

/** Two connections of one name are one only if they ask the same place in the same way. */
const keyOf = ({ name, url, credentials, tenant }: Connection) => [name, url, credentials, tenant]

/** Names change seldom, in ms. */
const NAMES_STALE_MS = 60_000

/** The services that a backend knows. */
export function servicesQuery(connection: Connection) {
  return queryOptions({
    ...SHARED,
    staleTime: NAMES_STALE_MS,
    queryKey: ['services', ...keyOf(connection)],
    queryFn: ({ signal }) => sourceOf(connection).listServices(connection, signal),
  })
}

/** The operations of a service. */
export function operationsQuery(connection: Connection, service: string) {
  return queryOptions({
    ...SHARED,
    staleTime: NAMES_STALE_MS,
    queryKey: ['operations', ...keyOf(connection), service],
    queryFn: ({ signal }) => sourceOf(connection).listOperations(connection, service, signal),
  })
}

/** Asks once, with retries, and keeps nothing. Rejects with a {@link SourceError}, or with the reason of the signal. */
async function fetchOnce<T>(
  queryKey: readonly unknown[],
  queryFn: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted()
  const cancel = () => void queryClient.cancelQueries({ queryKey })
  signal.addEventListener('abort', cancel)
  try {
    return await queryClient.fetchQuery({
      ...SHARED,
      queryKey,
      gcTime: 0,
      staleTime: 0,
      queryFn: (query) => queryFn(query.signal),
    })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

/** What a search finds. */
export function fetchSearch(connection: Connection, search: TraceSearch, signal: AbortSignal): Promise<SearchAnswer> {
  const ask = (inner: AbortSignal) => sourceOf(connection).search(connection, search, inner)
  return fetchOnce(['search', ...keyOf(connection), search], ask, signal)
}

/** The bytes of a trace, of a dump where `traceId` is undefined. Its home is the open dataset. */
export function fetchSpans(connection: Connection, traceId: string | undefined, signal: AbortSignal): Promise<Blob> {
  const ask = (inner: AbortSignal) =>
    traceId === undefined ? fetchDump(connection, inner) : sourceOf(connection).fetchTrace(connection, traceId, inner)
  return fetchOnce(['spans', ...keyOf(connection), traceId], ask, signal)
}
