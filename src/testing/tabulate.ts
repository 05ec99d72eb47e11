import { buildSpanTable } from '../core/model/buildSpanTable.ts'
import type { Report } from '../core/model/diagnostic.ts'
import { findSameIds, noVerdicts, type SameIdVerdicts } from '../core/model/findSameIds.ts'
import { SpanColumns } from '../core/model/spanColumns.ts'
import type { SpanRecord } from '../core/model/spanRecord.ts'
import type { SpanTable } from '../core/model/spanTable.ts'

const ignore = () => {}

/** Records as one file of columns, with as many contexts as they name. */
export function collect(records: readonly SpanRecord[]): SpanColumns {
  const columns = new SpanColumns()
  const sink = columns.sink(columns.addFile(), ignore, ignore)
  const contexts = records.reduce((most, { context }) => Math.max(most, context), 0) + 1
  for (let k = 0; k < contexts; k++) sink.openContext()
  for (const record of records) sink.addSpan(record)
  return columns
}

/** Keeps all rows; those with an equal id are duplicates, unless they are the two halves of a shared one. */
function judgeAsDifferent(columns: SpanColumns): SameIdVerdicts {
  const verdicts = noVerdicts(columns)
  for (const group of findSameIds(columns)) {
    for (const half of [0, 1]) {
      const rows = group.filter((row) => verdicts.sharedHalf[row] === half)
      if (rows.length > 1) for (const row of rows) verdicts.duplicate[row] = 1
    }
  }
  return verdicts
}

/** The table of records that all differ in content. */
export function tabulate(records: readonly SpanRecord[], report: Report = ignore): SpanTable {
  const columns = collect(records)
  return buildSpanTable(columns, judgeAsDifferent(columns), () => report)
}

/** A record with everything that a test does not care about. `id` and `parent` are numbers; parent 0 is none. */
export function recordOf(
  id: number,
  parent: number,
  { trace = 1, ...fields }: Partial<SpanRecord> & { readonly trace?: number },
): SpanRecord {
  return {
    traceId: trace.toString(16).padStart(32, '0'),
    spanId: id.toString(16).padStart(16, '0'),
    parentSpanId: parent === 0 ? undefined : parent.toString(16).padStart(16, '0'),
    name: `span ${id}`,
    kind: 0,
    status: 0,
    startUnixNs: undefined,
    durationNs: undefined,
    flags: 0,
    context: 0,
    at: { byte: id, line: id },
    byteLength: 1,
    ...fields,
  }
}
