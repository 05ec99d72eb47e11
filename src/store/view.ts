import type { StateCreator } from 'zustand'
import { listRows } from '../core/analysis/listRows.ts'
import type { ForestPosition, SpanForest } from '../core/model/spanForest.ts'
import type { TraceIndex } from '../core/model/spanTable.ts'
import type { OpenDataset } from './dataset.ts'
import { findLinkedNode, type Link, NO_LINK } from './link.ts'
import type { Store } from './store.ts'

/** A stretch of time, in ns after the origin of the open trace. */
export type WindowNs = readonly [from: number, to: number]

/** How the open trace is looked at. `window` is mirrored to the URL as `from` and `to` (store/url.ts). */
export interface ViewSlice {
  readonly trace: TraceIndex | undefined
  readonly collapsed: ReadonlySet<ForestPosition>
  /** Forest positions of the rows that are shown, in order. */
  readonly rows: Uint32Array
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
  const show = (collapsed: ReadonlySet<ForestPosition>) => {
    const { opened, trace } = get()
    if (opened === undefined || trace === undefined) return
    set({ collapsed, rows: listRows(opened.dataset.forest, trace, collapsed) })
  }
  return {
    trace: undefined,
    collapsed: new Set(),
    rows: new Uint32Array(0),
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
        collapsed: new Set(),
        rows: listRows(dataset.forest, trace, new Set()),
        selected: findLinkedNode(dataset, trace, link),
        window: fitWindow([link.fromNs ?? 0, link.toNs ?? whole[1]], whole),
        query: link.query ?? '',
        view: link.view === 'health' ? 'health' : 'waterfall',
      })
      get().find(link.query ?? '')
    },

    leaveTrace: () => {
      get().find('')
      set({ trace: undefined, collapsed: new Set(), rows: new Uint32Array(0), selected: undefined })
    },

    setCollapsed: (position, collapsed) => {
      const next = new Set(get().collapsed)
      if (collapsed) next.add(position)
      else next.delete(position)
      show(next)
    },

    collapseAll: () => {
      const { opened, trace } = get()
      if (opened === undefined || trace === undefined) return
      const { end, firstPosition } = opened.dataset.forest
      const all = new Set<ForestPosition>()
      for (let at = firstPosition[trace]; at < firstPosition[trace + 1]; at++) {
        if (end[at] > at + 1) all.add(at)
      }
      show(all)
    },

    expandAll: () => show(new Set()),

    reveal: (position) => {
      const { opened, collapsed } = get()
      if (opened === undefined || collapsed.size === 0) return
      const hiding = ancestorsOf(opened.dataset.forest, position).filter((at) => collapsed.has(at))
      if (hiding.length === 0) return
      const next = new Set(collapsed)
      for (const at of hiding) next.delete(at)
      show(next)
    },

    setWindow: (window) => set({ window: fitWindow(window, wholeTrace(get())) }),
  }
}
