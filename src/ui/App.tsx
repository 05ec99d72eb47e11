import { lazy, Suspense, useRef, useState } from 'react'
import { useStore } from '../store/store.ts'
import { HelpDialog } from './HelpDialog.tsx'
import { EmptyPage } from './open/EmptyPage.tsx'
import { ImportProgress } from './open/ImportProgress.tsx'
import { PasteNote } from './open/PasteNote.tsx'
import { useOpening } from './open/useOpening.ts'
import { Toolbar } from './Toolbar.tsx'
import { useKeys } from './useKeys.ts'
import { useThemeAttribute } from './useTheme.ts'
import { Workspace } from './Workspace.tsx'
import './theme.css'
import './App.css'

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
