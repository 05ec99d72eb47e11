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
  const Workspace = useWorkspace()
  return (
    <div className="app">
      <Toolbar onHelp={() => setHelp(true)} fileInput={fileInput} />
      <div className="notes">
        <Failure />
        <PasteNote />
      </div>
      {opened === undefined || Workspace === undefined ? (
        <EmptyPage onOpen={() => fileInput.current?.click()} />
      ) : (
        <Workspace opened={opened} />
      )}
      <ImportProgress />
      {dragging && <div className="dropHere">Drop to open</div>}
      {help && <HelpDialog onClose={() => setHelp(false)} />}
      <Suspense>{isAskingEngine && <EngineDialog />}</Suspense>
    </div>
  )
}

type Panels = typeof import('./Workspace.tsx').Workspace

/** The panels, which come while the first file is read. Not lazy(): React shows what was late no sooner than after 300 ms. */
function useWorkspace(): Panels | undefined {
  const [panels, setPanels] = useState<{ readonly Workspace: Panels }>()
  const isNeeded = useStore((s) => s.importing !== undefined || s.opened !== undefined)
  useEffect(() => {
    if (!isNeeded) return
    import('./Workspace.tsx').then(setPanels, (error) =>
      useStore.getState().fail(`The panels could not be loaded: ${String(error)}`),
    )
  }, [isNeeded])
  return panels?.Workspace
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
