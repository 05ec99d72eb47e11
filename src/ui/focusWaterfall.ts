import type { SpanIndex, TraceIndex } from '../core/model/spanTable.ts'
import { useStore } from '../store/store.ts'

/** Gives the rows the focus, as soon as they stand. */
export function focusWaterfall(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[role="treegrid"]')?.focus())
}

/** Goes to a span wherever it is, with the focus on its row. */
export function goToSpan(trace: TraceIndex, span: SpanIndex): void {
  useStore.getState().showSpan(trace, span)
  focusWaterfall()
}
