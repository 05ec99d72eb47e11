import type { TraceSummaries } from '../core/analysis/summariseTraces.ts'
import type { LocatedSpans } from '../core/import/readDetails.ts'
import type { Dataset } from '../core/model/dataset.ts'

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

/** Asks for a text search in the details of spans. */
export interface FindJob {
  readonly type: 'find'
  /** In the order of the dataset's files. */
  readonly files: readonly { readonly blob: Blob; readonly format: string | undefined }[]
  readonly needle: string
  /** Answers are rows of these. */
  readonly spans: LocatedSpans
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
