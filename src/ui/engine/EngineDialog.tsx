import { useEffect, useRef } from 'react'
import { isEngine } from '../../sources/engine.ts'
import { useStore } from '../../store/store.ts'
import { EngineView } from './EngineView.tsx'
import './engine.css'

/** What an engine counts where a browser should not. */
export function EngineDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const connections = useStore((s) => s.connections)
  const wished = useStore((s) => s.askingEngine?.connection)
  const { setAskingEngine } = useStore.getState()
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  const engines = connections.filter((connection) => isEngine(connection) && !connection.isHidden)
  return (
    <dialog ref={dialog} className="help engine" aria-label="Ask the engine" onClose={() => setAskingEngine(undefined)}>
      <header>
        <h2>Ask the engine</h2>
        <button type="button" aria-label="Close" onClick={() => dialog.current?.close()}>
          ✕
        </button>
      </header>
      <EngineView engines={engines} wished={wished} />
    </dialog>
  )
}
