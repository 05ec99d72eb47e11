import type { Connection, ConnectionKind } from './connection.ts'
import type { TransferProblem } from './http.ts'

/** Why a backend gave no trace. */
export type SourceProblem =
  | TransferProblem
  /** It does not know the trace, or no longer. */
  | { readonly kind: 'absent' }
  /** What answers is of another kind. */
  | { readonly kind: 'wrongKind'; readonly saw: string; readonly looksLike: ConnectionKind | undefined }

/** What a query of TanStack rejects with. */
export class SourceError extends Error {
  readonly problem: SourceProblem

  constructor(problem: SourceProblem) {
    super(problem.kind)
    this.problem = problem
  }
}

/** What is searched for; '' and undefined leave a condition out. */
export interface TraceSearch {
  readonly service: string
  readonly operation: string
  /** `key=value` pairs, parted by spaces; values with spaces in quotes. */
  readonly tags: string
  /** In place of all other conditions but the time (Tempo). */
  readonly traceQl: string
  readonly minDurationMs: number | undefined
  readonly maxDurationMs: number | undefined
  /** Unix ms. */
  readonly fromMs: number
  readonly toMs: number
  readonly limit: number
}

/** A trace that a search found, as its backend tells of it; undefined where it does not. */
export interface SearchHit {
  readonly traceId: string
  readonly service: string
  readonly name: string
  /** Unix ms. */
  readonly startMs: number | undefined
  readonly durationMs: number | undefined
  readonly spans: number | undefined
  readonly errors: number | undefined
}

/** Some backends answer a search with a list, others with the traces themselves, which the importer has to read. */
export type SearchAnswer =
  | { readonly kind: 'hits'; readonly hits: readonly SearchHit[] }
  | { readonly kind: 'traces'; readonly blob: Blob }

/** How a kind of backend is asked. All reject with a {@link SourceError}, or with the reason of the signal. */
export interface TraceSource {
  /** The bytes of a trace as the backend tells it. */
  fetchTrace(connection: Connection, traceId: string, signal: AbortSignal): Promise<Blob>
  search(connection: Connection, search: TraceSearch, signal: AbortSignal): Promise<SearchAnswer>
  listServices(connection: Connection, signal: AbortSignal): Promise<readonly string[]>
  listOperations(connection: Connection, service: string, signal: AbortSignal): Promise<readonly string[]>
}
