import { listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'
import { isClickHouseSpan } from './clickHouseSpan.ts'

/**
 * Rows of the table `otel_traces` that the collector's ClickHouse exporter makes, and HyperDX keeps, in ClickHouse's
 * formats JSON, JSONEachRow and JSONCompact.
 */
export const clickHouse: Format = {
  id: 'clickhouse',
  label: 'ClickHouse otel_traces',
  sameId: 'duplicate',
  score: scoreClickHouse,
  ...readLater(async () => (await import('./clickHouseReader.ts')).clickHouseReader),
}

function scoreClickHouse(probe: Probe): Score {
  const row = findProbeObject(probe, (object) => isClickHouseSpan(new Set(Object.keys(object))))
  if (row !== undefined) return { score: 0.9, reason: 'rows with `TraceId`, `SpanId` and `SpanName`' }
  const table = findProbeObject(probe, ({ meta }) =>
    isClickHouseSpan(new Set(listFrom(meta).map((column) => textFrom(objectFrom(column)?.name) ?? ''))),
  )
  if (table !== undefined) return { score: 0.9, reason: '`meta` with the columns `TraceId`, `SpanId` and `SpanName`' }
  return { score: 0, reason: '' }
}
