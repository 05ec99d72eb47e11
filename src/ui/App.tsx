import { type CSSProperties, lazy, Suspense, useRef, useState } from 'react'
import type { OpenDataset } from '../store/dataset.ts'
import { usePreferences } from '../store/preferences.ts'
import { useStore } from '../store/store.ts'
import { HelpDialog } from './HelpDialog.tsx'
import { HealthCard } from './lineage/HealthCard.tsx'
import { EmptyPage } from './open/EmptyPage.tsx'
import { ImportProgress } from './open/ImportProgress.tsx'
import { ImportReport } from './open/ImportReport.tsx'
import { PasteNote } from './open/PasteNote.tsx'
import { useOpening } from './open/useOpening.ts'
import { PanelBoundary } from './PanelBoundary.tsx'
import { RedRoom } from './red/RedRoom.tsx'
import { Toolbar } from './Toolbar.tsx'
import { TraceList } from './traces/TraceList.tsx'
import { useKeys } from './useKeys.ts'
import { useThemeAttribute } from './useTheme.ts'
import { TraceView } from './waterfall/TraceView.tsx'
import './theme.css'
import './App.css'

const SpanDetails = lazy(async () => ({ default: (await import('./details/SpanDetails.tsx')).SpanDetails }))
const HealthView = lazy(async () => ({ default: (await import('./lineage/HealthView.tsx')).HealthView }))
/** The page. */
export function App() {
  const opened = useStore((s) => s.opened)
  const fileInput = useRef<HTMLInputElement>(null)
  const [help, setHelp] = useState(false)
  const dragging = useOpening()
  useThemeAttribute()
  useKeys(() => setHelp(true))
  return (
    <div className="app">
      <Toolbar onHelp={() => setHelp(true)} fileInput={fileInput} />
      <div className="notes">
        <Failure />
        <PasteNote />
      </div>
      {opened === undefined ? <EmptyPage onOpen={() => fileInput.current?.click()} /> : <Workspace opened={opened} />}
      <ImportProgress />
      {dragging && <div className="dropHere">Drop to open</div>}
      {help && <HelpDialog onClose={() => setHelp(false)} />}
    </div>
  )
}

function Workspace({ opened }: { readonly opened: OpenDataset }) {
  const trace = useStore((s) => s.trace)
  const selected = useStore((s) => s.selected)
  const view = useStore((s) => s.view)
  const diagnosis = useStore((s) => s.diagnosis)
  const nameWidthPx = usePreferences((s) => s.nameWidthPx)
  const detailsWidthPx = usePreferences((s) => s.detailsWidthPx)
  return (
    <div
      className={selected === undefined || view !== 'waterfall' ? 'workspace' : 'workspace withDetails'}
      style={{ '--name-wish': `${nameWidthPx}px`, '--details-wish': `${detailsWidthPx}px` } as CSSProperties}
    >
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
        <PanelBoundary key={trace} name="The trace">
          <TraceView opened={opened} trace={trace} />
        </PanelBoundary>
      )}
      {view === 'health' && (
        <PanelBoundary name="Propagation health">
          <Suspense>{diagnosis !== undefined && <HealthView opened={opened} diagnosis={diagnosis} />}</Suspense>
        </PanelBoundary>
      )}
      {trace !== undefined && selected !== undefined && view === 'waterfall' && (
        <PanelBoundary key={`details ${selected}`} name="The details">
          <Suspense fallback={<aside aria-label="Span details" className="detailsColumn" />}>
            <SpanDetails opened={opened} trace={trace} />
          </Suspense>
        </PanelBoundary>
      )}
      <PanelBoundary name="The RED metrics">
        <RedRoom />
      </PanelBoundary>
    </div>
  )
}

function Failure() {
  const failure = useStore((s) => s.failure)
  if (failure === undefined) return undefined
  return (
    <div role="alert" className="failure">
      <span>{failure}</span>
      <button type="button" aria-label="Dismiss" onClick={() => useStore.getState().fail(undefined)}>
        ✕
      </button>
    </div>
  )
}
