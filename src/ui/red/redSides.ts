import { useMemo } from 'react'
import { measureHeat, measureRed } from '../../core/red/measureRed.ts'
import { readMetricRed } from '../../core/red/readMetricRed.ts'
import type { RedCapture } from '../../core/red/redCapture.ts'
import { type DurationHeat, isFew, isSparse, type RedBins, type RedSeries } from '../../core/red/redSeries.ts'
import type { SpanRed } from '../../store/red.ts'
import { useStore } from '../../store/store.ts'
import { findGroup, mainSeries, type RedSubject, subjectName } from './useRedView.ts'

/** What is drawn of a subject, or of the same one in another capture: on its own time, in bins of one width. */
export interface RedSide {
  readonly label: string
  readonly bins: RedBins
  /** Undefined where there is nothing of it. */
  readonly series: RedSeries | undefined
  readonly heat: () => DurationHeat | undefined
}

/** The side of a subject of the open dataset. */
export function useSide(red: SpanRed, subject: RedSubject): RedSide {
  return useMemo(() => {
    const series = mainSeries(subject)
    const { group } = subject
    const { spans } = red.opened.dataset
    return {
      label: subjectName(subject),
      bins: red.bins,
      series,
      heat: () => series?.heat ?? (group === undefined ? undefined : measureHeat(spans, red.entries, group, red.bins)),
    }
  }, [red, subject])
}

/** A baseline that reaches further is cut: so many times the axis. */
const MOST_TIMES = 8

/** The same service and operation in the baseline capture; undefined where none is open. */
export function useBaselineSide(red: SpanRed, subject: RedSubject): RedSide | undefined {
  const baseline = useStore((s) => s.baseline)
  return useMemo(() => {
    if (baseline === undefined) return undefined
    const { red: capture, label } = baseline
    const bins = binsOf(capture, red.bins)
    const { spans, entries } = capture
    const group = findGroup(spans, entries, subject.service, subject.operation)
    // Like is compared with like: metrics with metrics.
    const counted = subject.told.at(0)?.source === 'spans' ? undefined : countedIn(capture, bins, subject)
    const series = counted ?? (group && measureRed(spans, entries, group, bins))
    return {
      label: `before: ${label}`,
      bins,
      series,
      heat: () => series?.heat ?? (group === undefined ? undefined : measureHeat(spans, entries, group, bins)),
    }
  }, [baseline, red, subject])
}

/** Bins as wide as those of the axis, from the begin of a capture. */
function binsOf({ range }: RedCapture, { widthNs, length }: RedBins): RedBins {
  const { fromUnixNs } = range
  const startUnixNs = fromUnixNs < 0n ? fromUnixNs : fromUnixNs - (fromUnixNs % BigInt(widthNs))
  const reachNs = Number(fromUnixNs - startUnixNs) + range.lengthNs
  return { startUnixNs, widthNs, length: Math.min(length * MOST_TIMES, Math.max(1, Math.ceil(reachNs / widthNs))) }
}

function countedIn({ metrics }: RedCapture, bins: RedBins, { service, operation }: RedSubject): RedSeries | undefined {
  return readMetricRed(metrics, bins)?.series.find(
    (series) => series.service === service && series.operation === operation,
  )
}

/** Whether rates are told as numbers of requests: where the drawn figures are of a few spans, here or in what is compared. */
export function isCounted({ told }: RedSubject, against: RedSide | undefined): boolean {
  const [drawn] = told
  if (drawn?.source !== 'spans') return false
  return isSparse(drawn.series) || (against?.series !== undefined && isFew(against.series))
}
