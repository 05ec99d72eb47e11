import type { JsonWindow } from '../json/jsonVisitor.ts'

/** What a tokenizer is to read, one after the other. */
export const READ = {
  /** Span objects, with commas between them. */
  spans: 0,
  /** Span objects, one a line. */
  spanLines: 1,
  /** Spans with the resources and scopes that they lie in: elements of `resourceSpans`, with commas between them. */
  groups: 2,
  /** Requests that hold such groups, one a line. */
  requestLines: 3,
} as const

/** One of {@link READ}. */
export type Reading = (typeof READ)[keyof typeof READ]

/** In place of a number of bytes: the word before holds a number that was given by {@link SpanTokenizer.learn}. */
export const LEARNT = 0xffffffff

/** Words of a stretch of spans that lie in one scope. */
export const SCOPE_WORDS = 9
/** Number in the batch of its first span. */
export const FIRST_SPAN = 0
/** Where in the window its resource lies, and its number of bytes. */
export const RESOURCE_FROM = 1
export const RESOURCE_BYTES = 2
/** Where its scope lies, and its number of bytes; 0 for none. */
export const SCOPE_FROM = 3
export const SCOPE_BYTES = 4
/** The group or request that it lies in: how many were read before it, and where and on which line the last of them ended. */
export const UNIT = 5
export const UNIT_FROM = 6
export const UNIT_LINE = 7
/** The number of its resource that was given by {@link SpanTokenizer.learnResource}, and 1; 0 for none. */
export const RESOURCE_NUMBER = 8

/** Spans, and stretches of them, that are read at a time. */
export const BATCH_SPANS = 2048
export const BATCH_SCOPES = 512

/** Reads span objects from bytes into words, as far as it understands them. */
export interface SpanTokenizer {
  /** Layout of spanBatch.ts; names and contexts are still stretches of the window, or numbers. */
  readonly words: Uint32Array
  /** {@link SCOPE_WORDS} for each stretch of spans in one scope, where groups were read. */
  readonly scopes: Uint32Array
  readonly spanCount: number
  readonly scopeCount: number
  /** Position in the window of what stopped the last `read`; -1 where none did. */
  readonly leftAt: number
  /**
   * Reads from the window's position on as long as there is room. Stops before what is not at hand, broken or unusual.
   * Returns how many spans, groups or requests it read; the window stands behind the last.
   */
  read(window: JsonWindow, reading: Reading): number
  /** Gives a number to a text of the window, to be written in place of that text from now on, if that suits. */
  learn?(from: number, length: number, number: number): void
  /** As `learn`, for a resource. */
  learnResource?(from: number, length: number, number: number): void
}
