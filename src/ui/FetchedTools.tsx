import { lazy, Suspense } from 'react'
import type { OpenDataset } from '../store/dataset.ts'
import { fetchedOf } from '../store/fetched.ts'
import { useStore } from '../store/store.ts'

const FetchedBar = lazy(async () => ({ default: (await import('./connect/FetchedBar.tsx')).FetchedBar }))

/** What can be done with a trace that a backend answered; nothing for one out of a file. */
export function FetchedTools({ opened, trace }: { readonly opened: OpenDataset; readonly trace: number }) {
  const fetched = useStore((s) => s.fetched)
  const files = fetchedOf(opened, fetched, trace)
  return <Suspense>{files !== undefined && <FetchedBar files={files} trace={trace} />}</Suspense>
}
