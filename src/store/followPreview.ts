import { type Folds, listRows } from '../core/analysis/listRows.ts'
import type { Dataset } from '../core/model/dataset.ts'
import type { ForestNode } from '../core/model/spanForest.ts'
import type { TraceIndex } from '../core/model/spanTable.ts'
import type { OpenDataset } from './dataset.ts'
import type { Store } from './store.ts'
import { type WindowNs, wholeTrace } from './view.ts'

/**
 * How the open trace is looked at in a dataset that goes on from the preview on the screen: the same trace, spans selected
 * and folded, and stretch of time. `spanNow` is that of the worker's `Imported`. Undefined where the trace is gone.
 */
export function followPreview(state: Store, next: OpenDataset, spanNow: Int32Array): Partial<Store> | undefined {
  const { opened, trace, selected, collapsed } = state
  if (opened === undefined || trace === undefined) return undefined
  const there = traceNow(opened.dataset, next.dataset, trace, spanNow)
  if (there === undefined) return undefined
  const folds = foldsNow(opened.dataset, next.dataset, collapsed, spanNow)
  return {
    trace: there,
    selected: selected === undefined ? undefined : nodeNow(selected, spanNow),
    collapsed: folds,
    rows: listRows(next.dataset.forest, there, folds),
    window: windowNow(state, next, there),
  }
}

/** Previews have no ghosts. */
function nodeNow(node: ForestNode, spanNow: Int32Array): ForestNode | undefined {
  return node >= 0 && spanNow[node] !== -1 ? spanNow[node] : undefined
}

function traceNow(before: Dataset, after: Dataset, trace: TraceIndex, spanNow: Int32Array): TraceIndex | undefined {
  const { firstSpan } = before.spans.traces
  for (let span = firstSpan[trace]; span < firstSpan[trace + 1]; span++) {
    if (spanNow[span] !== -1) return after.spans.trace[spanNow[span]]
  }
  return undefined
}

function foldsNow(before: Dataset, after: Dataset, { all, except }: Folds, spanNow: Int32Array): Folds {
  const positions = new Set<number>()
  for (const position of except) {
    const node = nodeNow(before.forest.order[position], spanNow)
    if (node !== undefined) positions.add(after.forest.position[node])
  }
  return { all, except: positions }
}

/** The same stretch of time, counted from the new origin; all of the trace where all of it was shown. */
function windowNow(state: Store, next: OpenDataset, there: TraceIndex): WindowNs {
  const { opened, trace, window } = state
  const whole = wholeTrace({ ...state, opened: next, trace: there })
  const [, wasEnd] = wholeTrace(state)
  if (opened === undefined || trace === undefined || (window[0] === 0 && window[1] === wasEnd)) return whole
  const shiftNs = Number(opened.dataset.spans.traces.originNs[trace] - next.dataset.spans.traces.originNs[there])
  const from = Math.min(Math.max(0, window[0] + shiftNs), whole[1])
  const to = Math.min(Math.max(0, window[1] + shiftNs), whole[1])
  return to > from ? [from, to] : whole
}
