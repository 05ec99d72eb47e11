import type { TraceSummaries } from '../core/analysis/summariseTraces.ts'
import type { Diagnosis } from '../core/diagnoseDataset.ts'
import type { Cut, SecondPart } from '../core/import/partedReading.ts'
import type { LocatedSpans } from '../core/import/readDetails.ts'
import type { BreakMeasures } from '../core/lineage/measureBreaks.ts'
import type { Dataset } from '../core/model/dataset.ts'
import type { RedCapture } from '../core/red/redCapture.ts'

/** A file to import, by name and content; the Blob crosses threads without being copied. */
export interface NamedBlob {
  readonly name: string
  readonly blob: Blob
  /** Id of the format to read it as; without one it is recognised. */
  readonly format?: string | undefined
}

/** How far an import has come. */
export interface ImportProgress {
  readonly bytesRead: number
  readonly bytesTotal: number
  readonly spans: number
}

/** What an import yields: the dataset, the figures of its traces, and the bytes that it refers to. */
export interface Imported {
  readonly dataset: Dataset
  readonly summaries: TraceSummaries
  /** In the order of `dataset.files`; unpacked where the input was packed. */
  readonly blobs: readonly NamedBlob[]
  /** For each span of the preview told before its row in this dataset, -1 where it has none; undefined without one. */
  readonly spanNow: Int32Array | undefined
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

/** Asks for an import, and for the diagnosis of what was imported. */
export interface ImportJob {
  readonly type: 'import'
  readonly files: readonly NamedBlob[]
  /** To a thread that reads for this one; undefined where the files are not worth it. */
  readonly reader?: MessagePort | undefined
  /** To a thread that reads the second part of a file; undefined likewise. */
  readonly beside?: MessagePort | undefined
}

/** Asks for second parts of files at a port. */
export interface BesideJob {
  readonly type: 'beside'
  readonly port: MessagePort
}

/** Asks for the second part of a file. */
export interface PartRequest {
  readonly blob: Blob
  readonly cut: Cut
}

/** How far the part is, what it is, or why there is none. */
export type PartAnswer =
  | { readonly type: 'partProgress'; readonly bytes: number; readonly spans: number }
  | { readonly type: 'part'; readonly part: SecondPart }
  | { readonly type: 'partFailed'; readonly message: string }

/** Asks the reading thread for a stretch of a Blob. */
export interface SliceRequest {
  readonly id: number
  readonly blob: Blob
  readonly from: number
  readonly to: number
}

/** The stretch asked for under that id, or why there is none. */
export type SliceAnswer =
  | { readonly id: number; readonly bytes: ArrayBuffer }
  | { readonly id: number; readonly failure: string }

/** Asks for a dataset as OTLP JSON. */
export interface ExportJob {
  readonly type: 'export'
  readonly dataset: Pick<Dataset, 'files' | 'spans'>
  /** In the order of the dataset's files. */
  readonly blobs: readonly Blob[]
}

/** Asks for the break rates and the requests of another capture, to compare with. */
export interface MeasureJob {
  readonly type: 'measure'
  readonly files: readonly NamedBlob[]
}

/** What a baseline is compared by. */
export interface MeasuredCapture {
  readonly measures: BreakMeasures
  readonly red: RedCapture
}

/** All a worker is asked; one job a worker. */
export type WorkerJob = ImportJob | MeasureJob | FindJob | ExportJob | BesideJob

/** Asks an import under way to end its reading and to go on with what it has. */
export interface EnoughRequest {
  readonly type: 'enough'
}

/** All a worker says. */
export type WorkerMessage =
  | ({ readonly type: 'progress' } & ImportProgress)
  | ({ readonly type: 'preview' } & Imported)
  | ({ readonly type: 'dataset' } & Imported)
  | { readonly type: 'diagnosis'; readonly diagnosis: Diagnosis }
  | ({ readonly type: 'measured' } & MeasuredCapture)
  | { readonly type: 'found'; readonly spans: readonly number[] }
  | { readonly type: 'exported'; readonly blob: Blob }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly message: string }
