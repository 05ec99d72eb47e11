import { type CSSProperties, lazy, type ReactNode, Suspense, useDeferredValue, useMemo } from 'react'
import type { TraceIndex } from '../core/model/spanTable.ts'
import type { OpenDataset } from '../store/dataset.ts'
import { traceLinkText } from '../store/link.ts'
import { usePreferences } from '../store/preferences.ts'
import { useStore } from '../store/store.ts'
import { HealthCard } from './lineage/HealthCard.tsx'
import { JudgingView } from './lineage/Judging.tsx'
import { ImportReport } from './open/ImportReport.tsx'
import { PanelBoundary } from './PanelBoundary.tsx'
import { RedRoom } from './red/RedRoom.tsx'
import { TraceList } from './traces/TraceList.tsx'
import { TraceView } from './waterfall/TraceView.tsx'

const SpanDetails = lazy(async () => ({ default: (await import('./details/SpanDetails.tsx')).SpanDetails }))
const HealthView = lazy(async () => ({ default: (await import('./lineage/HealthView.tsx')).HealthView }))

/** The panels of an open dataset. Each hears of what it shows by itself: a step through the rows draws no other panel. */
export function Workspace({ opened }: { readonly opened: OpenDataset }) {
  const trace = useStore((s) => s.trace)
  const view = useStore((s) => s.view)
  return (
    <Columns>
      <div className="sidebar">
        <PanelBoundary name="The list of traces">
          <TraceList opened={opened} />
        </PanelBoundary>
        <PanelBoundary name="Propagation health">
          <HealthCard opened={opened} />
        </PanelBoundary>
        <ImportReport />
      </div>
      {trace !== undefined && view === 'waterfall' && (
        <>
          <PanelBoundary key={traceLinkText(opened.dataset, trace)} name="The trace">
            <TraceView opened={opened} trace={trace} />
          </PanelBoundary>
          <Details opened={opened} trace={trace} />
        </>
      )}
      {view === 'health' && <Health opened={opened} />}
      <PanelBoundary name="The RED metrics">
        <RedRoom />
      </PanelBoundary>
    </Columns>
  )
}

function Columns({ children }: { readonly children: ReactNode }) {
  const hasDetails = useStore((s) => s.selected !== undefined && s.view === 'waterfall')
  const nameWidthPx = usePreferences((s) => s.nameWidthPx)
  const detailsWidthPx = usePreferences((s) => s.detailsWidthPx)
  return (
    <div
      className={hasDetails ? 'workspace withDetails' : 'workspace'}
      style={{ '--name-wish': `${nameWidthPx}px`, '--details-wish': `${detailsWidthPx}px` } as CSSProperties}
    >
      {children}
    </div>
  )
}

function Health({ opened }: { readonly opened: OpenDataset }) {
  const diagnosis = useStore((s) => s.diagnosis)
  return (
    <PanelBoundary name="Propagation health">
      <Suspense fallback={<JudgingView opened={opened} />}>
        {diagnosis === undefined ? (
          <JudgingView opened={opened} />
        ) : (
          <HealthView opened={opened} diagnosis={diagnosis} />
        )}
      </Suspense>
    </PanelBoundary>
  )
}

interface DetailsProps {
  readonly opened: OpenDataset
  readonly trace: TraceIndex
}

/** The details of the selected row. They follow it when there is time: the rows are drawn first. */
function Details({ opened, trace }: DetailsProps) {
  const selected = useStore((s) => s.selected)
  const latest = useMemo(() => ({ opened, trace, selected }), [opened, trace, selected])
  const shown = useDeferredValue(latest)
  if (selected === undefined) return undefined
  // What was selected in another dataset says nothing about this one.
  const look = shown.opened === opened && shown.selected !== undefined ? shown : { trace, selected }
  return (
    <PanelBoundary about={look.selected} name="The details">
      <Suspense fallback={<aside aria-label="Span details" className="detailsColumn" />}>
        <SpanDetails opened={opened} trace={look.trace} selected={look.selected ?? selected} />
      </Suspense>
    </PanelBoundary>
  )
}
