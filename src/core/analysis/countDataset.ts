import type { Dataset } from '../model/dataset.ts'
import { endUnixNs, startUnixNs } from '../model/exactTimes.ts'
import { SpanIdIndex } from '../model/spanIdIndex.ts'
import { CYCLE, NO_START, OFF_AXIS, OPAQUE_ID, ORPHAN, SELF_PARENT, SHARED_HALF } from '../model/spanMarks.ts'
import { isServiceStated, type SpanIndex, type SpanTable, STATUS_ERROR } from '../model/spanTable.ts'
import { isRoot } from './isRoot.ts'
import { measureDepths } from './measureDepths.ts'

/** The figures of `inspect --json` that come from spans. */
export interface InspectCounts {
  /** Span objects read. */
  readonly records: number
  /** Distinct trace id and span id, the halves of a shared id apart. What follows counts these. */
  readonly spans: number
  readonly traces: number
  /** Services that the input states. */
  readonly services: number
  /** Sorted. */
  readonly serviceNames: readonly string[]
  /** No parent id, or their own. */
  readonly roots: number
  readonly orphans: number
  readonly selfParents: number
  readonly cycleSpans: number
  /** Records beyond the first of an id. */
  readonly duplicates: number
  /** Traces with more than one root or orphan. */
  readonly multiRootTraces: number
  /** Spans of which any record is an error. */
  readonly errors: number
  /** Of spans that, like their parent, have a start. */
  readonly startsBeforeParent: number
  readonly noStart: number
  /** Unix ns; undefined where no span has a start. */
  readonly minStartNs: bigint | undefined
  readonly maxEndNs: bigint | undefined
  /** Roots and orphans are at 1; 0 without spans. */
  readonly maxDepth: number
}

/** Counts a dataset. Of spans that share an id the one read first counts, but for errors. O(spans). */
export function countDataset({ files, spans, forest }: Dataset): InspectCounts {
  const firstRead = findFirstReads(spans)
  const isError = new Uint8Array(spans.length)
  const tops = new Uint32Array(spans.traces.length)
  const services = new Set<number>()
  const counts = { spans: 0, roots: 0, orphans: 0, selfParents: 0, cycleSpans: 0, errors: 0, noStart: 0 }
  let startsBeforeParent = 0
  for (let i = 0; i < spans.length; i++) {
    if (isServiceStated(spans, i)) services.add(spans.service[i])
    if (spans.status[i] === STATUS_ERROR && isError[firstRead[i]] === 0) {
      isError[firstRead[i]] = 1
      counts.errors++
    }
    if (firstRead[i] !== i) continue
    const marks = spans.marks[i]
    counts.spans++
    if (isRoot(spans, i)) counts.roots++
    if (isRoot(spans, i) || (marks & ORPHAN) !== 0) tops[spans.trace[i]]++
    if ((marks & ORPHAN) !== 0) counts.orphans++
    if ((marks & SELF_PARENT) !== 0) counts.selfParents++
    if ((marks & CYCLE) !== 0) counts.cycleSpans++
    if ((marks & NO_START) !== 0) counts.noStart++
    if (isBeforeParent(spans, i)) startsBeforeParent++
  }
  const records = files.reduce((sum, file) => sum + file.records, 0)
  const serviceNames = [...services].map((text) => spans.texts[text])
  return {
    ...counts,
    ...measureExtent(spans),
    records,
    traces: spans.traces.length,
    services: serviceNames.length,
    serviceNames: serviceNames.sort(),
    duplicates: records - counts.spans,
    multiRootTraces: tops.reduce((sum, count) => sum + (count > 1 ? 1 : 0), 0),
    startsBeforeParent,
    maxDepth: measureDepths(spans, forest).reduce((deepest, depth) => Math.max(deepest, depth), 0),
  }
}

/** For each row the row of its id that was read first. */
function findFirstReads(spans: SpanTable): Uint32Array {
  const index = new SpanIdIndex(spans, OPAQUE_ID | SHARED_HALF)
  /** For each row the row that the index holds for its id; there, in turn, the first read. */
  const held = new Uint32Array(spans.length)
  const firstRead = new Uint32Array(spans.length)
  for (let i = 0; i < spans.length; i++) {
    held[i] = index.add(i)
    if (held[i] === i || isReadBefore(spans, i, firstRead[held[i]])) firstRead[held[i]] = i
  }
  return held.map((row) => firstRead[row])
}

function isReadBefore({ contexts, context, byte }: SpanTable, a: SpanIndex, b: SpanIndex): boolean {
  const fileA = contexts.file[context[a]]
  const fileB = contexts.file[context[b]]
  return fileA === fileB ? byte[a] < byte[b] : fileA < fileB
}

function isBeforeParent(spans: SpanTable, i: SpanIndex): boolean {
  const up = spans.parent[i]
  if (up === -1) return false
  const marks = spans.marks[i] | spans.marks[up]
  if ((marks & NO_START) !== 0) return false
  if ((marks & OFF_AXIS) === 0) return spans.startNs[i] < spans.startNs[up]
  return (startUnixNs(spans, i) ?? 0n) < (startUnixNs(spans, up) ?? 0n)
}

/** Earliest start and latest end, exact: doubles within a trace as far as they are, bigints between traces. */
function measureExtent(spans: SpanTable): Pick<InspectCounts, 'minStartNs' | 'maxEndNs'> {
  let minStartNs: bigint | undefined
  let maxEndNs: bigint | undefined
  const include = (span: SpanIndex) => {
    const start = startUnixNs(spans, span)
    const end = endUnixNs(spans, span)
    if (start !== undefined && (minStartNs === undefined || start < minStartNs)) minStartNs = start
    if (end !== undefined && (maxEndNs === undefined || end > maxEndNs)) maxEndNs = end
  }
  const { firstSpan } = spans.traces
  for (let t = 0; t < spans.traces.length; t++) {
    let first = -1
    let last = -1
    for (let i = firstSpan[t]; i < firstSpan[t + 1]; i++) {
      if ((spans.marks[i] & (NO_START | OFF_AXIS)) !== 0) continue
      if (first === -1) first = i
      const endNs = spans.startNs[i] + spans.durationNs[i]
      if (endNs > Number.MAX_SAFE_INTEGER) include(i)
      else if (last === -1 || endNs > spans.startNs[last] + spans.durationNs[last]) last = i
    }
    if (first !== -1) include(first)
    if (last !== -1) include(last)
  }
  for (const span of spans.exactTimes.keys()) include(span)
  return { minStartNs, maxEndNs }
}
