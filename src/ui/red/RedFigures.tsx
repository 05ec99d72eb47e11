import { useMemo } from 'react'
import { formatDuration } from '../../core/model/time.ts'
import { measureHeat } from '../../core/red/measureRed.ts'
import type { RedSeries } from '../../core/red/redSeries.ts'
import type { SpanRed } from '../../store/red.ts'
import { useStore } from '../../store/store.ts'
import { durationOf, rateOf, reachText, shareOf } from './formatRed.ts'
import { HeatMap } from './HeatMap.tsx'
import { listDurationDots, listErrorDots, openSpan } from './listDots.ts'
import { type RedDot, RedFigure, type RedLine } from './RedFigure.tsx'
import { endInBins, mainSeries, type RedSubject, useOpenEntries } from './useRedView.ts'
import { useScrub } from './useScrub.ts'
import { rateText, shareText, useTold } from './useTold.ts'

const NO_DOTS: readonly RedDot[] = []

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
  const told = useTold(red, subject, other, scrub.hover)
  const shared = { bins, scrub, markAt, caption }
  return (
    <div className="redFigures">
      <RedFigure
        {...shared}
        title="Rate"
        tone="rate"
        lines={lines.rate}
        dots={NO_DOTS}
        big={rateOf(told.shown.ratePerS)}
        note={told.rate}
        format={rateText}
        least={0}
      />
      <RedFigure
        {...shared}
        title="Errors"
        tone="errors"
        lines={lines.errors}
        dots={dots.errors}
        big={shareOf(told.shown.errorShare)}
        note={told.errors}
        format={shareText}
        least={0.01}
      />
      <RedFigure
        {...shared}
        title="Duration"
        heading="Duration p99"
        tone="duration"
        lines={lines.duration}
        dots={dots.duration}
        big={durationOf(told.shown.p99Ns)}
        note={told.duration}
        format={formatDuration}
        least={1}
        {...(durations === undefined
          ? {}
          : { instead: (size) => <HeatMap heat={durations} bins={bins} size={size} /> })}
      />
    </div>
  )
}

function headline(opened: SpanRed['opened'], trace: number | undefined): number | undefined {
  return trace === undefined ? undefined : opened.summaries.headline[trace]
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

function captionOf({ bins }: SpanRed, { service, operation }: RedSubject): string {
  return `${operation === undefined ? service : `${service} ${operation}`} · ${reachText(bins)}`
}
