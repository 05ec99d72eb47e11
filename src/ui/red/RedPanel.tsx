import { type CSSProperties, useEffect, useMemo, useState } from 'react'
import { usePreferences } from '../../store/preferences.ts'
import type { SpanRed } from '../../store/red.ts'
import { redConnectionOf } from '../../store/redConnection.ts'
import { useStore } from '../../store/store.ts'
import { CoverageText } from '../CoverageText.tsx'
import { useCoverageText } from '../useCoverage.ts'
import { ConnectDialog } from './ConnectDialog.tsx'
import { differenceText } from './differenceText.ts'
import { HeightHandle } from './HeightHandle.tsx'
import { PrometheusBar } from './PrometheusBar.tsx'
import { RedFigures } from './RedFigures.tsx'
import { RedTable } from './RedTable.tsx'
import { RedToolbar, type RedViewName } from './RedToolbar.tsx'
import { useBaselineSide, useSide } from './redSides.ts'
import { ServiceGrid } from './ServiceGrid.tsx'
import { type RedSubject, useSelectedService, useSubject } from './useRedView.ts'
import './red.css'

/** Rate, errors and duration of the services around the open trace. */
export function RedPanel() {
  const opened = useStore((s) => s.opened)
  const red = useStore((s) => s.spanRed)
  const open = usePreferences((s) => s.redOpen)
  const heightPx = usePreferences((s) => s.redHeightPx)
  const setOpen = usePreferences((s) => s.setRedOpen)
  const setHeight = usePreferences((s) => s.setRedHeight)
  useEffect(() => {
    if (open && opened !== undefined) void useStore.getState().measureSpans()
  }, [open, opened])
  useConfiguredPrometheus()
  const measured = open && red?.opened === opened ? red : undefined
  return (
    <section
      aria-label="RED metrics"
      className={open ? 'redPanel' : 'redPanel closed'}
      style={{ '--red-wish': `${heightPx}px` } as CSSProperties}
    >
      {open && <HeightHandle heightPx={heightPx} onResize={setHeight} />}
      {measured === undefined ? (
        <header className="redBar">
          <h2 className="sectionTitle">RED metrics</h2>
          {open && opened?.isLoading === true && <span className="redBasis">when all spans are read</span>}
          <span className="gap" />
          <Fold open={open} onFold={() => setOpen(!open)} />
        </header>
      ) : (
        <Measured red={measured} onFold={() => setOpen(false)} />
      )}
    </section>
  )
}

/** Takes the first Prometheus among the reader's connections, and follows what becomes of it, unless the reader left it. */
function useConfiguredPrometheus(): void {
  const configured = useStore((s) => s.connections.find(({ kind, isHidden }) => kind === 'prometheus' && !isHidden))
  const connection = useStore((s) => s.connection)
  const hasLeft = useStore((s) => s.hasLeftPrometheus)
  useEffect(() => {
    const isTyped = connection !== undefined && connection.of === undefined
    if (hasLeft || isTyped || connection?.of === configured) return
    void useStore.getState().connectRed(configured && redConnectionOf(configured), false)
  }, [configured, connection, hasLeft])
}

function Fold({ open, onFold }: { readonly open: boolean; readonly onFold: () => void }) {
  return (
    <button type="button" className="quiet" aria-expanded={open} aria-label="RED metrics" onClick={onFold}>
      {open ? '▾' : '▴'}
    </button>
  )
}

function Measured({ red, onFold }: { readonly red: SpanRed; readonly onFold: () => void }) {
  const [view, setView] = useState<RedViewName>('lines')
  const [connecting, setConnecting] = useState(false)
  const selected = useSelectedService()
  const chosen = useStore((s) => s.redService)
  const operation = useStore((s) => s.redOperation)
  const beside = usePreferences((s) => s.redBeside)
  const service = chosen ?? selected
  const { subject, against } = useCompared(red, service, operation)
  return (
    <>
      <header className="redBar">
        <h2 className="sectionTitle">RED</h2>
        <RedToolbar red={red} service={service} view={view} onView={setView} />
        <span className="gap" />
        <Basis red={red} subject={subject} />
        <button type="button" className="quiet" onClick={() => setConnecting(true)}>
          Prometheus …
        </button>
        <Fold open onFold={onFold} />
      </header>
      <PrometheusBar red={red} service={service} />
      <CoverageLine red={red} service={service} />
      <DifferenceLine subject={subject} />
      <OutsideNote red={red} />
      {connecting && <ConnectDialog onClose={() => setConnecting(false)} />}
      {view === 'services' ? (
        <ServiceGrid red={red} service={service} onChoose={() => setView('lines')} />
      ) : view === 'table' ? (
        <RedTable red={red} subject={subject} against={against} />
      ) : (
        <RedFigures red={red} subject={subject} against={against} beside={beside} heat={view === 'heat'} />
      )}
    </>
  )
}

/** What is shown, and what it is compared with. */
function useCompared(red: SpanRed, service: string, operation: string | undefined) {
  const chosen = useStore((s) => s.redAgainst)
  const hasMetrics = useStore((s) => (s.baseline?.red.metrics.length ?? 0) > 0)
  const told = useSubject(red, service, operation)
  const isBefore = chosen?.kind === 'baseline'
  // Like is compared with like: a baseline without metrics is compared by spans.
  const subject = useMemo(() => (isBefore && !hasMetrics ? spansFirst(told) : told), [told, isBefore, hasMetrics])
  const other = chosen?.kind === 'service' && chosen.service !== service ? chosen.service : undefined
  const second = useSide(red, useSubject(red, other ?? service, undefined))
  const before = useBaselineSide(red, subject)
  return { subject, against: isBefore ? before : other === undefined ? undefined : second }
}

function spansFirst(subject: RedSubject): RedSubject {
  const isSpans = ({ source }: RedSubject['told'][number]) => source === 'spans'
  return {
    ...subject,
    told: [...subject.told.filter(isSpans), ...subject.told.filter((each) => !isSpans(each))],
  }
}

/** What was counted. */
function Basis({ red, subject }: { readonly red: SpanRed; readonly subject: RedSubject }) {
  const dumpRed = useStore((s) => s.dumpRed)
  const promRed = useStore((s) => s.promRed)
  const { rule, untimed } = red.entries
  const what = rule === 'kind' ? 'SERVER and CONSUMER spans' : 'local roots, because no span says SERVER or CONSUMER'
  const ofSpans = `${what}${untimed > 0 ? `, ${untimed} without a time left out` : ''}`
  const source = subject.told.at(0)?.source
  const metricRed = source === 'prometheus' ? promRed : source === 'dump' ? dumpRed : undefined
  const text = metricRed?.label ?? ofSpans
  return (
    <span className="redBasis" title={[text, metricRed?.caution].filter(Boolean).join('\n')}>
      from {text}
    </span>
  )
}

/** How much of what metrics counted traces hold, and why. */
function CoverageLine({ red, service }: { readonly red: SpanRed; readonly service: string }) {
  const text = useCoverageText(red, service)
  return text === undefined ? undefined : (
    <p className="redCoverage">
      <CoverageText text={text} />
    </p>
  )
}

/** How the metrics of the dump differ from those of Prometheus, where there are both. */
function DifferenceLine({ subject }: { readonly subject: RedSubject }) {
  const text = useMemo(() => differenceText(subject), [subject])
  return text === undefined ? undefined : <p className="redCoverage">{text}</p>
}

/** That some traces lie off the axis, which would else be all there is to see. */
function OutsideNote({ red }: { readonly red: SpanRed }) {
  const isWhole = useStore((s) => s.redWhole)
  const { showWholeRed } = useStore.getState()
  const { outside } = red
  if (outside === 0 && !isWhole) return undefined
  const traces = outside === 1 ? '1 trace lies' : `${outside.toLocaleString('en')} traces lie`
  return (
    <p className="redCoverage">
      {isWhole ? 'The axis reaches to all traces. ' : `${traces} far outside this time. `}
      <button type="button" className="linkButton" onClick={() => void showWholeRed(!isWhole)}>
        {isWhole ? 'Show where most lie' : 'Show all'}
      </button>
    </p>
  )
}
