import { useEffect, useRef } from 'react'

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['↑ ↓  j k', 'previous, next row'],
  ['← →  h l', 'collapse, expand; ← again goes to the parent'],
  ['Home End  g G', 'first, last row'],
  ['PgUp PgDn', 'a page of rows'],
  ['Enter', 'details of the row'],
  ['w s  Ctrl+wheel', 'zoom in, out'],
  ['a d  Shift+wheel', 'pan left, right'],
  ['f', 'fit to the span'],
  ['0', 'whole trace'],
  ['/', 'find in the trace'],
  ['n N', 'next, previous match'],
  ['o O', 'next, previous orphan or other break, then that of another trace'],
  ['e E', 'next, previous error'],
  ['H', 'propagation health'],
  ['[ ]', 'previous, next trace'],
  ['Esc', 'back'],
  ['?', 'this help'],
]

/** What the keys do. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    <dialog ref={dialog} className="help" aria-label="Keys" onClose={onClose}>
      <header>
        <h2>Keys</h2>
        <button type="button" aria-label="Close" onClick={() => dialog.current?.close()}>
          ✕
        </button>
      </header>
      <dl>
        {KEYS.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  )
}
