import { parentIdText } from '../../core/analysis/findSpan.ts'
import type { Dataset } from '../../core/model/dataset.ts'
import { exactDurationNs } from '../../core/model/exactTimes.ts'
import type { ForestNode } from '../../core/model/spanForest.ts'
import { CYCLE, DUPLICATE_ID, NO_START, ORPHAN } from '../../core/model/spanMarks.ts'
import { type SpanIndex, type SpanTable, STATUS_ERROR, textAt } from '../../core/model/spanTable.ts'
import { formatDuration } from '../../core/model/time.ts'

/** A span's duration for people; 'unfinished' where it has no end, 'no start' where it has no start to count from. */
export function durationText(spans: SpanTable, span: SpanIndex): string {
  const exact = exactDurationNs(spans, span)
  if (exact !== undefined) return formatDuration(Number(exact))
  return (spans.marks[span] & NO_START) === 0 ? 'unfinished' : 'no start'
}

/** What marks a span beside its bar, in the words of its row's name. */
export function spanMarkWords(spans: SpanTable, span: SpanIndex): string[] {
  const marks = spans.marks[span]
  const words: string[] = []
  if ((marks & ORPHAN) !== 0) words.push('orphan')
  if (spans.status[span] === STATUS_ERROR) words.push('error')
  if ((marks & DUPLICATE_ID) !== 0) words.push('duplicate id')
  if ((marks & CYCLE) !== 0) words.push('cycle')
  return words
}

/** The name of a node's row: what a screen reader says and a test looks for. */
export function rowName({ spans, forest }: Dataset, node: ForestNode): string {
  if (node < 0) return `missing parent ${parentIdText(spans, forest.ghosts.child[~node])}`
  const parts = [textAt(spans, spans.service[node]), textAt(spans, spans.name[node]), durationText(spans, node)]
  return [...parts, ...spanMarkWords(spans, node)].join(', ')
}
