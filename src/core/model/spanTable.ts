import type { TextIndex } from './textTable.ts'

/** A row of a {@link SpanTable}; -1 where a column may say "no span". */
export type SpanIndex = number

/** A row of a {@link TraceTable}. */
export type TraceIndex = number

/** A row of a {@link ContextTable}. */
export type ContextIndex = number

/** Span kinds, by number as in OTLP (trace.proto, `Span.SpanKind`). */
export const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const

/** Number of the kind that says nothing. */
export const KIND_UNSPECIFIED = 0

/** Status codes, by number as in OTLP (trace.proto, `Status.StatusCode`). */
export const STATUS_CODES = ['unset', 'ok', 'error'] as const

/** Number of the status code ERROR. */
export const STATUS_ERROR = 2

/** Service of spans whose resource names none. */
export const UNKNOWN_SERVICE = 'unknown_service'

/** Exact times of a span that its columns cannot hold. Absent fields were absent in the input. */
export interface ExactTimes {
  readonly startUnixNs: bigint | undefined
  readonly durationNs: bigint | undefined
}

/** The traces of a dataset, earliest first: one column per field, one row per trace. */
export interface TraceTable {
  readonly length: number
  /** Four 32-bit words a trace, most significant first; zeros for an opaque id. */
  readonly idWords: Uint32Array
  /** Ids as they were written, where that is not 32 hex digits: 64-bit ids, ids of other shapes. */
  readonly rawIds: ReadonlyMap<TraceIndex, string>
  /** Unix time, in ns, of offset 0: the earliest start that stands on the axis; 0 where no span has one. */
  readonly originNs: BigInt64Array
  /** ns from the origin to the last end on the axis. */
  readonly durationNs: Float64Array
  /** Spans of trace t are the rows `firstSpan[t]` to `firstSpan[t + 1] - 1`; length + 1 entries. */
  readonly firstSpan: Uint32Array
  /** Distinct records that were read for the trace, by the readers' count: what must be on the screen. */
  readonly recordsKept: Uint32Array
  /** 1 where some of it comes from an answer that said it was partial: what is missing need not be broken. */
  readonly isPartial: Uint8Array
}

/**
 * Who emitted spans: resource and scope, told once for many spans. Ranges are bytes of the file they were read from;
 * a length of 0 says that there was none.
 */
export interface ContextTable {
  readonly length: number
  /** Index into the dataset's `files`. */
  readonly file: Uint16Array
  readonly service: Uint32Array
  /** 1 where `service` is a label for display only: the input states no service. */
  readonly isServiceLabel: Uint8Array
  readonly resourceByte: Float64Array
  readonly resourceLength: Uint32Array
  readonly scopeByte: Float64Array
  readonly scopeLength: Uint32Array
}

/** Numbers from 0, as wide as the largest of the dataset needs: see {@link numberColumn}. */
export type NumberColumn = Uint16Array | Uint32Array

/** An empty column for numbers below `end`: two bytes each where they fit, else four. */
export function numberColumn(length: number, end: number): NumberColumn {
  return end <= 0x1_0000 ? new Uint16Array(length) : new Uint32Array(length)
}

/**
 * All spans of a dataset: one column per field, one row per span; rows of a trace lie together, in start order, equal
 * starts in the order read. Immutable; analyses return new columns of the same length beside it.
 * Fields are named as in OTLP (opentelemetry-proto, trace/v1/trace.proto).
 */
export interface SpanTable {
  readonly length: number
  readonly traces: TraceTable
  readonly contexts: ContextTable
  /** Interned texts: names, services, opaque ids. */
  readonly texts: readonly string[]
  readonly trace: Uint32Array
  /** ns after the origin of the trace. Whole numbers, exact up to 2^53 ns (104 days). */
  readonly startNs: Float64Array
  readonly durationNs: Float64Array
  /** Times that the two columns above cannot hold, of spans marked OFF_AXIS and of durations above 2^53 ns. */
  readonly exactTimes: ReadonlyMap<SpanIndex, ExactTimes>
  /** Two 32-bit words a span, most significant first; with OPAQUE_ID 0 and a text index. */
  readonly spanId: Uint32Array
  /** Two 32-bit words a span; with OPAQUE_PARENT_ID 0 and a text index; zeros for none. */
  readonly parentSpanId: Uint32Array
  /** Row of the parent span; -1 for a root, an orphan, a span that names itself and the cut of a ring. */
  readonly parent: Int32Array
  readonly name: NumberColumn
  /** The service stated by the span or its context, else the context's label, else {@link UNKNOWN_SERVICE}. */
  readonly service: NumberColumn
  /** Number of a {@link SPAN_KINDS} entry. */
  readonly kind: Uint8Array
  /** Number of a {@link STATUS_CODES} entry. */
  readonly status: Uint8Array
  /** Bits of spanMarks.ts. */
  readonly marks: Uint16Array
  readonly context: NumberColumn
  /** Where the span's object lies in its file. */
  readonly byte: Float64Array
  readonly byteLength: NumberColumn
  /** Further parts of spans that were reported apart (Zipkin fragments). */
  readonly fragments: ReadonlyMap<SpanIndex, readonly SourceRange[]>
}

/** Whether the input states the service of a span; false for a label and for {@link UNKNOWN_SERVICE}. */
export function isServiceStated({ contexts, context, service, texts }: SpanTable, i: SpanIndex): boolean {
  const isLabel = contexts.isServiceLabel[context[i]] === 1 && contexts.service[context[i]] === service[i]
  return !isLabel && texts[service[i]] !== UNKNOWN_SERVICE
}

/** A stretch of bytes of an input. */
export interface SourceRange {
  readonly byte: number
  readonly byteLength: number
}

/** The text behind an index; '' for an index out of range. */
export function textAt(spans: Pick<SpanTable, 'texts'>, index: TextIndex): string {
  return spans.texts[index] ?? ''
}
