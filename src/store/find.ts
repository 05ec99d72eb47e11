import type { StateCreator } from 'zustand'
import { matchSpans } from '../core/analysis/matchSpans.ts'
import type { SourceRange, SpanIndex, SpanTable, TraceIndex } from '../core/model/spanTable.ts'
import { findInWorker } from '../worker/runInWorker.ts'
import type { OpenDataset } from './dataset.ts'
import type { Store } from './store.ts'

/** Search in the open trace: plain text over service, name and attribute values. */
export interface FindSlice {
  /** Mirrored to the URL as `q` (store/url.ts). */
  readonly query: string
  /** SpanIndexes that match, so far. */
  readonly matches: ReadonlySet<SpanIndex>
  /** True while attributes are still being read. */
  readonly finding: boolean
  /** Searches anew; '' ends the search. Names answer at once, attribute values follow from a worker. */
  find(query: string): void
}

const NO_MATCHES: ReadonlySet<SpanIndex> = new Set()

/** Typing pauses this long before attributes are read, in ms. */
const PAUSE_MS = 120

/** The spans of a trace that lie in one file, as columns of their own: what a worker needs to decode their details. */
function columnsForWorker(spans: SpanTable, trace: TraceIndex, file: number) {
  const { contexts, traces } = spans
  const rows: SpanIndex[] = []
  for (let span = traces.firstSpan[trace]; span < traces.firstSpan[trace + 1]; span++) {
    if (contexts.file[spans.context[span]] === file) rows.push(span)
  }
  rows.sort((a, b) => spans.byte[a] - spans.byte[b])
  const seen = new Map<number, number>()
  const resources: (SourceRange | undefined)[] = []
  const scopes: (SourceRange | undefined)[] = []
  const range = (byte: number, byteLength: number) => (byteLength === 0 ? undefined : { byte, byteLength })
  const context = Uint32Array.from(rows, (span) => {
    const at = spans.context[span]
    const known = seen.get(at)
    if (known !== undefined) return known
    seen.set(at, resources.length)
    resources.push(range(contexts.resourceByte[at], contexts.resourceLength[at]))
    scopes.push(range(contexts.scopeByte[at], contexts.scopeLength[at]))
    return resources.length - 1
  })
  const fragments = new Map<number, readonly SourceRange[]>()
  if (spans.fragments.size > 0) {
    for (const span of rows) {
      const parts = spans.fragments.get(span)
      if (parts !== undefined) fragments.set(span, parts)
    }
  }
  return {
    spans: Int32Array.from(rows),
    byte: Float64Array.from(rows, (span) => spans.byte[span]),
    byteLength: Uint32Array.from(rows, (span) => spans.byteLength[span]),
    spanId: Uint32Array.from(rows.flatMap((span) => [spans.spanId[2 * span], spans.spanId[2 * span + 1]])),
    fragments,
    context,
    resources,
    scopes,
  }
}

async function findInDetails(
  { dataset, blobs }: OpenDataset,
  trace: TraceIndex,
  needle: string,
  signal: AbortSignal,
  onFound: (spans: readonly SpanIndex[]) => void,
): Promise<void> {
  for (const [file, { format }] of dataset.files.entries()) {
    if (format === undefined) continue
    const columns = columnsForWorker(dataset.spans, trace, file)
    if (columns.spans.length === 0) continue
    await findInWorker({ blob: blobs[file].blob, format, needle, ...columns }, signal, onFound)
  }
}

export const findSlice: StateCreator<Store, [], [], FindSlice> = (set, get) => {
  let running: AbortController | undefined

  const findLater = async (opened: OpenDataset, trace: TraceIndex, needle: string, signal: AbortSignal) => {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    if (signal.aborted) return
    try {
      await findInDetails(opened, trace, needle, signal, (found) => {
        if (!signal.aborted) set({ matches: new Set([...get().matches, ...found]) })
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
      const { firstSpan } = spans.traces
      const matches = new Set(matchSpans(spans, firstSpan[trace], firstSpan[trace + 1], needle))
      set({ query, matches, finding: true })
      running = new AbortController()
      void findLater(opened, trace, needle, running.signal)
    },
  }
}
