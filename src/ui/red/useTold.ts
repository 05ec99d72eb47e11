import { useMemo } from 'react'
import { measureWithin } from '../../core/red/countedRed.ts'
import { measureRed } from '../../core/red/measureRed.ts'
import type { RedFigures as Figures, RedBins, RedSeries } from '../../core/red/redSeries.ts'
import type { RedSource, SpanRed } from '../../store/red.ts'
import { useStore } from '../../store/store.ts'
import { countOf, durationOf, lengthText, printQuantity, type Quantity, rateOf, shareOf } from '../formatRed.ts'
import type { RedSide } from './redSides.ts'
import { mainSeries, type RedSubject } from './useRedView.ts'

/** The number of a figure, and what stands beside it. */
interface ToldFigure {
  readonly big: Quantity
  readonly note: string
}

/** The numbers of the three figures. */
export interface Told {
  readonly rate: ToldFigure
  readonly errors: ToldFigure
  readonly duration: ToldFigure
}

/** 1,200 req/s */
export const rateText = (perS: number): string => printQuantity(rateOf(perS))
/** 12 requests */
export const countText = (requests: number): string => printQuantity(countOf(requests))
/** 2.0 % */
export const shareText = (share: number): string => printQuantity(shareOf(share))
const durationText = (ns: number): string => printQuantity(durationOf(ns))

/** Numbers under the crosshair, else of the stretch that is marked, else of all. */
export function useTold(red: SpanRed, subject: RedSubject, hover: number | undefined, isCount: boolean): Told {
  const marked = useMarked(red, subject)
  const main = mainSeries(subject)
  if (hover !== undefined || marked === undefined || main === undefined) {
    return tell(figuresAt(main, hover), red.bins, hover, isCount, besideText(subject, hover))
  }
  const { total } = main
  const all = (text: string) => ` marked, ${text} in all`
  const big = isCount ? countOf(marked.requests) : rateOf(marked.ratePerS)
  return {
    rate: { big, note: all(isCount ? countText(total.requests) : rateText(total.ratePerS)) },
    errors: { big: shareOf(marked.errorShare), note: all(shareText(total.errorShare)) },
    duration: { big: durationOf(marked.p99Ns), note: all(durationText(total.p99Ns)) },
  }
}

/** The numbers of what a subject is compared with. */
export function tellSide({ series, bins }: RedSide, hover: number | undefined, isCount: boolean): Told {
  return tell(figuresAt(series, hover), bins, hover, isCount, '')
}

function tell(figures: Figures, bins: RedBins, hover: number | undefined, isCount: boolean, beside: string): Told {
  const time = lengthText(hover === undefined ? bins : { ...bins, length: 1 })
  const { requests, ratePerS, errorShare, p99Ns } = figures
  return {
    rate: isCount
      ? { big: countOf(requests), note: `${Number.isNaN(requests) ? '' : ` in ${time}`}${beside}` }
      : { big: rateOf(ratePerS), note: beside },
    errors: { big: shareOf(errorShare), note: errorNote(figures) },
    duration: { big: durationOf(p99Ns), note: durationNote(figures) },
  }
}

/** Figures of the stretch that is marked; undefined where none is. */
function useMarked({ opened, entries, bins }: SpanRed, { group, told }: RedSubject): Figures | undefined {
  const filter = useStore((s) => s.timeFilter)
  return useMemo(() => {
    if (filter === undefined) return undefined
    const drawn = told.at(0)
    if (drawn !== undefined && drawn.source !== 'spans') {
      const from = Math.round(Number(filter.fromUnixNs - bins.startUnixNs) / bins.widthNs)
      return measureWithin(drawn.series, from, from + Math.round(filter.lengthNs / bins.widthNs) - 1)
    }
    if (group === undefined) return undefined
    const one = { startUnixNs: filter.fromUnixNs, widthNs: filter.lengthNs, length: 1 }
    return figuresAt(measureRed(opened.dataset.spans, entries, group, one), 0)
  }, [filter, told, group, opened, entries, bins])
}

/** Figures of one bin, or of all; of a bin that a series does not reach, none. */
export function figuresAt(series: RedSeries | undefined, bin: number | undefined): Figures {
  if (series === undefined || (bin !== undefined && bin >= series.requests.length)) return NO_FIGURES
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

/** Who tells figures, in a sentence. */
export const SOURCE_NAMES: Readonly<Record<RedSource, string>> = {
  spans: 'traces',
  dump: 'the dump',
  prometheus: 'Prometheus',
}

const plainRate = (perS: number) => rateText(perS).replace(' req/s', '')

/** What the sources tell that are not drawn: " · traces hold 2.4, 0.2 %", " · the dump counts 1,190". */
function besideText({ told }: RedSubject, bin: number | undefined): string {
  const [drawn, ...others] = told
  if (drawn === undefined) return ''
  const { ratePerS } = figuresAt(drawn.series, bin)
  const texts = others.map(({ source, series }) => {
    const other = figuresAt(series, bin).ratePerS
    const counter = SOURCE_NAMES[source]
    if (drawn.source === 'spans') {
      return other > 0 ? `${shareText(ratePerS / other)} of ${plainRate(other)} in ${counter}` : ''
    }
    if (source !== 'spans') return Number.isNaN(other) ? '' : `${counter} counts ${plainRate(other)}`
    if (Number.isNaN(other)) return 'traces hold none'
    return `traces hold ${plainRate(other)}${ratePerS > 0 ? `, ${shareText(other / ratePerS)}` : ''}`
  })
  if (drawn.source !== 'spans' && !others.some(({ source }) => source === 'spans')) texts.push('traces hold none')
  return texts.map((text) => (text === '' ? '' : ` · ${text}`)).join('')
}

const COUNT = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

function errorNote({ requests, errors }: Figures): string {
  return Number.isNaN(requests) ? '' : ` · ${COUNT.format(errors)} of ${COUNT.format(requests)}`
}

function durationNote({ p50Ns, p95Ns }: Figures): string {
  if (Number.isNaN(p50Ns)) return ''
  return ` · p95 ${durationText(p95Ns)} · p50 ${durationText(p50Ns)}`
}
