/** A member of a `tracestate` header, in the order sent. */
export interface TraceStateMember {
  readonly key: string
  readonly value: string
}

/** The ids that a pasted text names, and what else it says of the trace. At least one of the two ids is there. */
export interface PastedIds {
  /** The header or form they were written in, for people: `traceparent`, `B3`, `64-bit trace id`. */
  readonly form: string
  /** 32 lower-case hex digits; SkyWalking's as written. Undefined where the text names a span alone. */
  readonly traceId: string | undefined
  /** 16 lower-case hex digits. */
  readonly spanId: string | undefined
  readonly parentSpanId: string | undefined
  /** Undefined: the text leaves the decision open or has none. */
  readonly sampled: boolean | undefined
  /** B3 and Jaeger: the trace is forced through all samplers. */
  readonly debug: boolean
  /** W3C: version and flags as numbers; undefined in other forms. */
  readonly version: number | undefined
  readonly flags: number | undefined
  readonly traceState: readonly TraceStateMember[]
  /** SkyWalking names a span by its segment and its number within it. */
  readonly segment: { readonly id: string; readonly spanNumber: number } | undefined
  /** What is not as its specification says, and was read nevertheless. */
  readonly warnings: readonly string[]
}

/** A text that has the form of ids and breaks its rules, or none that is known. */
export interface MalformedPaste {
  readonly kind: 'malformed'
  /** What it was taken for. */
  readonly form: string
  /** All that is wrong with it, one clause each: "trace-id has 31 hex digits, needs 32". */
  readonly reasons: readonly string[]
  /** What it may mean in spite of that: worth a look-up, not worth a promise. */
  readonly perhaps: PastedIds | undefined
}

/** What a pasted text is. */
export type PastedText =
  /** Spans: to be imported. */
  | { readonly kind: 'dump' }
  | { readonly kind: 'ids'; readonly ids: PastedIds }
  /** It can be read in several ways, the likeliest first. */
  | { readonly kind: 'candidates'; readonly candidates: readonly PastedIds[] }
  /** A page of another viewer; `ui` is its name, undefined where the address does not tell. */
  | { readonly kind: 'url'; readonly ids: PastedIds; readonly ui: string | undefined }
  /** A sampling decision that names no trace (B3 `0`, `1`, `d`). */
  | { readonly kind: 'decision'; readonly form: string; readonly sampled: boolean; readonly debug: boolean }
  | MalformedPaste

/** Ids in a form, all that is not given absent. */
export function idsOf(form: string, ids: Partial<Omit<PastedIds, 'form'>>): PastedIds {
  return {
    form,
    traceId: undefined,
    spanId: undefined,
    parentSpanId: undefined,
    sampled: undefined,
    debug: false,
    version: undefined,
    flags: undefined,
    traceState: [],
    segment: undefined,
    warnings: [],
    ...ids,
  }
}

/** The answer for ids that were read. */
export function found(form: string, ids: Partial<Omit<PastedIds, 'form'>>): PastedText {
  return { kind: 'ids', ids: idsOf(form, ids) }
}

/** The answer for a text that is not what its form asks for. */
export function malformed(form: string, reasons: readonly string[], perhaps?: PastedIds): MalformedPaste {
  return { kind: 'malformed', form, reasons, perhaps }
}
