import type { DiagnosticGroup } from './diagnostic.ts'
import type { SpanForest } from './spanForest.ts'
import type { SpanTable } from './spanTable.ts'

/** An input of a dataset, and what became of it. */
export interface ImportedFile {
  readonly name: string
  readonly inputBytes: number
  /** Format id as in FORMATS; undefined where none was recognised. */
  readonly format: string | undefined
  /** Why that format was chosen, or why none was. */
  readonly reason: string
  /** Span objects read. */
  readonly records: number
  readonly diagnostics: readonly DiagnosticGroup[]
}

/** Everything one import yields. Plain data: it crosses threads by moving its buffers. */
export interface Dataset {
  readonly files: readonly ImportedFile[]
  readonly spans: SpanTable
  /** From recorded parents. */
  readonly forest: SpanForest
}
