import type { TraceSummaries } from '../core/analysis/summariseTraces.ts'
import type { Dataset } from '../core/model/dataset.ts'
import type { SourceRange } from '../core/model/spanTable.ts'

/** A file to import, by name and content; the Blob crosses threads without being copied. */
export interface NamedBlob {
  readonly name: string
  readonly blob: Blob
}

/** How far an import has come. */
export interface ImportProgress {
  readonly bytesRead: number
  readonly bytesTotal: number
  readonly spans: number
}

/** What an import yields: the dataset, and the figures of its traces. */
export interface Imported {
  readonly dataset: Dataset
  readonly summaries: TraceSummaries
}

/** Asks for the text search of a trace's details: columns of its spans in one file, copied out of the table. */
export interface FindJob {
  readonly type: 'find'
  readonly blob: Blob
  readonly format: string
  readonly needle: string
  /** SpanIndexes that are answered. */
  readonly spans: Int32Array
  readonly byte: Float64Array
  readonly byteLength: Uint32Array
  /** Two words a span, most significant first; zeros for an id that is no 8 bytes. */
  readonly spanId: Uint32Array
  readonly fragments: ReadonlyMap<number, readonly SourceRange[]>
  /** For each span the index of its context in the two lists below. */
  readonly context: Uint32Array
  readonly resources: readonly (SourceRange | undefined)[]
  readonly scopes: readonly (SourceRange | undefined)[]
}

/** Asks for an import. */
export interface ImportJob {
  readonly type: 'import'
  readonly files: readonly NamedBlob[]
}

/** All a worker is asked; one job a worker. */
export type WorkerJob = ImportJob | FindJob

/** All a worker says. */
export type WorkerMessage =
  | ({ readonly type: 'progress' } & ImportProgress)
  | ({ readonly type: 'dataset' } & Imported)
  | { readonly type: 'found'; readonly spans: readonly number[] }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly message: string }
