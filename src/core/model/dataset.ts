import type { DiagnosticGroup } from './diagnostic.ts'
import type { MetricSeries } from './metricTable.ts'
import type { SpanForest } from './spanForest.ts'
import type { SpanTable } from './spanTable.ts'

/** A format that a file may be in. */
export interface FormatCandidate {
  /** Format id. */
  readonly format: string
  /** 0 to 1. */
  readonly score: number
  /** What speaks for it. */
  readonly reason: string
}

/** A file of a dataset, and what became of it. An archive that was imported gives one for each entry. */
export interface ImportedFile {
  readonly name: string
  /** Number of the input it came from, from 0. */
  readonly input: number
  /** Size of what was read: unpacked, where `layers` names what was around it. */
  readonly inputBytes: number
  /** What was taken off before reading, the outermost first; offsets count in what was inside. */
  readonly layers: readonly string[]
  /** Format id as in FORMATS; undefined where none was recognised. */
  readonly format: string | undefined
  /** Why that format was chosen, or why none was. */
  readonly reason: string
  /** All formats that see something of their own in it, the surest first. */
  readonly candidates: readonly FormatCandidate[]
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
  /** Metrics that came beside the spans; absent where there were none. */
  readonly metrics?: readonly MetricSeries[]
}
