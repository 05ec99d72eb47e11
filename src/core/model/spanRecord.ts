import type { InputPosition, Report } from './diagnostic.ts'
import type { ContextIndex, SourceRange } from './spanTable.ts'
import type { TextIndex } from './textTable.ts'

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
  /** What the input itself states as the service. */
  readonly service?: string | undefined
  /**
   * A name to show and group by where the input states no service: derived from what comes near one, such as a host.
   * Never replaces a stated service.
   */
  readonly serviceLabel?: string | undefined
  readonly resource?: SourceRange | undefined
  readonly scope?: SourceRange | undefined
}

/** Receives spans that were read without a {@link SpanRecord}. */
export interface SpanBatchSink {
  /** False keeps the WebAssembly kernel out, where it could run. */
  readonly useKernel?: boolean | undefined
  /** The index of a text, new or known. */
  internText(text: string): TextIndex
  /** Adds `count` spans laid out as spanBatch.ts says, read from a window that begins at offset `base` of the source. */
  addBatch(words: Uint32Array, count: number, base: number): void
}

/** Receives what a reader finds, in input order. */
export interface SpanSink {
  readonly report: Report
  /** A new context without content. */
  openContext(): ContextIndex
  /** Adds to a context what is known now; later fields overwrite earlier ones. */
  describeContext(context: ContextIndex, record: ContextRecord): void
  addSpan(record: SpanRecord): void
  /** Says that the input is an answer which holds only parts of its traces. */
  markPartial(): void
  /** Takes spans as words, for fast readers; absent where a sink wants records only. */
  readonly batches?: SpanBatchSink | undefined
  /** Tells how many bytes of the source have been dealt with; called at least once per slice. May throw to cancel. */
  progress(byte: number): void
}

/** Where a span and what belongs to it lie in their source. */
export interface SpanLocation {
  readonly span: SourceRange
  /** For formats that keep several spans in one stretch of text (X-Ray's documents); undefined: not needed. */
  readonly spanId?: string | undefined
  /** Further parts of the same span. */
  readonly fragments: readonly SourceRange[]
  readonly resource: SourceRange | undefined
  readonly scope: SourceRange | undefined
}
