import { useMemo } from 'react'
import { formatDuration } from '../../core/model/time.ts'
import { measureWithin } from '../../core/red/countedRed.ts'
import { measureHeat, measureRed } from '../../core/red/measureRed.ts'
import type { RedFigures as Figures, RedSeries } from '../../core/red/redSeries.ts'
import type { SpanRed } from '../../store/red.ts'
import { useStore } from '../../store/store.ts'
import { durationOf, printQuantity, rateOf, reachText, shareOf } from './formatRed.ts'
import { HeatMap } from './HeatMap.tsx'
import { listDurationDots, listErrorDots, openSpan } from './listDots.ts'
import { RedFigure, type RedLine } from './RedFigure.tsx'
import { endInBins, mainSeries, type RedSubject, useOpenEntries } from './useRedView.ts'
import { useScrub } from './useScrub.ts'

interface RedFiguresProps {
  readonly red: SpanRed
  readonly subject: RedSubject
  readonly other: RedSubject | undefined
  /** Durations as a heat map in place of lines. */
  readonly heat: boolean
}

/** Rate, errors and duration side by side on one time axis. */
export function RedFigures({ red, subject, other, heat }: RedFiguresProps) {
  const { bins, opened } = red
  const { spans } = opened.dataset
  const trace = useStore((s) => s.trace)
  const selected = useStore((s) => s.selected)
  const openEntries = useOpenEntries(red, subject)
  const scrub = useScrub(bins, (bin) => {
    const span = subject.spans?.slowest[bin] ?? -1
    if (span !== -1) openSpan(spans, span)
  })
  const main = mainSeries(subject)
  const second = other === undefined ? undefined : mainSeries(other)
  const lines = useMemo(() => linesOf(subject, second), [subject, second])
  const dots = useMemo(
    () => ({
      errors: listErrorDots(spans, subject, openEntries),
      duration: listDurationDots(spans, bins, subject, openEntries),
    }),
    [spans, bins, subject, openEntries],
  )
  const { group, metrics } = subject
  const durations = useMemo(() => {
    if (!heat) return undefined
    return metrics?.heat ?? (group === undefined ? undefined : measureHeat(spans, red.entries, group, bins))
  }, [heat, metrics, spans, red, group, bins])
  const exemplar = openEntries[0] ?? (selected !== undefined && selected >= 0 ? selected : headline(opened, trace))
  const markAt = exemplar === undefined ? undefined : endInBins(spans, bins, exemplar)
  const caption = captionOf(red, subject)
  const { hover } = scrub
  const marked = useMarked(red, subject)
  const shown = hover === undefined && marked !== undefined ? marked : figuresAt(main, hover)
  const compared = second === undefined ? undefined : figuresAt(second, hover)
  const whole = hover === undefined && marked !== undefined ? main?.total : undefined
  const beside = (print: (figures: Figures) => string) => (whole === undefined ? '' : ` marked, ${print(whole)} in all`)
  const shared = { bins, scrub, markAt, caption }
  const versus = (text: string) => (other === undefined ? '' : ` · ${other.operation ?? other.service} ${text}`)
  return (
    <div className="redFigures">
      <RedFigure
        {...shared}
        title="Rate"
        tone="rate"
        lines={lines.rate}
        dots={[]}
        big={rateOf(shown.ratePerS)}
        note={
          (whole === undefined ? rateNote(subject, hover) : beside((all) => printQuantity(rateOf(all.ratePerS)))) +
          versus(compared === undefined ? '' : printQuantity(rateOf(compared.ratePerS)))
        }
        format={(perS) => printQuantity(rateOf(perS))}
        least={0}
      />
      <RedFigure
        {...shared}
        title="Errors"
        tone="errors"
        lines={lines.errors}
        dots={dots.errors}
        big={shareOf(shown.errorShare)}
        note={
          (whole === undefined ? errorNote(shown) : beside((all) => printQuantity(shareOf(all.errorShare)))) +
          versus(compared === undefined ? '' : printQuantity(shareOf(compared.errorShare)))
        }
        format={(share) => printQuantity(shareOf(share))}
        least={0.01}
      />
      <RedFigure
        {...shared}
        title="Duration"
        heading="Duration p99"
        tone="duration"
        lines={lines.duration}
        dots={dots.duration}
        big={durationOf(shown.p99Ns)}
        note={
          (whole === undefined ? durationNote(shown) : beside((all) => printQuantity(durationOf(all.p99Ns)))) +
          versus(compared === undefined ? '' : printQuantity(durationOf(compared.p99Ns)))
        }
        format={formatDuration}
        least={1}
        {...(durations === undefined
          ? {}
          : { instead: (size) => <HeatMap heat={durations} bins={bins} size={size} /> })}
      />
    </div>
  )
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

function headline(opened: SpanRed['opened'], trace: number | undefined): number | undefined {
  return trace === undefined ? undefined : opened.summaries.headline[trace]
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

function linesOf(subject: RedSubject, other: RedSeries | undefined) {
  const main = mainSeries(subject)
  const { spans } = subject
  const rate: RedLine[] = []
  const errors: RedLine[] = []
  const duration: RedLine[] = []
  if (main !== undefined) {
    rate.push({ label: 'rate', values: main.ratePerS, look: 'main' })
    errors.push({ label: 'errors', values: main.errorShare, look: 'main' })
    duration.push({ label: 'p99', values: main.p99Ns, look: 'main' })
    duration.push(
      { label: 'p95', values: main.p95Ns, look: 'faint' },
      { label: 'p50', values: main.p50Ns, look: 'faint' },
    )
  }
  if (spans !== undefined && main !== spans) {
    rate.push({ label: 'in traces', values: spans.ratePerS, look: 'dashed' })
  }
  if (other !== undefined) {
    rate.push({ label: 'other', values: other.ratePerS, look: 'other' })
    errors.push({ label: 'other', values: other.errorShare, look: 'other' })
    duration.push({ label: 'other', values: other.p99Ns, look: 'other' })
  }
  return { rate, errors, duration }
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

function captionOf({ bins }: SpanRed, { service, operation }: RedSubject): string {
  return `${operation === undefined ? service : `${service} ${operation}`} · ${reachText(bins)}`
}
