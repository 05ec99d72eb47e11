import type { StateCreator } from 'zustand'
import { matchSpans } from '../core/analysis/matchSpans.ts'
import type { ForestNode } from '../core/model/spanForest.ts'
import type { SpanIndex, TraceIndex } from '../core/model/spanTable.ts'
import { findInWorker } from '../worker/runInWorker.ts'
import type { OpenDataset } from './dataset.ts'
import type { Store } from './store.ts'

/** Which spans of the open trace a search found. A new object for each answer; the mask is shared and grows. */
export interface Matches {
  /** The span that `mask[0]` is about. */
  readonly first: SpanIndex
  /** 1 for a match. */
  readonly mask: Uint8Array
  readonly count: number
}

/** Search in the open trace: plain text over service, name and attribute values. */
export interface FindSlice {
  /** Mirrored to the URL as `q` (store/url.ts). */
  readonly query: string
  readonly matches: Matches
  /** True while attributes are still being read. */
  readonly finding: boolean
  /** Searches anew; '' ends the search. Names answer at once, attribute values follow from a worker. */
  find(query: string): void
}

const NO_MATCHES: Matches = { first: 0, mask: new Uint8Array(0), count: 0 }

/** Typing pauses this long before attributes are read, in ms. */
const PAUSE_MS = 120

/** True for a span that was found; never for a ghost. */
export function isMatch({ first, mask }: Matches, node: ForestNode): boolean {
  return node >= first && mask[node - first] === 1
}

function addMatches({ first, mask, count }: Matches, found: readonly SpanIndex[]): Matches {
  let added = 0
  for (const span of found) {
    added += 1 - mask[span - first]
    mask[span - first] = 1
  }
  return { first, mask, count: count + added }
}

/** Searches attribute values; answers come in batches. */
async function findInDetails(
  { dataset, blobs }: OpenDataset,
  trace: TraceIndex,
  needle: string,
  signal: AbortSignal,
  onFound: (spans: readonly SpanIndex[]) => void,
): Promise<void> {
  const { locatedSpans } = await import('../core/import/readDetails.ts')
  const { firstSpan } = dataset.spans.traces
  const first = firstSpan[trace]
  const files = dataset.files.map(({ format }, file) => ({ blob: blobs[file].blob, format }))
  const spans = locatedSpans(dataset.spans, first, firstSpan[trace + 1])
  await findInWorker({ files, needle, spans }, signal, (rows) => onFound(rows.map((row) => first + row)))
}

export const findSlice: StateCreator<Store, [], [], FindSlice> = (set, get) => {
  let running: AbortController | undefined

  const findLater = async (opened: OpenDataset, trace: TraceIndex, needle: string, signal: AbortSignal) => {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    if (signal.aborted) return
    try {
      await findInDetails(opened, trace, needle, signal, (found) => {
        if (!signal.aborted) set({ matches: addMatches(get().matches, found) })
      })
    } catch (error) {
      if (!signal.aborted) get().fail(`Attributes could not be searched: ${String(error)}`)
    } finally {
      if (!signal.aborted) set({ finding: false })
    }
  }

  return {
    query: '',
    matches: NO_MATCHES,
    finding: false,

    find: (query) => {
      running?.abort()
      const { opened, trace } = get()
      const needle = query.trim()
      if (needle === '' || opened === undefined || trace === undefined) {
        set({ query, matches: NO_MATCHES, finding: false })
        return
      }
      const { spans } = opened.dataset
      const [first, end] = spans.traces.firstSpan.subarray(trace, trace + 2)
      const none = { first, mask: new Uint8Array(end - first), count: 0 }
      set({ query, matches: addMatches(none, matchSpans(spans, first, end, needle)), finding: true })
      running = new AbortController()
      void findLater(opened, trace, needle, running.signal)
    },
  }
}
