import type { Dataset } from '../core/model/dataset.ts'
import {
  CYCLE_CUT,
  DUPLICATE_ID,
  ENDS_BEFORE_START,
  NO_START,
  SELF_PARENT,
  SHARED_HALF,
  UNFINISHED,
} from '../core/model/spanMarks.ts'
import { type SpanIndex, type SpanTable, STATUS_ERROR, textAt, UNKNOWN_SERVICE } from '../core/model/spanTable.ts'

/** Draws a dataset in the notation of sketch.ts, times from the origin of each trace, spans in the order of the forest. */
export function draw({ spans, forest }: Pick<Dataset, 'spans' | 'forest'>): string {
  const labels = labelIds(spans)
  const lines: string[] = []
  for (let t = 0; t < spans.traces.length; t++) {
    if (t > 0) lines.push('---')
    let lonelyEnd = 0
    for (let at = forest.firstPosition[t]; at < forest.firstPosition[t + 1]; at++) {
      const node = forest.order[at]
      const isLonely = at < lonelyEnd
      if (node >= 0) {
        const depth = forest.depth[at] - (isLonely ? 1 : 0)
        lines.push(`${'  '.repeat(depth)}${isLonely && depth === 0 ? '?' : ''}${drawSpan(spans, labels, node)}`)
      } else if (forest.end[at + 1] === forest.end[at]) {
        lonelyEnd = forest.end[at]
      } else {
        lines.push('?')
      }
    }
  }
  return lines.join('\n')
}

function drawSpan(spans: SpanTable, labels: ReadonlyMap<string, number>, i: SpanIndex): string {
  const marks = spans.marks[i]
  const service = textAt(spans, spans.service[i])
  const label = labels.get(idKey(spans, spans.spanId, i))
  const parts = [
    `${service === UNKNOWN_SERVICE ? '' : `${service}: `}${textAt(spans, spans.name[i])}`,
    drawTime(spans, i),
    (marks & SHARED_HALF) !== 0 ? '~' : label === undefined ? '' : `#${label}`,
    (marks & (SELF_PARENT | CYCLE_CUT)) === 0 ? '' : `^${labels.get(idKey(spans, spans.parentSpanId, i))}`,
    spans.status[i] === STATUS_ERROR ? '!' : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}

function drawTime(spans: SpanTable, i: SpanIndex): string {
  const marks = spans.marks[i]
  if ((marks & NO_START) !== 0) return '-'
  const exact = spans.exactTimes.get(i)
  if (exact !== undefined) return `=${exact.startUnixNs}${exact.durationNs === undefined ? '' : `+${exact.durationNs}`}`
  const from = drawMs(spans.startNs[i])
  if ((marks & ENDS_BEFORE_START) !== 0) return `${from}<`
  if ((marks & UNFINISHED) !== 0) return `${from}-`
  return `${from}-${drawMs(spans.startNs[i] + spans.durationNs[i])}`
}

function drawMs(ns: number): string {
  const digits = String(ns).padStart(7, '0')
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, '')
}

/** Numbers the ids that cannot be drawn by indentation alone. */
function labelIds(spans: SpanTable): Map<string, number> {
  const labels = new Map<string, number>()
  const label = (key: string) => {
    if (!labels.has(key)) labels.set(key, labels.size + 1)
  }
  for (let i = 0; i < spans.length; i++) {
    if ((spans.marks[i] & (DUPLICATE_ID | SELF_PARENT | CYCLE_CUT)) !== 0) label(idKey(spans, spans.spanId, i))
    if ((spans.marks[i] & CYCLE_CUT) !== 0) label(idKey(spans, spans.parentSpanId, i))
  }
  return labels
}

function idKey(spans: SpanTable, ids: Uint32Array, i: SpanIndex): string {
  return `${spans.trace[i]} ${ids[2 * i]} ${ids[2 * i + 1]}`
}
