import { lazy, Suspense } from 'react'
import { useStore } from '../../store/store.ts'

const PastedNote = lazy(async () => ({ default: (await import('./PastedNote.tsx')).PastedNote }))

/** What came of the last text that was pasted, and of the last question to the connections; nothing before there is one. */
export function PasteNote() {
  const isThere = useStore((s) => s.paste !== undefined || s.ask !== undefined)
  return <Suspense>{isThere && <PastedNote />}</Suspense>
}
