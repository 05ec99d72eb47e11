import { useMemo } from 'react'
import { type SpanIndex, type SpanTable, textAt, UNKNOWN_SERVICE } from '../../core/model/spanTable.ts'
import type { RedGroup } from '../../core/red/findEntries.ts'
import { measureRed, type SpanRedSeries } from '../../core/red/measureRed.ts'
import type { RedBins, RedSeries } from '../../core/red/redSeries.ts'
import type { SpanRed } from '../../store/red.ts'
import { useStore } from '../../store/store.ts'
import { isOnAxis } from '../isOnAxis.ts'

/** One service, or an operation of it: what spans show and what metrics counted. */
export interface RedSubject {
  readonly service: string
  readonly operation: string | undefined
  /** Undefined where no span is an entry of it. */
  readonly group: RedGroup | undefined
  readonly spans: SpanRedSeries | undefined
  readonly metrics: RedSeries | undefined
}

/** The figures to draw: the metrics' where there are some, because they count every request. */
export function mainSeries({ spans, metrics }: RedSubject): RedSeries | undefined {
  return metrics ?? spans
}

/** The service of what is selected: of the span, else of what began the trace. */
export function useSelectedService(): string {
  const opened = useStore((s) => s.opened)
  const trace = useStore((s) => s.trace)
  const selected = useStore((s) => s.selected)
  if (opened === undefined || trace === undefined) return UNKNOWN_SERVICE
  const { spans } = opened.dataset
  const span = selected !== undefined && selected >= 0 ? selected : opened.summaries.headline[trace]
  return textAt(spans, spans.service[span])
}

function findGroup({ opened, entries }: SpanRed, service: string, operation: string | undefined): RedGroup | undefined {
  const { spans } = opened.dataset
  const groups = operation === undefined ? entries.services : entries.operations
  return groups.find(
    (group) =>
      textAt(spans, group.service) === service &&
      (group.operation === undefined || textAt(spans, group.operation) === operation),
  )
}

/** A service or operation by name. */
export function useSubject(red: SpanRed, service: string, operation: string | undefined): RedSubject {
  const metricRed = useStore((s) => s.metricRed)
  return useMemo(() => {
    const group = findGroup(red, service, operation)
    const { spans } = red.opened.dataset
    return {
      service,
      operation,
      group,
      spans:
        operation === undefined
          ? red.services.find((each) => each.service === service)
          : group && measureRed(spans, red.entries, group, red.bins),
      metrics: metricRed?.series.find((each) => each.service === service && each.operation === operation),
    }
  }, [red, metricRed, service, operation])
}

/** When a span ended, in bins; undefined for a span that has no place on the axis. */
export function endInBins(spans: SpanTable, bins: RedBins, span: SpanIndex): number | undefined {
  if (!isOnAxis(spans, span)) return undefined
  const offsetNs = Number(spans.traces.originNs[spans.trace[span]] - bins.startUnixNs)
  return (offsetNs + spans.startNs[span] + spans.durationNs[span]) / bins.widthNs
}

/** The entries of the open trace among those of a group, at most 50; the selected span first. */
export function useOpenEntries(red: SpanRed, { group }: RedSubject): readonly SpanIndex[] {
  const trace = useStore((s) => s.trace)
  const selected = useStore((s) => s.selected)
  return useMemo(() => {
    if (group === undefined || trace === undefined) return []
    const { spans } = red.opened.dataset
    const found: SpanIndex[] = []
    for (let k = group.first; k < group.end && found.length < 50; k++) {
      const span = red.entries.rows[k]
      if (spans.trace[span] === trace) found.push(span)
    }
    return found.sort((a, b) => Number(b === selected) - Number(a === selected))
  }, [red, group, trace, selected])
}
