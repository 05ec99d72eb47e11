import { useEffect, useRef, useState } from 'react'
import type { BreakClass } from '../core/lineage/breakClasses.ts'
import { classHelp } from '../core/lineage/classHelp.ts'

/** A class by its title; pressed, it tells what the class means, how to confirm it and where to mend it. */
export function ClassName({ id }: { readonly id: BreakClass }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="linkButton className" onClick={() => setOpen(true)}>
        {classHelp(id).title}
      </button>
      {open && <ClassHelpDialog id={id} onClose={() => setOpen(false)} />}
    </>
  )
}

function ClassHelpDialog({ id, onClose }: { readonly id: BreakClass; readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const { title, meaning, confirm, fix } = classHelp(id)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    <dialog ref={dialog} className="help classHelp" aria-label={title} onClose={onClose}>
      <header>
        <h2>
          {title} <small>in reports and on the command line</small> <code>{id}</code>
        </h2>
        <button type="button" aria-label="Close" onClick={() => dialog.current?.close()}>
          ✕
        </button>
      </header>
      <p>{meaning}</p>
      <h3>How to confirm</h3>
      <p>{confirm}</p>
      <h3>Where to mend it</h3>
      <p>{fix}</p>
    </dialog>
  )
}
