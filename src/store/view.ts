import type { StateCreator } from 'zustand'
import {
  ALL_FOLDS,
  type Folds,
  foldAt,
  isFolded,
  listRows,
  NO_FOLDS,
  NO_ROWS,
  type RowList,
} from '../core/analysis/listRows.ts'
import type { ForestPosition, SpanForest } from '../core/model/spanForest.ts'
import type { TraceIndex } from '../core/model/spanTable.ts'
import type { OpenDataset } from './dataset.ts'
import { findLinkedNode, type Link, NO_LINK } from './link.ts'
import { redOfLink } from './red.ts'
import type { Store } from './store.ts'

/** A stretch of time, in ns after the origin of the open trace. */
export type WindowNs = readonly [from: number, to: number]

/** How the open trace is looked at. `window` is mirrored to the URL as `from` and `to` (store/url.ts). */
export interface ViewSlice {
  readonly trace: TraceIndex | undefined
  readonly collapsed: Folds
  /** The rows that are shown. */
  readonly rows: RowList
  readonly window: WindowNs
  /** The traces in the order of the list. */
  readonly traceOrder: Uint32Array
  setTraceOrder(order: Uint32Array): void
  /** Opens the trace that is `step` further down the list. */
  stepTrace(step: 1 | -1): void
  /** Opens a trace of the open dataset as a link says: span selected, window set, text found. */
  openTrace(trace: TraceIndex, link?: Link): void
  leaveTrace(): void
  setCollapsed(position: ForestPosition, collapsed: boolean): void
  collapseAll(): void
  expandAll(): void
  /** Opens all ancestors of a position, so that it has a row. */
  reveal(position: ForestPosition): void
  setWindow(window: WindowNs): void
}

/** No trace shorter than this fills the axis: a bar of 0 ns needs an axis, too. */
const SHORTEST_NS = 1

function windowOfTrace({ dataset }: OpenDataset, trace: TraceIndex): WindowNs {
  return [0, Math.max(SHORTEST_NS, dataset.spans.traces.durationNs[trace])]
}

/** The window that shows all of the open trace. */
export function wholeTrace({ opened, trace }: Store): WindowNs {
  return opened === undefined || trace === undefined ? [0, SHORTEST_NS] : windowOfTrace(opened, trace)
}

/** A window moved and cut so that it lies in the trace and is not shorter than the shortest. */
function fitWindow([from, to]: WindowNs, [, end]: WindowNs): WindowNs {
  const length = Math.min(end, Math.max(SHORTEST_NS, to - from))
  const start = Math.min(Math.max(0, from), end - length)
  return [start, start + length]
}

/** Positions of the ancestors of a position, nearest first. */
function ancestorsOf(forest: SpanForest, position: ForestPosition): ForestPosition[] {
  const ancestors: ForestPosition[] = []
  let depth = forest.depth[position]
  for (let at = position - 1; depth > 0 && at >= 0; at--) {
    if (forest.depth[at] < depth) {
      depth = forest.depth[at]
      ancestors.push(at)
    }
  }
  return ancestors
}

export const viewSlice: StateCreator<Store, [], [], ViewSlice> = (set, get) => {
  const show = (collapsed: Folds) => {
    const { opened, trace } = get()
    if (opened === undefined || trace === undefined) return
    set({ collapsed, rows: listRows(opened.dataset.forest, trace, collapsed) })
  }
  return {
    trace: undefined,
    collapsed: NO_FOLDS,
    rows: NO_ROWS,
    window: [0, SHORTEST_NS],
    traceOrder: new Uint32Array(0),

    setTraceOrder: (traceOrder) => set({ traceOrder }),

    stepTrace: (step) => {
      const { trace, traceOrder, openTrace } = get()
      if (trace === undefined) return
      const at = traceOrder.indexOf(trace) + step
      if (at >= 0 && at < traceOrder.length) openTrace(traceOrder[at])
    },

    openTrace: (trace, link = NO_LINK) => {
      const { opened } = get()
      if (opened === undefined) return
      const { dataset } = opened
      const whole = windowOfTrace(opened, trace)
      // At once: what hears of the trace hears of its window, too.
      set({
        trace,
        collapsed: NO_FOLDS,
        rows: listRows(dataset.forest, trace, NO_FOLDS),
        selected: findLinkedNode(dataset, trace, link),
        window: fitWindow([link.fromNs ?? 0, link.toNs ?? whole[1]], whole),
        query: link.query ?? '',
        view: link.view === 'health' ? 'health' : 'waterfall',
        ...(link === NO_LINK ? {} : redOfLink(link, opened)),
      })
      get().find(link.query ?? '')
    },

    leaveTrace: () => {
      get().find('')
      set({ trace: undefined, collapsed: NO_FOLDS, rows: NO_ROWS, selected: undefined })
    },

    setCollapsed: (position, collapsed) => show(foldAt(get().collapsed, [position], collapsed)),

    collapseAll: () => show(ALL_FOLDS),

    expandAll: () => show(NO_FOLDS),

    reveal: (position) => {
      const { opened, collapsed, rows } = get()
      if (opened === undefined || rows.rowOf(position) !== -1) return
      const { forest } = opened.dataset
      const hiding = ancestorsOf(forest, position).filter((at) => isFolded(forest, collapsed, at))
      show(foldAt(collapsed, hiding, false))
    },

    setWindow: (window) => set({ window: fitWindow(window, wholeTrace(get())) }),
  }
}
