import type { Report } from './diagnostic.ts'
import type { SameIdVerdicts } from './findSameIds.ts'
import { joinParents } from './joinParents.ts'
import { type KeptSpans, keepRows } from './keepRows.ts'
import { type PlacedTimes, placeTimes } from './placeTimes.ts'
import { radixSort } from './radixSort.ts'
import { NO_SERVICE, type SpanColumns } from './spanColumns.ts'
import { CYCLE_CUT, NO_START, OFF_AXIS, SELF_PARENT, UNFINISHED } from './spanMarks.ts'
import {
  type ContextTable,
  type ExactTimes,
  numberColumn,
  type SourceRange,
  type SpanIndex,
  type SpanTable,
  type TraceTable,
  UNKNOWN_SERVICE,
} from './spanTable.ts'

/** The table of {@link buildTrackedTable}. */
export function buildSpanTable(
  columns: SpanColumns,
  verdicts: SameIdVerdicts,
  reportTo?: (file: number) => Report,
): SpanTable {
  return buildTrackedTable(columns, verdicts, reportTo).spans
}

/** A table, and for each of its spans the row of the columns that it was read as. */
interface TrackedTable {
  readonly spans: SpanTable
  readonly rowOf: Uint32Array
}

/**
 * Makes the table of all spans read so far: origins chosen, parents joined, rows sorted by trace, start and order of
 * reading. Linear but for the sort inside traces that last above 104 days. The columns stay as they are, and a table
 * can be made again after further spans.
 *
 * `reportTo` gives the report of a file number; what shows only in the whole is reported there: `span.selfParent`,
 * `span.cycle`, `time.range`.
 */
export function buildTrackedTable(
  columns: SpanColumns,
  verdicts: SameIdVerdicts,
  reportTo?: (file: number) => Report,
): TrackedTable {
  const kept = keepRows(columns, verdicts)
  const times = placeTimes(kept, columns.traces.length)
  const parent = joinParents(kept, kept.length === columns.length ? columns.ids.index : undefined)
  placeMissingStarts(kept, parent, times.startNs)
  if (reportTo !== undefined) reportFindings(columns, kept, reportTo)
  const traceOrder = orderTraces(columns, times)
  const order = orderRows(kept, traceOrder, times.startNs)
  return {
    spans: permute(columns, kept, parent, times, traceOrder, order),
    rowOf: kept.length === columns.length ? order : order.map((k) => kept.rawRow[k]),
  }
}

/** Gives spans without a start that of their nearest ancestor with one, 0 without any. */
function placeMissingStarts(kept: KeptSpans, parent: Int32Array, startNs: Float64Array): void {
  const isPlaced = new Uint8Array(kept.length)
  for (let i = 0; i < kept.length; i++) {
    let top = i
    while ((kept.marks[top] & NO_START) !== 0 && isPlaced[top] === 0 && parent[top] !== -1) top = parent[top]
    for (let at = i; at !== top; at = parent[at]) {
      startNs[at] = startNs[top]
      isPlaced[at] = 1
    }
  }
}

function reportFindings(columns: SpanColumns, kept: KeptSpans, reportTo: (file: number) => Report): void {
  const unusual = SELF_PARENT | CYCLE_CUT | OFF_AXIS
  const { marks, longDurations, length } = kept
  const someAreLong = longDurations.size > 0
  for (let i = 0; i < length; i++) {
    const bits = marks[i]
    const isLong = someAreLong && longDurations.has(i)
    if ((bits & unusual) === 0 && !isLong) continue
    const at = columns.positionOf(kept.rawRow[i])
    const report = reportTo(columns.fileOf(kept.rawRow[i]))
    if ((bits & SELF_PARENT) !== 0) report('span.selfParent', at)
    if ((bits & CYCLE_CUT) !== 0) report('span.cycle', at)
    if ((bits & OFF_AXIS) !== 0 || isLong) report('time.range', at)
  }
}

/** Traces by origin, those without one last, equal ones in order of first sight. */
function orderTraces({ traces }: SpanColumns, { originNs, hasOrigin }: PlacedTimes): Uint32Array {
  const low = new Uint32Array(traces.length)
  const high = new Uint32Array(traces.length)
  const without = new Uint32Array(traces.length)
  for (let t = 0; t < traces.length; t++) {
    low[t] = Number(BigInt.asUintN(32, originNs[t]))
    high[t] = Number(originNs[t] >> 32n) + 2 ** 31
    without[t] = hasOrigin[t] === 1 ? 0 : 1
  }
  return radixSort(traces.length, [low, high, without])
}

const WORD = 2 ** 32

function orderRows(kept: KeptSpans, traceOrder: Uint32Array, startNs: Float64Array): Uint32Array {
  const rank = invert(traceOrder)
  const low = new Uint32Array(kept.length)
  const high = new Uint32Array(kept.length)
  const trace = new Uint32Array(kept.length)
  for (let i = 0; i < kept.length; i++) {
    const upper = Math.floor(startNs[i] / WORD)
    high[i] = upper
    low[i] = startNs[i] - upper * WORD
    trace[i] = rank[kept.trace[i]]
  }
  return radixSort(kept.length, [low, high, trace])
}

function invert(order: Uint32Array): Uint32Array {
  const place = new Uint32Array(order.length)
  for (let i = 0; i < order.length; i++) place[order[i]] = i
  return place
}

function permute(
  columns: SpanColumns,
  kept: KeptSpans,
  parent: Int32Array,
  times: PlacedTimes,
  traceOrder: Uint32Array,
  order: Uint32Array,
): SpanTable {
  const { length } = kept
  const rankOfTrace = invert(traceOrder)
  const place = invert(order)
  const texts = columns.texts.texts.length
  const table = {
    length,
    trace: new Uint32Array(length),
    startNs: new Float64Array(length),
    durationNs: new Float64Array(length),
    spanId: new Uint32Array(length * 2),
    parentSpanId: new Uint32Array(length * 2),
    parent: new Int32Array(length),
    name: numberColumn(length, texts),
    service: numberColumn(length, texts),
    kind: new Uint8Array(length),
    status: new Uint8Array(length),
    marks: new Uint16Array(length),
    context: numberColumn(length, columns.contexts.length),
    byte: new Float64Array(length),
    byteLength: numberColumn(length, longest(kept) + 1),
  }
  permuteIds(kept, order, table)
  permuteTimes(kept, times, order, table)
  const { trace, name, service, kind, status, marks, context, byte, byteLength } = table
  for (let i = 0; i < length; i++) {
    const k = order[i]
    trace[i] = rankOfTrace[kept.trace[k]]
    table.parent[i] = parent[k] === -1 ? -1 : place[parent[k]]
    name[i] = kept.name[k]
    service[i] = kept.service[k]
    kind[i] = kept.kind[k]
    status[i] = kept.status[k]
    marks[i] = kept.marks[k]
    context[i] = kept.context[k]
    byte[i] = kept.byte[k]
    byteLength[i] = kept.byteLength[k]
  }
  return {
    ...table,
    traces: buildTraces(columns, kept, times, traceOrder, table),
    contexts: buildContexts(columns),
    texts: columns.texts.texts,
    exactTimes: listExactTimes(kept, place),
    fragments: new Map([...kept.fragments].map(([k, ranges]): [SpanIndex, SourceRange[]] => [place[k], ranges])),
  }
}

/** Bytes of the longest span. */
function longest({ byteLength, length }: KeptSpans): number {
  let most = 0
  for (let i = 0; i < length; i++) if (byteLength[i] > most) most = byteLength[i]
  return most
}

/** Copies in order; a loop of its own, as few columns at a time stay in the caches. */
function permuteIds(from: KeptSpans, order: Uint32Array, to: Pick<SpanTable, 'spanId' | 'parentSpanId'>): void {
  const { spanId, parentSpanId } = from
  for (let i = 0; i < order.length; i++) {
    const k = 2 * order[i]
    to.spanId[2 * i] = spanId[k]
    to.spanId[2 * i + 1] = spanId[k + 1]
    to.parentSpanId[2 * i] = parentSpanId[k]
    to.parentSpanId[2 * i + 1] = parentSpanId[k + 1]
  }
}

function permuteTimes(
  { marks, durationNs }: KeptSpans,
  times: PlacedTimes,
  order: Uint32Array,
  to: Pick<SpanTable, 'startNs' | 'durationNs'>,
): void {
  for (let i = 0; i < order.length; i++) {
    const k = order[i]
    to.startNs[i] = times.startNs[k]
    to.durationNs[i] = (marks[k] & NO_START) !== 0 ? 0 : durationNs[k]
  }
}

function buildTraces(
  columns: SpanColumns,
  kept: KeptSpans,
  times: PlacedTimes,
  traceOrder: Uint32Array,
  rows: Pick<SpanTable, 'length' | 'trace' | 'startNs' | 'durationNs' | 'marks'>,
): TraceTable {
  const { length } = columns.traces
  const idWords = new Uint32Array(length * 4)
  const rawIds = new Map<number, string>()
  const originNs = new BigInt64Array(length)
  const recordsKept = new Uint32Array(length)
  const countOf = new Uint32Array(length)
  for (let k = 0; k < kept.length; k++) countOf[kept.trace[k]]++
  for (let t = 0; t < length; t++) {
    const from = traceOrder[t]
    for (let word = 0; word < 4; word++) idWords[4 * t + word] = columns.traces.words[4 * from + word]
    const rawId = columns.traces.rawIds.get(from)
    if (rawId !== undefined) rawIds.set(t, rawId)
    originNs[t] = times.originNs[from]
    recordsKept[t] = countOf[from]
  }
  const durationNs = new Float64Array(length)
  const firstSpan = new Uint32Array(length + 1)
  for (let i = 0; i < rows.length; i++) {
    const t = rows.trace[i]
    firstSpan[t + 1]++
    if ((rows.marks[i] & OFF_AXIS) === 0) durationNs[t] = Math.max(durationNs[t], rows.startNs[i] + rows.durationNs[i])
  }
  for (let t = 0; t < length; t++) firstSpan[t + 1] += firstSpan[t]
  const isPartial = findPartialTraces(columns, kept, traceOrder)
  return { length, idWords, rawIds, originNs, durationNs, firstSpan, recordsKept, isPartial }
}

function findPartialTraces(columns: SpanColumns, kept: KeptSpans, traceOrder: Uint32Array): Uint8Array {
  const isPartial = new Uint8Array(columns.traces.length)
  const { partialFiles } = columns
  if (partialFiles.size === 0) return isPartial
  for (let k = 0; k < kept.length; k++)
    if (partialFiles.has(columns.fileOf(kept.rawRow[k]))) isPartial[kept.trace[k]] = 1
  return isPartial.map((_, t) => isPartial[traceOrder[t]])
}

function buildContexts({ contexts, texts }: SpanColumns): ContextTable {
  const { length } = contexts
  const unknown = texts.intern(UNKNOWN_SERVICE)
  return {
    length,
    file: contexts.file.slice(0, length),
    service: contexts.service.slice(0, length).map((service) => (service === NO_SERVICE ? unknown : service)),
    isServiceLabel: contexts.isServiceLabel.slice(0, length),
    resourceByte: contexts.resourceByte.slice(0, length),
    resourceLength: contexts.resourceLength.slice(0, length),
    scopeByte: contexts.scopeByte.slice(0, length),
    scopeLength: contexts.scopeLength.slice(0, length),
  }
}

function listExactTimes(kept: KeptSpans, place: Uint32Array): Map<SpanIndex, ExactTimes> {
  const exactTimes = new Map<SpanIndex, ExactTimes>()
  const { marks, longDurations, length } = kept
  const someAreLong = longDurations.size > 0
  for (let k = 0; k < length; k++) {
    const bits = marks[k]
    const hasStart = (bits & NO_START) === 0
    const hasLostDuration = (someAreLong && longDurations.has(k)) || (!hasStart && kept.durationNs[k] > 0)
    if ((bits & OFF_AXIS) === 0 && !hasLostDuration) continue
    exactTimes.set(place[k], {
      startUnixNs: hasStart ? (kept.farStarts.get(k) ?? kept.startUnixNs[k]) : undefined,
      durationNs: (bits & UNFINISHED) !== 0 ? undefined : (kept.longDurations.get(k) ?? BigInt(kept.durationNs[k])),
    })
  }
  return exactTimes
}
