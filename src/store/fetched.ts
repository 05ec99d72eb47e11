import type { TraceIndex } from '../core/model/spanTable.ts'
import type { Connection } from '../sources/connection.ts'
import type { SourceProblem } from '../sources/traceSource.ts'
import type { OpenDataset } from './dataset.ts'
import { type Link, traceLinkText } from './link.ts'

/** How one connection fares with what it was asked. */
export type AnswerState =
  | { readonly kind: 'asking' }
  /** Its answer is being read. */
  | { readonly kind: 'reading' }
  | { readonly kind: 'found'; readonly spans: number; readonly isPartial: boolean }
  | { readonly kind: 'failed'; readonly problem: SourceProblem }
  /** What came holds no spans, or could not be read: in words. */
  | { readonly kind: 'unread'; readonly message: string }
  | { readonly kind: 'cancelled' }

/** A connection that was asked, and what came of it. */
export interface AskedSource {
  readonly connection: Connection
  readonly state: AnswerState
}

/** A question that went to one connection or to several at once. */
export interface Ask {
  /** No two have the same. */
  readonly number: number
  /** Undefined where the whole of a dump was asked for. */
  readonly traceId: string | undefined
  /** What to look at in the first answer; undefined where the view stays as it is. */
  readonly link: Link | undefined
  readonly sources: readonly AskedSource[]
}

/** A file of the open dataset that a connection answered. */
export interface FetchedFile {
  /** As the dataset calls it: says from where it came and what it holds. */
  readonly file: string
  readonly source: string
  /** As it was asked for: 32 hex digits; undefined for a dump. */
  readonly traceId: string | undefined
  /** False for an address that was fetched once. */
  readonly isConnected: boolean
  readonly atMs: number
}

/** A trace that is asked for again and again. */
export interface Following {
  readonly traceId: string
  readonly state: 'waiting' | 'asking' | 'paused' | 'complete' | 'stopped'
  /** Unix ms of the next question, while it waits. */
  readonly nextAtMs: number
  readonly rounds: number
  /** What changed, the latest last, a sentence each; after that how it ended. */
  readonly said: readonly string[]
}

/** The files of the open dataset that a trace was fetched with; undefined for none. */
export function fetchedOf(
  { blobs, dataset }: OpenDataset,
  fetched: ReadonlyMap<string, FetchedFile>,
  trace: TraceIndex,
): readonly FetchedFile[] | undefined {
  if (fetched.size === 0) return undefined
  const id = traceLinkText(dataset, trace)
  const files = blobs.flatMap(({ name }) => fetched.get(name) ?? [])
  const ofTrace = files.filter(({ traceId }) => traceId === id)
  return ofTrace.length === 0 ? undefined : ofTrace
}

/** The connection that a link to a trace names; undefined for a trace out of a file of the reader's own. */
export function sourceNameOf(
  opened: OpenDataset,
  fetched: ReadonlyMap<string, FetchedFile>,
  trace: TraceIndex,
): string | undefined {
  if (fetched.size === 0) return undefined
  const ofTrace = fetchedOf(opened, fetched, trace)
  if (ofTrace !== undefined) return ofTrace[0].source
  const { traces, context, contexts } = opened.dataset.spans
  const file = contexts.file[context[traces.firstSpan[trace]]]
  const dump = fetched.get(opened.blobs[file].name)
  return dump?.isConnected ? dump.source : undefined
}
