import type { SameIdVerdicts } from './findSameIds.ts'
import { emptySpans, NO_SERVICE, type RawSpans, type SpanColumns } from './spanColumns.ts'
import {
  DUPLICATE_ID,
  ENDS_BEFORE_START,
  HAS_PARENT_ID,
  NO_START,
  OPAQUE_PARENT_ID,
  SHARED_HALF,
  UNFINISHED,
} from './spanMarks.ts'
import { type SourceRange, STATUS_ERROR, UNKNOWN_SERVICE } from './spanTable.ts'

/** The rows that become spans, in the order read, with their final service and marks of the verdicts. */
export interface KeptSpans extends RawSpans {
  /** Raw row of each. */
  readonly rawRow: Uint32Array
  /** Bytes of the further parts of a row. */
  readonly fragments: Map<number, SourceRange[]>
}

/**
 * The rows that are neither dropped nor part of another row, those parts added to the row they belong to. Where every row
 * is kept, only marks and services are copies, and the rest is that of `columns`.
 */
export function keepRows(columns: SpanColumns, verdicts: SameIdVerdicts): KeptSpans {
  const rawRow = listKept(columns.length, verdicts)
  const { length } = rawRow
  const isWhole = length === columns.length
  const spans = isWhole ? sharedColumns(columns.spans) : emptySpans(length)
  const kept: KeptSpans = { ...spans, length, rawRow, fragments: new Map() }
  if (!isWhole) copyRows(columns.spans, kept)
  copyVerdicts(columns, verdicts, kept)
  if (verdicts.merged.size > 0) mergeParts(columns, verdicts, kept)
  resolveServices(columns, kept)
  return kept
}

function listKept(length: number, { dropped, merged }: SameIdVerdicts): Uint32Array {
  const gone = dropped.slice()
  for (const parts of merged.values()) for (const part of parts) gone[part] = 1
  const rows = new Uint32Array(length)
  let count = 0
  for (let row = 0; row < length; row++) if (gone[row] === 0) rows[count++] = row
  return rows.slice(0, count)
}

function copyRows(from: RawSpans, to: KeptSpans): void {
  const { rawRow } = to
  for (let i = 0; i < rawRow.length; i++) {
    const row = rawRow[i]
    to.trace[i] = from.trace[row]
    to.spanId[2 * i] = from.spanId[2 * row]
    to.spanId[2 * i + 1] = from.spanId[2 * row + 1]
    to.parentSpanId[2 * i] = from.parentSpanId[2 * row]
    to.parentSpanId[2 * i + 1] = from.parentSpanId[2 * row + 1]
    to.name[i] = from.name[row]
    to.service[i] = from.service[row]
    to.kind[i] = from.kind[row]
    to.status[i] = from.status[row]
    to.marks[i] = from.marks[row]
    to.context[i] = from.context[row]
    to.byte[i] = from.byte[row]
    to.byteLength[i] = from.byteLength[row]
    to.line[i] = from.line[row]
    to.startUnixNs[i] = from.startUnixNs[row]
    to.durationNs[i] = from.durationNs[row]
  }
}

/** Where no row is left out none has parts either, so that nothing but marks and services changes. */
function sharedColumns(from: RawSpans): RawSpans {
  const { length } = from
  return {
    ...from,
    marks: from.marks.slice(0, length),
    service: from.service.slice(0, length),
    farStarts: new Map(),
    longDurations: new Map(),
  }
}

function copyVerdicts(columns: SpanColumns, verdicts: SameIdVerdicts, kept: KeptSpans): void {
  const { rawRow, marks } = kept
  const { farStarts, longDurations } = columns.spans
  for (let i = 0; i < rawRow.length; i++) {
    const row = rawRow[i]
    marks[i] &= ~SHARED_HALF
    if (verdicts.sharedHalf[row] === 1) marks[i] |= SHARED_HALF
    if (verdicts.duplicate[row] === 1) marks[i] |= DUPLICATE_ID
  }
  if (farStarts.size === 0 && longDurations.size === 0) return
  for (let i = 0; i < rawRow.length; i++) {
    const start = farStarts.get(rawRow[i])
    if (start !== undefined) kept.farStarts.set(i, start)
    const duration = longDurations.get(rawRow[i])
    if (duration !== undefined) kept.longDurations.set(i, duration)
  }
}

function mergeParts(columns: SpanColumns, { merged }: SameIdVerdicts, kept: KeptSpans): void {
  for (let i = 0; i < kept.length; i++) {
    const parts = merged.get(kept.rawRow[i])
    if (parts === undefined || parts.length === 0) continue
    for (const part of parts) mergePart(columns, kept, i, part)
    kept.fragments.set(
      i,
      parts.map((part) => columns.rangeOf(part)),
    )
  }
}

/**
 * Adds one part to row `i`: earliest start, longest duration, the first name, service, kind and parent that any part
 * has, an error if any part has one (Zipkin merges reports of one span likewise).
 */
function mergePart(columns: SpanColumns, kept: KeptSpans, i: number, part: number): void {
  const raw = columns.spans
  const partMarks = raw.marks[part]
  if ((partMarks & NO_START) === 0) {
    const start = raw.farStarts.get(part) ?? raw.startUnixNs[part]
    const known = (kept.marks[i] & NO_START) !== 0 ? undefined : (kept.farStarts.get(i) ?? kept.startUnixNs[i])
    if (known === undefined || start < known) setStart(kept, i, start)
  }
  const duration = raw.longDurations.get(part) ?? raw.durationNs[part]
  if (
    (partMarks & (UNFINISHED | ENDS_BEFORE_START)) === 0 &&
    duration >= (kept.longDurations.get(i) ?? kept.durationNs[i])
  ) {
    setDuration(kept, i, duration)
  }
  if (columns.texts.texts[kept.name[i]] === '') kept.name[i] = raw.name[part]
  if (kept.service[i] === NO_SERVICE) {
    const own = raw.service[part]
    const service = own === NO_SERVICE ? columns.contexts.service[raw.context[part]] : own
    if (columns.contexts.service[kept.context[i]] === NO_SERVICE) kept.service[i] = service
  }
  if (kept.kind[i] === 0) kept.kind[i] = raw.kind[part]
  if (raw.status[part] === STATUS_ERROR || kept.status[i] === 0) kept.status[i] = raw.status[part]
  if ((kept.marks[i] & HAS_PARENT_ID) === 0 && (partMarks & HAS_PARENT_ID) !== 0) {
    kept.marks[i] |= partMarks & (HAS_PARENT_ID | OPAQUE_PARENT_ID)
    kept.parentSpanId[2 * i] = raw.parentSpanId[2 * part]
    kept.parentSpanId[2 * i + 1] = raw.parentSpanId[2 * part + 1]
  }
}

function setStart(kept: KeptSpans, i: number, start: bigint): void {
  kept.marks[i] &= ~NO_START
  kept.farStarts.delete(i)
  if (start === BigInt.asIntN(64, start)) kept.startUnixNs[i] = start
  else kept.farStarts.set(i, start)
}

function setDuration(kept: KeptSpans, i: number, duration: number | bigint): void {
  kept.marks[i] &= ~(UNFINISHED | ENDS_BEFORE_START)
  kept.longDurations.delete(i)
  if (typeof duration === 'number') kept.durationNs[i] = duration
  else kept.longDurations.set(i, duration)
}

function resolveServices(columns: SpanColumns, { service, context, length }: KeptSpans): void {
  const unknown = columns.texts.intern(UNKNOWN_SERVICE)
  for (let i = 0; i < length; i++) {
    if (service[i] === NO_SERVICE) service[i] = columns.contexts.service[context[i]]
    if (service[i] === NO_SERVICE) service[i] = unknown
  }
}
