import type { TextEntries } from '../json/keyTable.ts'

/**
 * How the spans of a format are written, as far as the fast readers understand them: what SpanSkimmer and the kernel
 * (src/kernel) both follow. What is written otherwise is left to the general reader.
 */
export interface SpanSyntax {
  /** Keys of a span; numbers and parameters of {@link FIELD}. */
  readonly keys: TextEntries
  /** Fields of {@link FIELD} without which a span is left to the general reader. */
  readonly needed: readonly number[]
  /** Texts of kinds, with their OTLP numbers. */
  readonly kinds: TextEntries
  /** Texts of status codes, with their OTLP numbers. */
  readonly statuses: TextEntries
  /** Keys inside a status, an endpoint or a tag; numbers of {@link PART}. */
  readonly parts: TextEntries
  /** Keys of tags that mean something; numbers of {@link TAG}. */
  readonly tags: TextEntries
  /** Texts of kinds in tags of a list, with their OTLP numbers. */
  readonly tagKinds: TextEntries
  /** Keys of a reference; numbers of {@link REFERENCE}. */
  readonly references: TextEntries
  /** Texts of reference types; of two, the higher number names the parent. */
  readonly referenceTypes: TextEntries
  /** Keys around the spans; numbers of {@link GROUP}. Empty where spans are not read with what is around them. */
  readonly groups: TextEntries
}

/** What a key of a span means. */
export const FIELD = {
  traceId: 1,
  spanId: 2,
  parentSpanId: 3,
  /** Parameter 1: may be ''. */
  name: 4,
  context: 5,
  /** Parameter: ns of its unit. */
  start: 6,
  /** In ns. */
  end: 7,
  /** Parameter: ns of its unit, and {@link NOT_ZERO}. */
  duration: 8,
  /** Parameter: numbers below it are taken, too. */
  kind: 9,
  /** Parameter 1: may be a code instead of an object. */
  status: 10,
  /** Parameter: bits that count. */
  flags: 11,
  /** Parameter: the mark that `true` sets. */
  shared: 12,
  endpoint: 13,
  tagMap: 14,
  tagList: 15,
  references: 16,
  /** As `shared`. */
  debug: 17,
  /** Means something only where it is a text; such spans are left to the general reader. */
  resource: 18,
  /** A key whose span is left to the general reader. */
  other: 31,
} as const

/** Of a duration's parameter: 0 means "not told". */
export const NOT_ZERO = 0x80000000

/** What a key inside a status (`code`), an endpoint (`service`) or a tag (`key`, `value`) means. */
export const PART = { code: 1, service: 1, key: 1, value: 2, other: 3 } as const

/** What the key of a tag means. */
export const TAG = { kind: 1, status: 2, error: 3 } as const

/** What a key of a reference means. */
export const REFERENCE = { traceId: 1, spanId: 2, type: 3 } as const

/** What a key around spans means. */
export const GROUP = { resource: 1, scopes: 2, scope: 3, spans: 4, schema: 5, groups: 6 } as const
