import { type CSSProperties, useEffect, useState } from 'react'
import { usePreferences } from '../../store/preferences.ts'
import type { SpanRed } from '../../store/red.ts'
import { useStore } from '../../store/store.ts'
import { ConnectDialog } from './ConnectDialog.tsx'
import { HeightHandle } from './HeightHandle.tsx'
import { PrometheusBar } from './PrometheusBar.tsx'
import { RedFigures } from './RedFigures.tsx'
import { RedTable } from './RedTable.tsx'
import { RedToolbar, type RedViewName } from './RedToolbar.tsx'
import { ServiceGrid } from './ServiceGrid.tsx'
import { useCoverageText } from './useCoverage.ts'
import { useSelectedService, useSubject } from './useRedView.ts'
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
          <span className="gap" />
          <Fold open={open} onFold={() => setOpen(!open)} />
        </header>
      ) : (
        <Measured red={measured} onFold={() => setOpen(false)} />
      )}
    </section>
  )
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
  const other = useStore((s) => s.redOther)
  const service = chosen ?? selected
  const subject = useSubject(red, service, operation)
  const against = useSubject(red, other ?? service, undefined)
  return (
    <>
      <header className="redBar">
        <h2 className="sectionTitle">RED</h2>
        <RedToolbar red={red} service={service} view={view} onView={setView} />
        <span className="gap" />
        <Basis red={red} />
        <button type="button" className="quiet" onClick={() => setConnecting(true)}>
          Prometheus …
        </button>
        <Fold open onFold={onFold} />
      </header>
      <PrometheusBar red={red} service={service} />
      <CoverageLine red={red} service={service} />
      {connecting && <ConnectDialog onClose={() => setConnecting(false)} />}
      {view === 'services' ? (
        <ServiceGrid red={red} onChoose={() => setView('lines')} />
      ) : view === 'table' ? (
        <RedTable red={red} subject={subject} />
      ) : (
        <RedFigures
          red={red}
          subject={subject}
          other={other === undefined || other === service ? undefined : against}
          heat={view === 'heat'}
        />
      )}
    </>
  )
}

/** What was counted. */
function Basis({ red }: { readonly red: SpanRed }) {
  const metricRed = useStore((s) => s.metricRed)
  const { rule, untimed } = red.entries
  const what = rule === 'kind' ? 'SERVER and CONSUMER spans' : 'local roots, because no span says SERVER or CONSUMER'
  const text = metricRed?.label ?? `${what}${untimed > 0 ? `, ${untimed} without a time left out` : ''}`
  return (
    <span className="redBasis" title={[text, metricRed?.caution].filter(Boolean).join('\n')}>
      from {text}
    </span>
  )
}

/** How much of what metrics counted traces hold, and why. */
function CoverageLine({ red, service }: { readonly red: SpanRed; readonly service: string }) {
  const text = useCoverageText(red, service)
  if (text === undefined) return undefined
  return (
    <p className="redCoverage">
      {text.coverage}
      {text.broken === '' ? '.' : '; '}
      {text.broken !== '' && <span className="redBroken">{text.broken}.</span>}
    </p>
  )
}
