import { useMemo } from 'react'
import { type SpanIndex, type SpanTable, textAt, UNKNOWN_SERVICE } from '../../core/model/spanTable.ts'
import type { RedEntries, RedGroup } from '../../core/red/findEntries.ts'
import { measureRed, type RedSpans, type SpanRedSeries } from '../../core/red/measureRed.ts'
import type { RedBins, RedSeries } from '../../core/red/redSeries.ts'
import type { RedSource, SpanRed } from '../../store/red.ts'
import { useStore } from '../../store/store.ts'
import { isOnAxis } from '../isOnAxis.ts'
import { useSelectedLater } from './useSelectedLater.ts'

/** What one source tells of a subject. */
export interface ToldSeries {
  readonly source: RedSource
  readonly series: RedSeries
}

/** One service, or an operation of it: what spans show and what metrics counted. */
export interface RedSubject {
  readonly service: string
  readonly operation: string | undefined
  /** Undefined where no span is an entry of it. */
  readonly group: RedGroup | undefined
  readonly spans: SpanRedSeries | undefined
  /** The drawn one first; empty where no source has it. */
  readonly told: readonly ToldSeries[]
}

/** The figures to draw. */
export function mainSeries({ told }: RedSubject): RedSeries | undefined {
  return told.at(0)?.series
}

/** Service and operation in one piece. */
export function subjectName({ service, operation }: Pick<RedSubject, 'service' | 'operation'>): string {
  return operation === undefined ? service : `${service} ${operation}`
}

/** The service of what is selected: of the span, else of what began the trace. */
export function useSelectedService(): string {
  const opened = useStore((s) => s.opened)
  const trace = useStore((s) => s.trace)
  const selected = useSelectedLater()
  if (opened === undefined || trace === undefined) return UNKNOWN_SERVICE
  const { spans } = opened.dataset
  const span = selected ?? opened.summaries.headline[trace]
  return textAt(spans, spans.service[span])
}

/** The entries of a service or operation by name; undefined for none. */
export function findGroup(
  spans: Pick<RedSpans, 'texts'>,
  entries: RedEntries,
  service: string,
  operation: string | undefined,
): RedGroup | undefined {
  const groups = operation === undefined ? entries.services : entries.operations
  return groups.find(
    (group) =>
      textAt(spans, group.service) === service &&
      (group.operation === undefined || textAt(spans, group.operation) === operation),
  )
}

/** Metrics count every request; those of a Prometheus may watch longer than those of a dump. */
const BEST_FIRST: readonly RedSource[] = ['prometheus', 'dump', 'spans']

/** A service or operation by name. */
export function useSubject(red: SpanRed, service: string, operation: string | undefined): RedSubject {
  const dumpRed = useStore((s) => s.dumpRed)
  const promRed = useStore((s) => s.promRed)
  const drawn = useStore((s) => s.redSource)
  return useMemo(() => {
    const { spans: table } = red.opened.dataset
    const group = findGroup(table, red.entries, service, operation)
    const spans =
      operation === undefined
        ? red.services.find((each) => each.service === service)
        : group && measureRed(table, red.entries, group, red.bins)
    const find = (series: readonly RedSeries[] | undefined) =>
      series?.find((each) => each.service === service && each.operation === operation)
    const bySource = { spans, dump: find(dumpRed?.series), prometheus: find(promRed?.series) }
    const order = drawn === undefined ? BEST_FIRST : [drawn, ...BEST_FIRST.filter((source) => source !== drawn)]
    const told = order.flatMap((source) => {
      const series = bySource[source]
      return series === undefined ? [] : [{ source, series }]
    })
    return { service, operation, group, spans, told }
  }, [red, dumpRed, promRed, drawn, service, operation])
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
  const selected = useSelectedLater()
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
