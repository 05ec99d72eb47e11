import { findTrace, parentIdText } from '../core/analysis/findSpan.ts'
import { type Folds, listRows } from '../core/analysis/listRows.ts'
import type { Dataset } from '../core/model/dataset.ts'
import type { ForestPosition } from '../core/model/spanForest.ts'
import type { TraceIndex } from '../core/model/spanTable.ts'
import type { OpenDataset } from './dataset.ts'
import { spanKeys } from './fetchChanges.ts'
import { findLinkedNode, linkTextOf, NO_LINK, traceLinkText } from './link.ts'
import type { Store } from './store.ts'
import { wholeTrace } from './view.ts'

type PositionKeys = ReadonlyMap<ForestPosition, string>

/** Of each position of a trace what stands there, by a key that stays the same in a later answer. */
function positionKeys(dataset: Dataset, trace: TraceIndex): PositionKeys {
  const { forest, spans } = dataset
  const keys = spanKeys(dataset, trace)
  const first = spans.traces.firstSpan[trace]
  const found = new Map<ForestPosition, string>()
  for (let at = forest.firstPosition[trace]; at < forest.firstPosition[trace + 1]; at++) {
    const node = forest.order[at]
    found.set(at, node >= 0 ? keys[node - first] : `ghost ${parentIdText(spans, forest.ghosts.child[~node])}`)
  }
  return found
}

/** The same nodes folded in another dataset; those that are gone are left out. */
function carryFolds(folds: Folds, before: () => PositionKeys, after: () => PositionKeys): Folds {
  if (folds.except.size === 0) return folds
  const keys = before()
  const there = new Map(Array.from(after(), ([at, key]) => [key, at]))
  const positions = [...folds.except].map((at) => there.get(keys.get(at) ?? ''))
  return { ...folds, except: new Set(positions.filter((at) => at !== undefined)) }
}

/**
 * How the open trace is looked at, in a dataset that holds more of it: the same trace, selection, folding and time. Undefined
 * where that dataset does not hold the trace. O(spans of the trace).
 */
export function carryView(state: Store, next: OpenDataset): Partial<Store> | undefined {
  const { opened, trace, selected, collapsed, window } = state
  if (opened === undefined || trace === undefined) return undefined
  const there = findTrace(next.dataset.spans, traceLinkText(opened.dataset, trace))
  if (there === undefined) return undefined
  const [before, after] = [opened.dataset, next.dataset]
  const folded = carryFolds(
    collapsed,
    () => positionKeys(before, trace),
    () => positionKeys(after, there),
  )
  const span = selected === undefined ? undefined : linkTextOf(before, selected)
  return {
    trace: there,
    selected: span === undefined ? undefined : findLinkedNode(after, there, { ...NO_LINK, span }),
    collapsed: folded,
    rows: listRows(after.forest, there, folded),
    window: carryWindow(state, window, next, there),
  }
}

/** The same stretch of time, counted from the new origin; all of the trace where all of it was shown. */
function carryWindow(state: Store, [from, to]: Store['window'], next: OpenDataset, there: TraceIndex): Store['window'] {
  const { opened, trace } = state
  const end = wholeTrace({ ...state, opened: next, trace: there })[1]
  const [, wasEnd] = wholeTrace(state)
  if (opened === undefined || trace === undefined || (from === 0 && to === wasEnd)) return [0, end]
  const origins = [opened.dataset.spans.traces.originNs[trace], next.dataset.spans.traces.originNs[there]]
  const shift = Number(origins[0] - origins[1])
  const start = Math.min(Math.max(0, from + shift), end)
  const stop = Math.min(Math.max(start, to + shift), end)
  return stop > start ? [start, stop] : [0, end]
}
