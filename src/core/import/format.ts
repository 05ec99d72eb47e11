import type { ByteSource } from '../model/byteSource.ts'
import type { SpanDetails } from '../model/details.ts'
import type { InputPosition, Report } from '../model/diagnostic.ts'
import type { ContextIndex, SourceRange } from '../model/spanTable.ts'

/** The beginning of an input, as far as formats need to see it. */
export interface Probe {
  /** The first complete or cut-off JSON values (a cut-off one with its open ends closed), at most 20. */
  readonly values: readonly unknown[]
  /** True where the input goes on after the first value with another one. */
  readonly manyDocuments: boolean
  /** The first characters as text, for formats that are no JSON. */
  readonly text: string
}

/** How sure a format is that an input is its own: 0 (not ours) to 1 (certain), with the reason in words. */
export interface Score {
  readonly score: number
  readonly reason: string
}

/** One span as a general reader found it. Ids are normalised by ids.ts; times are exact. */
export interface SpanRecord {
  readonly traceId: string
  /** As written, where it differs from 32 hex digits. */
  readonly rawTraceId?: string | undefined
  readonly spanId: string
  /** Undefined: none was given. */
  readonly parentSpanId: string | undefined
  readonly name: string
  /** Undefined: take the context's service. */
  readonly service?: string | undefined
  /** OTLP number. */
  readonly kind: number
  /** OTLP number. */
  readonly status: number
  /** Unix ns; undefined: no usable start. */
  readonly startUnixNs: bigint | undefined
  /** ns; undefined: unfinished; negative: ends before it starts. */
  readonly durationNs: bigint | undefined
  /** OTLP `Span.flags`; 0 where the format has none. */
  readonly flags: number
  /** The server's half of a shared id (Zipkin). */
  readonly sharedHalf?: boolean | undefined
  readonly context: ContextIndex
  readonly at: InputPosition
  readonly byteLength: number
}

/** What is known of a context when it has been read; fields may arrive after the spans that refer to it. */
export interface ContextRecord {
  readonly service?: string | undefined
  readonly resource?: SourceRange | undefined
  readonly scope?: SourceRange | undefined
}

/** Receives what a reader finds, in input order. */
export interface SpanSink {
  readonly report: Report
  /** A new context without content. */
  openContext(): ContextIndex
  /** Adds to a context what is known now; later fields overwrite earlier ones. */
  describeContext(context: ContextIndex, record: ContextRecord): void
  addSpan(record: SpanRecord): void
  /** Tells how many bytes of the source have been dealt with; called at least once per slice. May throw to cancel. */
  progress(byte: number): void
}

/** Where a span and what belongs to it lie in their source. */
export interface SpanLocation {
  readonly span: SourceRange
  /** Further parts of the same span. */
  readonly fragments: readonly SourceRange[]
  readonly resource: SourceRange | undefined
  readonly scope: SourceRange | undefined
}

/** How spans of one format that share an id are to be understood. */
export type SameIdRule = 'duplicate' | 'fragment'

/** One input format. Add one by writing a file here and listing it in formats.ts. */
export interface Format {
  /** As in the import report and in `inspect`. */
  readonly id: string
  readonly label: string
  /** 'fragment': records of one id are parts of one span and are merged. */
  readonly sameId: SameIdRule
  /** Sees beginnings only; must not throw. */
  score(probe: Probe): Score
  /** Reads all it can, span by span, in slices. Bad input is reported, never thrown. */
  read(source: ByteSource, sink: SpanSink): Promise<void>
  /** Attributes, events and links of one span, decoded from where they lie in the source. Rejects only where reading fails. */
  readDetails(source: ByteSource, span: SpanLocation): Promise<SpanDetails>
}
