import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useStore } from '../store/store.ts'
import { HelpDialog } from './HelpDialog.tsx'
import { EmptyPage } from './open/EmptyPage.tsx'
import { ImportProgress } from './open/ImportProgress.tsx'
import { PasteNote } from './open/PasteNote.tsx'
import { useOpening } from './open/useOpening.ts'
import { Toolbar } from './Toolbar.tsx'
import { useKeys } from './useKeys.ts'
import { useThemeAttribute } from './useTheme.ts'
import './theme.css'
import './App.css'

const loadWorkspace = () => import('./Workspace.tsx')
const Workspace = lazy(async () => ({ default: (await loadWorkspace()).Workspace }))
const EngineDialog = lazy(async () => ({ default: (await import('./engine/EngineDialog.tsx')).EngineDialog }))

/** The page. */
export function App() {
  const opened = useStore((s) => s.opened)
  const isAskingEngine = useStore((s) => s.askingEngine !== undefined)
  const fileInput = useRef<HTMLInputElement>(null)
  const [help, setHelp] = useState(false)
  const dragging = useOpening()
  useThemeAttribute()
  useKeys(() => setHelp(true))
  const isImporting = useStore((s) => s.importing !== undefined)
  useEffect(() => {
    // The panels come while the file is read.
    if (isImporting) void loadWorkspace()
  }, [isImporting])
  return (
    <div className="app">
      <Toolbar onHelp={() => setHelp(true)} fileInput={fileInput} />
      <div className="notes">
        <Failure />
        <PasteNote />
      </div>
      {opened === undefined ? (
        <EmptyPage onOpen={() => fileInput.current?.click()} />
      ) : (
        <Suspense>
          <Workspace opened={opened} />
        </Suspense>
      )}
      <ImportProgress />
      {dragging && <div className="dropHere">Drop to open</div>}
      {help && <HelpDialog onClose={() => setHelp(false)} />}
      <Suspense>{isAskingEngine && <EngineDialog />}</Suspense>
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
