/**
 * Value of an attribute as the lab writes it: whole numbers and bigints become int, other numbers double, lists an
 * array, Maps a map (OTLP common.proto, `AnyValue`).
 */
export type LabValue = string | number | bigint | boolean | readonly LabValue[] | ReadonlyMap<string, LabValue>

/** Key and value of an attribute. */
export type LabAttribute = readonly [key: string, value: LabValue]

/** Who emits spans: resource and scope. One object is shared by all spans of the same emitter. */
export interface LabEmitter {
  /** Resource attributes; `service.name` may be absent. One list is shared by the scopes of an instance. */
  readonly resource: readonly LabAttribute[]
  readonly scopeName: string
  readonly scopeVersion: string
}

/** A timed annotation. */
export interface LabEvent {
  /** ns after {@link LAB_EPOCH_S}. */
  readonly timeNs: number
  readonly name: string
  readonly attributes: readonly LabAttribute[]
}

/** A reference to a span that is not the parent. */
export interface LabLink {
  readonly traceId: string
  readonly spanId: string
  readonly attributes: readonly LabAttribute[]
}

/** A span as the lab makes it; the encoders turn it into the formats. Fields are named as in OTLP (trace.proto). */
export interface LabSpan {
  readonly traceId: string
  readonly spanId: string
  /** '' for a root. */
  readonly parentSpanId: string
  readonly traceState: string
  /** Bits 0 to 7 W3C trace flags; 0x100 the parent's place is known, 0x200 it is remote (trace.proto, `SpanFlags`). */
  readonly flags: number
  readonly name: string
  /** OTLP number: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number
  /** Whole ns after {@link LAB_EPOCH_S}; undefined is written as time 0. */
  readonly startNs: number | undefined
  /** As `startNs`; undefined for a span that never ended. */
  readonly endNs: number | undefined
  readonly attributes: readonly LabAttribute[]
  readonly events: readonly LabEvent[]
  readonly links: readonly LabLink[]
  /** OTLP number: 0 unset, 1 ok, 2 error. */
  readonly status: number
  readonly statusMessage: string
  readonly emitter: LabEmitter
}

/** Unix seconds of the lab's time 0: 2 March 2026, 08:00 UTC. */
export const LAB_EPOCH_S = 1772438400

/** Numbers of the span kinds (trace.proto, `Span.SpanKind`). */
export const KIND = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const

/** Value of `service.name`; undefined where the resource names none. Linear in the attributes of the resource. */
export function serviceOf(span: LabSpan): string | undefined {
  const value = span.emitter.resource.find(([key]) => key === 'service.name')?.[1]
  return typeof value === 'string' ? value : undefined
}

/** Unix ns in decimal digits, exact; '0' for undefined. */
export function unixNsText(offsetNs: number | undefined): string {
  if (offsetNs === undefined) return '0'
  const seconds = Math.floor(offsetNs / 1e9)
  return `${LAB_EPOCH_S + seconds}${String(offsetNs - seconds * 1e9).padStart(9, '0')}`
}

/** Unix µs, cut to whole ones; 0 for undefined. */
export function unixMicros(offsetNs: number | undefined): number {
  return offsetNs === undefined ? 0 : LAB_EPOCH_S * 1e6 + Math.floor(offsetNs / 1e3)
}

/** Duration in whole µs; 0 where an end is missing or lies before the start. */
export function durationMicros(span: LabSpan): number {
  if (span.startNs === undefined || span.endNs === undefined) return 0
  return Math.max(0, Math.floor((span.endNs - span.startNs) / 1e3))
}
