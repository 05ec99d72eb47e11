import { startTransition, useEffect, useState } from 'react'
import type { SpanIndex } from '../../core/model/spanTable.ts'
import type { Store } from '../../store/store.ts'
import { useStore } from '../../store/store.ts'

const selectionOf = ({ opened, trace, selected }: Store) => ({ opened, trace, selected })

/**
 * The selected span, told when its row is drawn: the figures may follow a jump, they must not hold it up. Undefined for a
 * ghost, and until what is told belongs to the open trace.
 */
export function useSelectedLater(): SpanIndex | undefined {
  const opened = useStore((s) => s.opened)
  const trace = useStore((s) => s.trace)
  const [told, tell] = useState(() => selectionOf(useStore.getState()))
  useEffect(() => {
    const follow = (store: Store) => {
      const now = selectionOf(store)
      const isSame = (before: typeof now) =>
        before.opened === now.opened && before.trace === now.trace && before.selected === now.selected
      startTransition(() => tell((before) => (isSame(before) ? before : now)))
    }
    follow(useStore.getState())
    return useStore.subscribe(follow)
  }, [])
  const { selected } = told
  return told.opened === opened && told.trace === trace && selected !== undefined && selected >= 0
    ? selected
    : undefined
}
