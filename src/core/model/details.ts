/** A typed attribute value (OTLP common.proto, `AnyValue`). */
export type AttributeValue =
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int'; readonly value: bigint }
  | { readonly type: 'double'; readonly value: number }
  /** Base64, as in OTLP JSON. */
  | { readonly type: 'bytes'; readonly value: string }
  | { readonly type: 'array'; readonly value: readonly AttributeValue[] }
  | { readonly type: 'map'; readonly value: readonly Attribute[] }
  | { readonly type: 'empty' }

/** A key and its value. Keys are data: never properties of an object. */
export interface Attribute {
  readonly key: string
  readonly value: AttributeValue
}

/** A timed annotation of a span. */
export interface SpanEvent {
  /** Unix ns; undefined where the input has none. */
  readonly timeUnixNs: bigint | undefined
  readonly name: string
  readonly attributes: readonly Attribute[]
}

/** A reference to another span that is not the parent. */
export interface SpanLink {
  /** As normalised by ids.ts. */
  readonly traceId: string
  readonly spanId: string
  readonly traceState: string
  readonly attributes: readonly Attribute[]
}

/** Instrumentation scope. */
export interface Scope {
  readonly name: string
  readonly version: string
  readonly attributes: readonly Attribute[]
}

/** What a span holds beyond the columns; decoded from its bytes when it is looked at. */
export interface SpanDetails {
  readonly attributes: readonly Attribute[]
  readonly events: readonly SpanEvent[]
  readonly links: readonly SpanLink[]
  readonly statusMessage: string
  readonly traceState: string
  readonly resource: readonly Attribute[]
  readonly scope: Scope | undefined
  /** Counts of what the SDK dropped before export. */
  readonly dropped: { readonly attributes: number; readonly events: number; readonly links: number }
  /** Notes that the input itself carries about the span (Jaeger `warnings`). */
  readonly warnings: readonly string[]
}

/** Details of a span that has none. */
export const NO_DETAILS: SpanDetails = {
  attributes: [],
  events: [],
  links: [],
  statusMessage: '',
  traceState: '',
  resource: [],
  scope: undefined,
  dropped: { attributes: 0, events: 0, links: 0 },
  warnings: [],
}
