import { traceIdText } from '../../core/analysis/findSpan.ts'
import type { SpanIndex, SpanTable } from '../../core/model/spanTable.ts'
import { formatDuration } from '../../core/model/time.ts'
import type { RedBins } from '../../core/red/redSeries.ts'
import { useStore } from '../../store/store.ts'
import type { RedDot } from './RedFigure.tsx'
import { endInBins, mainSeries, type RedSubject } from './useRedView.ts'

/** Opens the trace of a span and selects the span. */
export function openSpan(spans: SpanTable, span: SpanIndex): void {
  const { trace, openTrace, select } = useStore.getState()
  if (trace !== spans.trace[span]) openTrace(spans.trace[span])
  select(span)
}

function dotOf(spans: SpanTable, span: SpanIndex, bin: number, value: number, isOpen: boolean): RedDot {
  const what = isOpen ? 'This trace' : `Trace ${traceIdText(spans, spans.trace[span]).slice(0, 8)}…`
  const label = `${what}: ${formatDuration(spans.durationNs[span])}${spans.status[span] === 2 ? ', error' : ''}`
  return { bin, value, label, isOpen, open: () => openSpan(spans, span) }
}

/** The slowest request of each bin, and those of the open trace. */
export function listDurationDots(
  spans: SpanTable,
  bins: RedBins,
  subject: RedSubject,
  ofOpenTrace: readonly SpanIndex[],
): RedDot[] {
  const open = new Set(ofOpenTrace)
  const dots: RedDot[] = []
  subject.spans?.slowest.forEach((span, bin) => {
    if (span !== -1 && !open.has(span)) dots.push(dotOf(spans, span, bin, spans.durationNs[span], false))
  })
  for (const span of ofOpenTrace) {
    const at = endInBins(spans, bins, span)
    if (at !== undefined) dots.push(dotOf(spans, span, at - 0.5, spans.durationNs[span], true))
  }
  return dots
}

/** A failed request of each bin, on the line of the shares. */
export function listErrorDots(spans: SpanTable, subject: RedSubject, ofOpenTrace: readonly SpanIndex[]): RedDot[] {
  const open = new Set(ofOpenTrace)
  const share = mainSeries(subject)?.errorShare
  const dots: RedDot[] = []
  subject.spans?.failed.forEach((span, bin) => {
    if (span !== -1 && share !== undefined && !Number.isNaN(share[bin])) {
      dots.push(dotOf(spans, span, bin, share[bin], open.has(span)))
    }
  })
  return dots
}
