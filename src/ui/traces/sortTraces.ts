import { textAt } from '../../core/model/spanTable.ts'
import type { TimeRange } from '../../core/red/redSeries.ts'
import type { OpenDataset } from '../../store/dataset.ts'

/** What the list of traces can be sorted by. */
export const SORT_KEYS = ['start', 'duration', 'spans', 'errors', 'orphans', 'name'] as const

/** One of {@link SORT_KEYS}. */
export type SortKey = (typeof SORT_KEYS)[number]

/** The traces of a dataset in an order; equal ones by start. */
export function sortTraces({ dataset, summaries }: OpenDataset, key: SortKey, descending: boolean): Uint32Array {
  const { spans } = dataset
  const order = Uint32Array.from({ length: spans.traces.length }, (_, trace) => trace)
  const sign = descending ? -1 : 1
  if (key === 'start') return descending ? order.reverse() : order
  if (key === 'name') {
    const names = Array.from(order, (trace) => {
      const span = summaries.headline[trace]
      return `${textAt(spans, spans.service[span])} ${textAt(spans, spans.name[span])}`
    })
    const { compare } = new Intl.Collator('en')
    return order.sort((a, b) => sign * compare(names[a], names[b]) || a - b)
  }
  const columns = { duration: spans.traces.durationNs, ...pick(summaries) }
  const column = columns[key]
  return order.sort((a, b) => sign * (column[a] - column[b]) || a - b)
}

function pick({ spans, errors, orphans }: OpenDataset['summaries']) {
  return { spans, errors, orphans }
}

/** Those of `order` that have a part in the range; traces without a time have none. */
export function tracesWithin({ dataset }: OpenDataset, order: Uint32Array, range: TimeRange | undefined): Uint32Array {
  if (range === undefined) return order
  const { originNs, durationNs } = dataset.spans.traces
  return order.filter((trace) => {
    if (originNs[trace] === 0n) return false
    const startNs = Number(originNs[trace] - range.fromUnixNs)
    return startNs < range.lengthNs && startNs + durationNs[trace] >= 0
  })
}
