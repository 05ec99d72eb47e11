import type { Dataset } from '../model/dataset.ts'
import { CYCLE, DUPLICATE_ID, NO_START, OFF_AXIS, ORPHAN } from '../model/spanMarks.ts'
import { type SpanIndex, type SpanTable, STATUS_ERROR, UNKNOWN_SERVICE } from '../model/spanTable.ts'
import { countPlaced } from './countPlaced.ts'
import { isRoot } from './isRoot.ts'
import { measureDepths } from './measureDepths.ts'

/** What the list of traces shows: one column per figure, one row per trace. Figures count rows, not distinct ids. */
export interface TraceSummaries {
  /** The span that names the trace: its earliest root, its earliest span where it has no root. */
  readonly headline: Int32Array
  readonly spans: Uint32Array
  /** Different spans that have a row. */
  readonly placed: Uint32Array
  /** Named services. */
  readonly services: Uint32Array
  readonly errors: Uint32Array
  readonly orphans: Uint32Array
  /** Spans on rings. */
  readonly cycles: Uint32Array
  /** Spans that share their id with a different one. */
  readonly duplicates: Uint32Array
  /** Spans without a parent id, and spans that name themselves. */
  readonly roots: Uint32Array
  /** Absent parents. */
  readonly ghosts: Uint32Array
  /** Levels of spans; a root or an orphan is at 1. */
  readonly depth: Uint32Array
}

/** Figures of all traces. O(spans). */
export function summariseTraces({ spans, forest }: Pick<Dataset, 'spans' | 'forest'>): TraceSummaries {
  const { length } = spans.traces
  const column = () => new Uint32Array(length)
  const summaries = {
    headline: new Int32Array(length).fill(-1),
    spans: column(),
    placed: countPlaced(forest),
    services: countServices(spans),
    errors: column(),
    orphans: column(),
    cycles: column(),
    duplicates: column(),
    roots: column(),
    ghosts: column(),
    depth: measureDepths(spans, forest),
  }
  for (let i = 0; i < spans.length; i++) {
    const t = spans.trace[i]
    const marks = spans.marks[i]
    summaries.spans[t]++
    if (spans.status[i] === STATUS_ERROR) summaries.errors[t]++
    if ((marks & ORPHAN) !== 0) summaries.orphans[t]++
    if ((marks & CYCLE) !== 0) summaries.cycles[t]++
    if ((marks & DUPLICATE_ID) !== 0) summaries.duplicates[t]++
    if (isRoot(spans, i)) summaries.roots[t]++
    if (headlineRank(spans, i) > headlineRank(spans, summaries.headline[t])) summaries.headline[t] = i
  }
  for (let g = 0; g < forest.ghosts.length; g++) summaries.ghosts[forest.ghosts.trace[g]]++
  return summaries
}

/** Roots before others, spans with a time on the axis before those without; rows are in start order. */
function headlineRank(spans: SpanTable, span: SpanIndex): number {
  if (span === -1) return -1
  return (isRoot(spans, span) ? 2 : 0) + ((spans.marks[span] & (NO_START | OFF_AXIS)) === 0 ? 1 : 0)
}

function countServices({ traces, trace, service, texts, length }: SpanTable): Uint32Array {
  const counts = new Uint32Array(traces.length)
  /** Trace + 1 in which each text was last seen as a service. */
  const lastSeen = new Uint32Array(texts.length)
  for (let i = 0; i < length; i++) {
    if (lastSeen[service[i]] === trace[i] + 1) continue
    lastSeen[service[i]] = trace[i] + 1
    if (texts[service[i]] !== UNKNOWN_SERVICE) counts[trace[i]]++
  }
  return counts
}
