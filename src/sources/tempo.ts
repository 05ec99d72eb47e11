import {
  ask,
  isFinal,
  isObject,
  jsonOf,
  LIST_BOUNDS,
  listOf,
  readTags,
  SEARCH_BOUNDS,
  TRACE_BOUNDS,
  textsOf,
  traceOf,
} from './ask.ts'
import { type Connection, endpoint } from './connection.ts'
import type { HttpBody } from './http.ts'
import { type SearchHit, SourceError, type TraceSearch, type TraceSource } from './traceSource.ts'

/** Grafana Tempo (tempo docs, api_docs): v2, and v1 where a server is older. */
export const tempo: TraceSource = {
  fetchTrace: async (connection, traceId, signal) => {
    const id = encodeURIComponent(traceId)
    const v2 = await ask(connection, endpoint(connection, `api/v2/traces/${id}`), TRACE_BOUNDS, signal)
    const body =
      v2.status < 300 || isFinal(v2.status) || v2.status >= 500
        ? v2
        : await ask(connection, endpoint(connection, `api/traces/${id}`), TRACE_BOUNDS, signal)
    return traceOf(body)
  },

  search: async (connection, search, signal) => {
    const address = endpoint(connection, 'api/search', [
      ['q', search.traceQl.trim() || traceQlOf(search)],
      ['start', String(Math.floor(search.fromMs / 1000))],
      ['end', String(Math.ceil(search.toMs / 1000))],
      ['limit', String(search.limit)],
      ['spss', '1'],
    ])
    const answer = await jsonOf(await ask(connection, address, SEARCH_BOUNDS, signal))
    if (!isObject(answer) || (answer.traces !== undefined && !Array.isArray(answer.traces))) {
      throw new SourceError({ kind: 'wrongKind', saw: 'JSON of another shape', looksLike: undefined })
    }
    return { kind: 'hits', hits: listOf(answer.traces).flatMap(readHit) }
  },

  listServices: (connection, signal) => listValues(connection, 'resource.service.name', 'service.name', '', signal),

  listOperations: (connection, service, signal) =>
    listValues(connection, 'name', 'name', service === '' ? '' : `{resource.service.name=${quoted(service)}}`, signal),
}

async function listValues(
  connection: Connection,
  scoped: string,
  plain: string,
  query: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const v2 = endpoint(connection, `api/v2/search/tag/${scoped}/values`, [['q', query]])
  const first = await ask(connection, v2, LIST_BOUNDS, signal)
  const isOld = first.status === 404 || first.status === 400
  const v1 = endpoint(connection, `api/search/tag/${plain}/values`)
  const body: HttpBody = isOld ? await ask(connection, v1, LIST_BOUNDS, signal) : first
  const answer = await jsonOf(body)
  if (!isObject(answer) || !('tagValues' in answer || 'metrics' in answer || Object.keys(answer).length === 0)) {
    throw new SourceError({ kind: 'wrongKind', saw: 'JSON of another shape', looksLike: undefined })
  }
  // v2: `{ type, value }`; v1: the text alone.
  return textsOf(listOf(answer.tagValues).map((value) => (isObject(value) ? value.value : value)))
}

/** A TraceQL text: quotes and backslashes escaped. */
const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`

const KEY = /^[\w.:/-]+$/

/** The conditions of a search as TraceQL (tempo docs, traceql). */
export function traceQlOf(search: TraceSearch): string {
  const tags = readTags(search.tags).map(([key, value]) => {
    const scoped = /^(?:\.|span\.|resource\.|event\.|link\.|instrumentation\.)/.test(key) ? key : `.${key}`
    const name = KEY.test(key) ? scoped : `.${quoted(key)}`
    const isPlain = /^(?:-?\d+(?:\.\d+)?|true|false)$/.test(value)
    // A tag of a number may have been recorded as text.
    return isPlain ? `(${name} = ${value} || ${name} = ${quoted(value)})` : `${name} = ${quoted(value)}`
  })
  const conditions = [
    search.service === '' ? '' : `resource.service.name = ${quoted(search.service)}`,
    search.operation === '' ? '' : `name = ${quoted(search.operation)}`,
    ...tags,
    search.minDurationMs === undefined ? '' : `traceDuration >= ${search.minDurationMs}ms`,
    search.maxDurationMs === undefined ? '' : `traceDuration <= ${search.maxDurationMs}ms`,
  ].filter((condition) => condition !== '')
  return `{ ${conditions.join(' && ')} }`
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')

/** `{ traceID, rootServiceName, rootTraceName, startTimeUnixNano, durationMs, serviceStats: { name: { spanCount, errorCount } } }` */
function readHit(trace: unknown): SearchHit[] {
  if (!isObject(trace) || text(trace.traceID) === '') return []
  const stats = isObject(trace.serviceStats) ? Object.values(trace.serviceStats).filter(isObject) : []
  const sum = (key: string) => stats.reduce((total, service) => total + (Number(service[key]) || 0), 0)
  return [
    {
      traceId: text(trace.traceID),
      service: text(trace.rootServiceName),
      name: text(trace.rootTraceName),
      startMs: trace.startTimeUnixNano === undefined ? undefined : Number(trace.startTimeUnixNano) / 1e6,
      // Left out where it is less than a millisecond.
      durationMs: Number(trace.durationMs ?? 0),
      spans: stats.length === 0 ? undefined : sum('spanCount'),
      errors: stats.length === 0 ? undefined : sum('errorCount'),
    },
  ]
}
