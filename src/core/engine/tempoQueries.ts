import { binsOf } from './clickHouseQueries.ts'
import type { EngineQuery, EngineQuestion } from './engineQuestion.ts'

/** A query of TraceQL metrics, for `/api/metrics/query_range`. */
export interface TempoQuery extends EngineQuery {
  readonly id: TempoQueryId
  readonly startS: number
  readonly endS: number
  readonly stepS: number
}

export type TempoQueryId =
  | 'requests'
  | 'errors'
  | 'durations'
  | 'allDurations'
  | 'roots'
  | 'unconnected'
  | 'openCalls'
  | 'openHosts'

const ENTRY = '(kind = server || kind = consumer)'
const BY_SERVICE = 'by (resource.service.name)'
const CALL = 'kind = client && span:childCount = 0'

/**
 * The queries of a question. Of Tempo (parquet blocks from vParquet3 on): `nestedSetParent` is below 0 of a root, and
 * 0 of a span that does not hang together with a root of its trace. `span:childCount` needs Tempo 2.10 and vParquet5.
 * Calls of databases need no filter: what they name is no service.
 */
export function writeTempoQueries(question: EngineQuestion): readonly TempoQuery[] {
  const { startUnixNs, widthNs, length } = binsOf(question)
  const startS = Number(startUnixNs / 1_000_000_000n)
  const stepS = widthNs / 1e9
  const endS = startS + length * stepS
  const over = (id: TempoQueryId, title: string, text: string, step = stepS): TempoQuery => ({
    id,
    title,
    text,
    startS,
    endS,
    stepS: step,
  })
  const count = (filter: string, by = BY_SERVICE) => `{ ${filter} } | count_over_time() ${by}`
  const quantiles = `{ ${ENTRY} } | quantile_over_time(duration, .5, .95, .99) ${BY_SERVICE}`
  return [
    over('requests', 'Requests', count(ENTRY)),
    over('errors', 'Requests that failed', count(`${ENTRY} && status = error`)),
    over('durations', 'Durations over time', quantiles),
    over('allDurations', 'Durations of all', quantiles, length * stepS),
    over('roots', 'Requests without a parent', count(`${ENTRY} && nestedSetParent < 0`)),
    over('unconnected', 'Requests cut off from the root of their trace', count(`${ENTRY} && nestedSetParent = 0`)),
    over(
      'openCalls',
      'Calls without a child, by the service they name',
      count(`${CALL} && span.peer.service != nil`, 'by (span.peer.service)'),
    ),
    over(
      'openHosts',
      'Calls without a child, by the host they name',
      count(`${CALL} && span.server.address != nil`, 'by (span.server.address)'),
    ),
  ]
}

/** Where TraceQL metrics are looser than core/lineage, one sentence each. */
export const TEMPO_APPROXIMATIONS: readonly string[] = [
  'TraceQL counts; it does not pair spans of different traces. Requests without a parent are taken for torn off up to the number of calls to their service that have no child.',
  'All requests of a fragment count as cut off, not only its first; of a trace whose root is elsewhere, or not there, all do.',
  'Spans other than requests are not judged, and which caller lost the context is not told.',
  'A service that a call names is that of the name, or of the first label of the host.',
  'Calls without a child are known from Tempo 2.10 on; before, no request counts as torn off.',
  'Tempo looks at blocks of its own times: figures at both ends of the time may be too low.',
]
