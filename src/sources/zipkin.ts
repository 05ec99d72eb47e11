import {
  ask,
  isWithoutSpans,
  jsonBlob,
  jsonOf,
  LIST_BOUNDS,
  readTags,
  SEARCH_BOUNDS,
  TRACE_BOUNDS,
  textsOf,
  traceOf,
} from './ask.ts'
import { endpoint } from './connection.ts'
import type { TraceSource } from './traceSource.ts'

/** Zipkin's API v2 (zipkin-api, zipkin2-api.yaml). */
export const zipkin: TraceSource = {
  fetchTrace: async (connection, traceId, signal) => {
    const address = endpoint(connection, `api/v2/trace/${encodeURIComponent(traceId)}`)
    const body = await ask(connection, address, TRACE_BOUNDS, signal)
    return traceOf(body)
  },

  search: async (connection, search, signal) => {
    const tags = readTags(search.tags).map(([key, value]) => (value === '' ? key : `${key}=${value}`))
    const address = endpoint(connection, 'api/v2/traces', [
      ['serviceName', search.service],
      ['spanName', search.operation],
      ['annotationQuery', tags.join(' and ')],
      ['minDuration', micros(search.minDurationMs)],
      // Zipkin takes a longest duration beside a shortest one only.
      ['maxDuration', micros(search.maxDurationMs)],
      ['endTs', String(Math.round(search.toMs))],
      ['lookback', String(Math.round(search.toMs - search.fromMs))],
      ['limit', String(search.limit)],
    ])
    if (search.maxDurationMs !== undefined && search.minDurationMs === undefined) {
      address.searchParams.set('minDuration', '1')
    }
    const blob = await jsonBlob(await ask(connection, address, SEARCH_BOUNDS, signal))
    return (await isWithoutSpans(blob)) ? { kind: 'hits', hits: [] } : { kind: 'traces', blob }
  },

  listServices: async (connection, signal) =>
    textsOf(await jsonOf(await ask(connection, endpoint(connection, 'api/v2/services'), LIST_BOUNDS, signal))),

  listOperations: async (connection, service, signal) => {
    const address = endpoint(connection, 'api/v2/spans', [['serviceName', service]])
    return textsOf(await jsonOf(await ask(connection, address, LIST_BOUNDS, signal)))
  },
}

/** At least 1: Zipkin takes no 0. */
const micros = (ms: number | undefined) => (ms === undefined ? undefined : String(Math.max(1, Math.round(ms * 1000))))
