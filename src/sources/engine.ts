import { queryOptions } from '@tanstack/react-query'
import { type Bounds, jsonOf } from './ask.ts'
import { type Connection, endpoint, headersOf } from './connection.ts'
import { request } from './http.ts'
import { SourceError } from './traceSource.ts'

/** Counting takes as long as it takes: there is a button to end it. */
const ENGINE_BOUNDS: Bounds = { timeoutMs: 600_000, maxBytes: 64 * 1024 * 1024 }

/** A query, and what Tempo is told beside it. */
export interface AskedQuery {
  readonly text: string
  readonly startS?: number
  readonly endS?: number
  readonly stepS?: number
}

/** Whether a connection can be asked to count. */
export function isEngine({ kind }: Connection): boolean {
  return kind === 'clickhouse' || kind === 'tempo'
}

/**
 * The answer of an engine as JSON. Rejects with a SourceError, or with the reason of the signal. Asked once for each
 * `time` that somebody asks, 0 for not yet; no connection, no question.
 */
export function engineQuery(connection: Connection | undefined, query: AskedQuery, time: number) {
  return queryOptions({
    queryKey: ['engine', connection, query, time],
    enabled: time > 0 && connection !== undefined,
    retry: false,
    structuralSharing: false,
    networkMode: 'always',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: ({ signal }) => (connection === undefined ? undefined : askEngine(connection, query, signal)),
  })
}

async function askEngine(connection: Connection, query: AskedQuery, signal: AbortSignal): Promise<unknown> {
  const isTempo = connection.kind === 'tempo'
  const url = isTempo ? tempoUrl(connection, query) : clickHouseUrl(connection)
  const answer = await request(url, {
    headers: headersOf(connection),
    signal,
    ...ENGINE_BOUNDS,
    ...(isTempo ? {} : { body: query.text }),
  })
  if (!answer.ok) throw new SourceError(answer.problem)
  return jsonOf(answer.body)
}

function tempoUrl(connection: Connection, { text, startS, endS, stepS }: AskedQuery): URL {
  return endpoint(connection, 'api/metrics/query_range', [
    ['q', text],
    ['start', String(startS)],
    ['end', String(endS)],
    ['step', `${stepS}s`],
  ])
}

/** ClickHouse lets a page of another origin read an answer only where the question asks for it. */
function clickHouseUrl(connection: Connection): URL {
  const isOwn = new URL(connection.url).origin === window.location.origin
  return endpoint(connection, '', isOwn ? [] : [['add_http_cors_header', '1']])
}
