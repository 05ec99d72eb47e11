import {
  ask,
  type Bounds,
  isFinal,
  isObject,
  isWithoutSpans,
  jsonBlob,
  jsonOf,
  LIST_BOUNDS,
  listOf,
  readTags,
  SEARCH_BOUNDS,
  TRACE_BOUNDS,
  textsOf,
  traceOf,
  tryJson,
} from './ask.ts'
import { type Connection, endpoint } from './connection.ts'
import type { HttpBody } from './http.ts'
import type { SearchAnswer, SearchHit, TraceSearch, TraceSource } from './traceSource.ts'

/**
 * Jaeger's query service: API v3 (jaeger-idl, api_v3/query_service.proto), and v1 where a server has no v3. Traces are
 * asked for raw: otherwise Jaeger mends clocks and duplicates before it answers.
 */
export const jaeger: TraceSource = {
  fetchTrace: async (connection, traceId, signal) => {
    const v3 = endpoint(connection, `api/v3/traces/${encodeURIComponent(traceId)}`, [
      ['rawTraces', 'true'],
      ['raw_traces', 'true'],
    ])
    const v1 = endpoint(connection, `api/traces/${encodeURIComponent(traceId)}`, [['raw', 'true']])
    const body = await askFirst(connection, [v3, v1], TRACE_BOUNDS, signal)
    return traceOf(body)
  },

  search: async (connection, search, signal) => {
    const summaries = endpoint(connection, 'api/v3/trace-summaries', v3Parameters(search))
    const v3 = endpoint(connection, 'api/v3/traces', v3Parameters(search))
    const v1 = endpoint(connection, 'api/traces', v1Parameters(search))
    // The first servers with v3 pass over tags without a word.
    const order = search.tags.trim() === '' ? [summaries, v3, v1] : [summaries, v1, v3]
    return readSearch(await askFirst(connection, order, SEARCH_BOUNDS, signal))
  },

  listServices: async (connection, signal) => {
    const addresses = ['api/v3/services', 'api/services'].map((path) => endpoint(connection, path))
    const answer = await jsonOf(await askFirst(connection, addresses, LIST_BOUNDS, signal))
    // Go writes an empty list of v1 as null.
    return textsOf(isObject(answer) ? (answer.services ?? answer.data ?? emptyList(answer)) : undefined)
  },

  listOperations: async (connection, service, signal) => {
    const v3 = endpoint(connection, 'api/v3/operations', [['service', service]])
    const v1 = endpoint(connection, `api/services/${encodeURIComponent(service)}/operations`)
    const answer = await jsonOf(await askFirst(connection, [v3, v1], LIST_BOUNDS, signal))
    if (!isObject(answer)) return []
    const operations = listOf(answer.operations).map((operation) => (isObject(operation) ? operation.name : undefined))
    return [...new Set(textsOf(operations.length > 0 ? operations : listOf(answer.data)))]
  },
}

function emptyList(answer: Readonly<Record<string, unknown>>): unknown {
  return 'services' in answer || 'data' in answer ? [] : undefined
}

/**
 * The answer of the first address that its server knows. Servers without an API answer its paths with their page, with 404
 * or with 400; an error in the shape of v3 is an answer.
 */
async function askFirst(
  connection: Connection,
  addresses: readonly URL[],
  bounds: Bounds,
  signal: AbortSignal,
): Promise<HttpBody> {
  const [first, ...others] = addresses
  const body = await ask(connection, first, bounds, signal)
  if (others.length === 0 || isFinal(body.status) || (await isAnswer(body))) return body
  const next = await askFirst(connection, others, bounds, signal)
  // A server that fails has more to say than that it lacks the older API.
  return body.status >= 500 && next.status === 404 ? body : next
}

async function isAnswer(body: HttpBody): Promise<boolean> {
  if (body.status < 300) return /^\s*[[{]/.test(await body.blob.slice(0, 256).text())
  const answer = await tryJson(body)
  return isObject(answer) && isObject(answer.error) && answer.error.httpCode !== undefined
}

const goDuration = (ms: number | undefined) => (ms === undefined ? undefined : `${ms}ms`)

/** In both spellings: servers before 2.19 know the second alone. */
function v3Parameters(search: TraceSearch): (readonly [string, string | undefined])[] {
  const tags = readTags(search.tags)
  const values: readonly (readonly [camel: string, snake: string, value: string | undefined])[] = [
    ['serviceName', 'service_name', search.service],
    ['operationName', 'operation_name', search.operation],
    ['startTimeMin', 'start_time_min', new Date(search.fromMs).toISOString()],
    ['startTimeMax', 'start_time_max', new Date(search.toMs).toISOString()],
    ['durationMin', 'duration_min', goDuration(search.minDurationMs)],
    ['durationMax', 'duration_max', goDuration(search.maxDurationMs)],
    ['searchDepth', 'num_traces', String(search.limit)],
  ]
  return [
    ...values.flatMap(([camel, snake, value]) => [
      [`query.${camel}`, value] as const,
      [`query.${snake}`, value] as const,
    ]),
    ['query.attributes', tags.length === 0 ? undefined : JSON.stringify(Object.fromEntries(tags))],
  ]
}

function v1Parameters(search: TraceSearch): (readonly [string, string | undefined])[] {
  const tags = readTags(search.tags)
  return [
    ['service', search.service],
    ['operation', search.operation],
    ['tags', tags.length === 0 ? undefined : JSON.stringify(Object.fromEntries(tags))],
    ['start', String(Math.round(search.fromMs * 1000))],
    ['end', String(Math.round(search.toMs * 1000))],
    ['minDuration', goDuration(search.minDurationMs)],
    ['maxDuration', goDuration(search.maxDurationMs)],
    ['limit', String(search.limit)],
    ['raw', 'true'],
  ]
}

async function readSearch(body: HttpBody): Promise<SearchAnswer> {
  // Jaeger 2 answers a search that finds nothing with 404 in the shape of v3.
  if (body.status === 404 && (await isAnswer(body))) return { kind: 'hits', hits: [] }
  const blob = await jsonBlob(body)
  if (await isWithoutSpans(blob)) {
    const answer = await jsonOf(body)
    return { kind: 'hits', hits: listOf(isObject(answer) ? answer.summaries : undefined).flatMap(readSummary) }
  }
  const start = await blob.slice(0, 4096).text()
  if (!/^\s*\{\s*"summaries"/.test(start)) return { kind: 'traces', blob }
  const answer = await jsonOf(body)
  return { kind: 'hits', hits: listOf(isObject(answer) ? answer.summaries : undefined).flatMap(readSummary) }
}

const msOfNanos = (value: unknown) =>
  (typeof value === 'string' || typeof value === 'number') && value !== '' ? Number(value) / 1e6 : undefined
const count = (value: unknown) => (Number.isFinite(Number(value ?? Number.NaN)) ? Number(value) : undefined)
const text = (value: unknown) => (typeof value === 'string' ? value : '')

/** `{ traceId, rootServiceName, rootOperationName, spanCount, errorSpanCount, minStartTimeUnixNano, maxEndTimeUnixNano }` */
function readSummary(summary: unknown): SearchHit[] {
  if (!isObject(summary)) return []
  const traceId = text(summary.traceId) || text(summary.traceID)
  if (traceId === '') return []
  const startMs = msOfNanos(summary.minStartTimeUnixNano)
  const endMs = msOfNanos(summary.maxEndTimeUnixNano)
  return [
    {
      traceId,
      service: text(summary.rootServiceName),
      name: text(summary.rootOperationName),
      startMs,
      durationMs: startMs === undefined || endMs === undefined ? undefined : endMs - startMs,
      spans: count(summary.spanCount),
      // Protobuf JSON leaves out what is zero.
      errors: count(summary.errorSpanCount ?? 0),
    },
  ]
}
