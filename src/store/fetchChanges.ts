import { findTrace, spanIdText } from '../core/analysis/findSpan.ts'
import type { Dataset } from '../core/model/dataset.ts'
import { NO_START, ORPHAN, UNFINISHED } from '../core/model/spanMarks.ts'
import type { TraceIndex } from '../core/model/spanTable.ts'

/** What a trace held when it was looked at: spans by keys that stay the same from one answer to the next. */
export interface TraceState {
  readonly keys: ReadonlySet<string>
  readonly orphans: ReadonlySet<string>
  readonly unfinished: ReadonlySet<string>
}

/** What a later answer changed. */
export interface TraceChanges {
  /** Keys of spans that were not there before. */
  readonly arrived: readonly string[]
  /** Orphans whose parent came. */
  readonly adopted: number
  /** Spans that got their end. */
  readonly finished: number
  /** Spans that are no longer told. */
  readonly gone: number
}

/** Of each span of a trace, in row order: its id, the nth of one id as `id~n`, as in links. */
export function spanKeys({ spans }: Dataset, trace: TraceIndex): readonly string[] {
  const { firstSpan } = spans.traces
  const seen = new Map<string, number>()
  const keys: string[] = []
  for (let span = firstSpan[trace]; span < firstSpan[trace + 1]; span++) {
    const id = spanIdText(spans, span)
    const nth = (seen.get(id) ?? 0) + 1
    seen.set(id, nth)
    keys.push(nth === 1 ? id : `${id}~${nth}`)
  }
  return keys
}

/** The state of a trace by its id; undefined where the dataset does not hold it. */
export function traceState(dataset: Dataset, traceId: string): TraceState | undefined {
  const trace = findTrace(dataset.spans, traceId)
  if (trace === undefined) return undefined
  const { marks, traces } = dataset.spans
  const keys = spanKeys(dataset, trace)
  const first = traces.firstSpan[trace]
  const marked = (bits: number) => new Set(keys.filter((_, n) => (marks[first + n] & bits) !== 0))
  return { keys: new Set(keys), orphans: marked(ORPHAN), unfinished: marked(UNFINISHED | NO_START) }
}

/** What came between two states of one trace. */
export function changesBetween(before: TraceState, after: TraceState): TraceChanges {
  const leftOf = (set: ReadonlySet<string>, later: ReadonlySet<string>) =>
    [...set].filter((key) => after.keys.has(key) && !later.has(key)).length
  return {
    arrived: [...after.keys].filter((key) => !before.keys.has(key)),
    adopted: leftOf(before.orphans, after.orphans),
    finished: leftOf(before.unfinished, after.unfinished),
    gone: [...before.keys].filter((key) => !after.keys.has(key)).length,
  }
}

const plural = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`

/** Changes in a sentence; undefined where there are none. */
export function changeWords({ arrived, adopted, finished, gone }: TraceChanges): string | undefined {
  const parts = [
    arrived.length === 0 ? '' : plural(arrived.length, 'span arrived', 'spans arrived'),
    adopted === 0 ? '' : plural(adopted, 'orphan found its parent', 'orphans found their parents'),
    finished === 0 ? '' : plural(finished, 'span got its end', 'spans got their ends'),
    gone === 0 ? '' : plural(gone, 'span is no longer told', 'spans are no longer told'),
  ].filter((part) => part !== '')
  return parts.length === 0 ? undefined : `${parts.join(', ')}.`
}

/** What a trace still lacks, in words; undefined where it lacks nothing. */
export function lackWords({ orphans, unfinished }: TraceState): string | undefined {
  const parts = [
    orphans.size === 0 ? '' : plural(orphans.size, 'orphan', 'orphans'),
    unfinished.size === 0 ? '' : plural(unfinished.size, 'unfinished span', 'unfinished spans'),
  ].filter((part) => part !== '')
  return parts.length === 0 ? undefined : parts.join(' and ')
}
