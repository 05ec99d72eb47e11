import { useMemo } from 'react'
import { formatDuration } from '../../core/model/time.ts'
import type { RedBins } from '../../core/red/redSeries.ts'
import type { SpanRed } from '../../store/red.ts'
import { useStore } from '../../store/store.ts'
import { printQuantity, reachText } from '../formatRed.ts'
import { HeatMap } from './HeatMap.tsx'
import { listDurationDots, listErrorDots, openSpan } from './listDots.ts'
import { type RedDot, RedFigure } from './RedFigure.tsx'
import { type LinesOf, linesOfOther, linesOfSubject } from './redLines.ts'
import { isCounted, type RedSide, useSide } from './redSides.ts'
import { endInBins, type RedSubject, useOpenEntries } from './useRedView.ts'
import { useScrub } from './useScrub.ts'
import { useSelectedLater } from './useSelectedLater.ts'
import { countText, rateText, shareText, type Told, tellSide, useTold } from './useTold.ts'

const NO_DOTS: readonly RedDot[] = []

interface RedFiguresProps {
  readonly red: SpanRed
  readonly subject: RedSubject
  /** What it is compared with. */
  readonly against: RedSide | undefined
  /** The two stand in figures of their own, not in the same. */
  readonly beside: boolean
  /** Durations as a heat map in place of lines. */
  readonly heat: boolean
}

/** Rate, errors and duration side by side on one time axis, alone or with what they are compared with. */
export function RedFigures({ red, subject, against, beside, heat }: RedFiguresProps) {
  const { opened } = red
  const { spans } = opened.dataset
  const side = useSide(red, subject)
  const bins = useMemo(
    () => ({ ...red.bins, length: Math.max(red.bins.length, against?.bins.length ?? 0) }),
    [red.bins, against],
  )
  const openEntries = useOpenEntries(red, subject)
  const scrub = useScrub(bins, red.bins.length, (bin) => {
    const span = subject.spans?.slowest[bin] ?? -1
    if (span !== -1) openSpan(spans, span)
  })
  const isCount = isCounted(subject, against)
  const mine = useMemo(() => linesOfSubject(subject, isCount), [subject, isCount])
  const others = useMemo(() => linesOfOther(against, isCount, beside), [against, isCount, beside])
  const dots = useMemo(
    () => ({
      rate: NO_DOTS,
      errors: listErrorDots(spans, subject, openEntries),
      duration: listDurationDots(spans, red.bins, subject, openEntries),
    }),
    [spans, red.bins, subject, openEntries],
  )
  const told = useTold(red, subject, scrub.hover, isCount)
  const second = against === undefined ? undefined : tellSide(against, scrub.hover, isCount)
  const markAt = useMark(red, openEntries[0])
  const own = { bins, markAt, caption: `${side.label} · ${reachText(red.bins)}` }
  const theirs = useMemo(
    () =>
      against && {
        bins: { ...against.bins, length: bins.length },
        markAt: undefined,
        caption: '',
      },
    [against, bins],
  )
  const all = QUANTITIES.map(({ key, title, tone, least }) => {
    const name = key === 'rate' && isCount ? 'Requests' : title
    const heading = key === 'duration' ? durationHeading(isCount, side) : name
    const short = key === 'duration' ? 'p99' : name
    const format = key === 'rate' ? (isCount ? countText : rateText) : key === 'errors' ? shareText : formatDuration
    const shared = { tone, format, least, scrub }
    const caption = second === undefined ? own.caption : ''
    const main = { ...shared, ...own, caption, title, dots: dots[key], big: told[key].big, note: told[key].note }
    const heats = heat && key === 'duration'
    const isPair = beside && theirs !== undefined && second !== undefined
    if (!isPair) {
      const pair = second === undefined || against === undefined ? undefined : keyOf(side, against, second, key)
      const lines = [...mine[key], ...others[key]]
      return <RedFigure key={key} {...main} {...{ heading, lines, pair }} {...(heats ? heatOf(side, bins) : {})} />
    }
    return (
      <div key={key} className="redPairOfFigures">
        <RedFigure
          {...main}
          heading={`${short} · ${side.label}`}
          lines={mine[key]}
          alsoFits={others[key]}
          {...(heats ? heatOf(side, bins) : {})}
        />
        <RedFigure
          {...shared}
          {...theirs}
          title={`${title} of ${against?.label}`}
          heading={`${short} · ${against?.label}`}
          lines={others[key]}
          alsoFits={mine[key]}
          dots={NO_DOTS}
          big={second[key].big}
          note={second[key].note}
          {...(heats && against !== undefined ? heatOf(against, bins) : {})}
        />
      </div>
    )
  })
  return <div className={beside && against !== undefined ? 'redFigures pairs' : 'redFigures'}>{all}</div>
}

const QUANTITIES: readonly {
  readonly key: keyof LinesOf
  readonly title: string
  readonly tone: 'rate' | 'errors' | 'duration'
  /** The axis ends no lower than this. */
  readonly least: number
}[] = [
  { key: 'rate', title: 'Rate', tone: 'rate', least: 0 },
  { key: 'errors', title: 'Errors', tone: 'errors', least: 0.01 },
  { key: 'duration', title: 'Duration', tone: 'duration', least: 1 },
]

/** Of fewer requests the 99th percentile is the slowest. */
const LEAST_FOR_P99 = 100

function durationHeading(isCount: boolean, { series }: RedSide): string {
  return isCount && (series?.total.requests ?? 0) < LEAST_FOR_P99 ? 'Duration, slowest' : 'Duration p99'
}

/** The two that share a figure, in words: which line is whose. */
function keyOf(side: RedSide, against: RedSide, second: Told, key: keyof LinesOf) {
  return { mine: side.label, other: against.label, value: printQuantity(second[key].big) }
}

/** A heat map in place of the lines, where there is anything to draw. */
function heatOf(side: RedSide, bins: RedBins) {
  const heat = side.heat()
  if (heat === undefined) return {}
  return {
    instead: (size: { readonly widthPx: number; readonly heightPx: number }) => (
      <HeatMap heat={heat} bins={{ ...side.bins, length: bins.length }} size={size} />
    ),
  }
}

/** Where the selection stands on the axis, in bins. */
function useMark({ opened, bins }: SpanRed, exemplar: number | undefined): number | undefined {
  const trace = useStore((s) => s.trace)
  const selected = useSelectedLater()
  const headline = trace === undefined ? undefined : opened.summaries.headline[trace]
  const span = exemplar ?? selected ?? headline
  return span === undefined ? undefined : endInBins(opened.dataset.spans, bins, span)
}
