import { useMemo } from 'react'
import { measureWithin } from '../../core/red/countedRed.ts'
import { measureRed } from '../../core/red/measureRed.ts'
import type { RedFigures as Figures, RedSeries } from '../../core/red/redSeries.ts'
import type { SpanRed } from '../../store/red.ts'
import { useStore } from '../../store/store.ts'
import { durationOf, printQuantity, rateOf, shareOf } from './formatRed.ts'
import { mainSeries, type RedSubject } from './useRedView.ts'

/** The numbers of the figures, and what stands beside each. */
interface Told {
  readonly shown: Figures
  readonly rate: string
  readonly errors: string
  readonly duration: string
}

/** 1,200 req/s */
export const rateText = (perS: number): string => printQuantity(rateOf(perS))
/** 2.0 % */
export const shareText = (share: number): string => printQuantity(shareOf(share))
const durationText = (ns: number): string => printQuantity(durationOf(ns))

/** Numbers under the crosshair, else of the stretch that is marked, else of all. */
export function useTold(
  red: SpanRed,
  subject: RedSubject,
  other: RedSubject | undefined,
  hover: number | undefined,
): Told {
  const marked = useMarked(red, subject)
  const main = mainSeries(subject)
  const isMarked = hover === undefined && marked !== undefined
  const shown = isMarked ? marked : figuresAt(main, hover)
  const second = other === undefined ? undefined : mainSeries(other)
  const compared = second === undefined ? undefined : figuresAt(second, hover)
  const note = (plain: string, print: (figures: Figures) => string) => {
    const beside = isMarked && main !== undefined ? ` marked, ${print(main.total)} in all` : plain
    return compared === undefined ? beside : `${beside} · ${other?.operation ?? other?.service} ${print(compared)}`
  }
  return {
    shown,
    rate: note(rateNote(subject, hover), ({ ratePerS }) => rateText(ratePerS)),
    errors: note(errorNote(shown), ({ errorShare }) => shareText(errorShare)),
    duration: note(durationNote(shown), ({ p99Ns }) => durationText(p99Ns)),
  }
}

/** Figures of the stretch that is marked; undefined where none is. */
function useMarked({ opened, entries, bins }: SpanRed, { group, metrics }: RedSubject): Figures | undefined {
  const filter = useStore((s) => s.timeFilter)
  return useMemo(() => {
    if (filter === undefined) return undefined
    if (metrics !== undefined) {
      const from = Math.round(Number(filter.fromUnixNs - bins.startUnixNs) / bins.widthNs)
      return measureWithin(metrics, from, from + Math.round(filter.lengthNs / bins.widthNs) - 1)
    }
    if (group === undefined) return undefined
    const one = { startUnixNs: filter.fromUnixNs, widthNs: filter.lengthNs, length: 1 }
    return figuresAt(measureRed(opened.dataset.spans, entries, group, one), 0)
  }, [filter, metrics, group, opened, entries, bins])
}

/** Figures of one bin, or of all. */
export function figuresAt(series: RedSeries | undefined, bin: number | undefined): Figures {
  if (series === undefined) return NO_FIGURES
  if (bin === undefined) return series.total
  return {
    requests: series.requests[bin],
    errors: series.errors[bin],
    ratePerS: series.ratePerS[bin],
    errorShare: series.errorShare[bin],
    p50Ns: series.p50Ns[bin],
    p95Ns: series.p95Ns[bin],
    p99Ns: series.p99Ns[bin],
  }
}

const NO_FIGURES: Figures = {
  requests: Number.NaN,
  errors: Number.NaN,
  ratePerS: Number.NaN,
  errorShare: Number.NaN,
  p50Ns: Number.NaN,
  p95Ns: Number.NaN,
  p99Ns: Number.NaN,
}

function rateNote({ spans, metrics }: RedSubject, bin: number | undefined): string {
  if (metrics === undefined) return ''
  const counted = figuresAt(metrics, bin)
  const held = figuresAt(spans, bin)
  if (Number.isNaN(held.ratePerS)) return ' · traces hold none'
  const share = counted.ratePerS > 0 ? `, ${printQuantity(shareOf(held.ratePerS / counted.ratePerS))}` : ''
  return ` · traces hold ${printQuantity(rateOf(held.ratePerS)).replace(' req/s', '')}${share}`
}

const COUNT = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

function errorNote({ requests, errors }: Figures): string {
  return Number.isNaN(requests) ? '' : ` · ${COUNT.format(errors)} of ${COUNT.format(requests)}`
}

function durationNote({ p50Ns, p95Ns }: Figures): string {
  if (Number.isNaN(p50Ns)) return ''
  return ` · p95 ${printQuantity(durationOf(p95Ns))} · p50 ${printQuantity(durationOf(p50Ns))}`
}
