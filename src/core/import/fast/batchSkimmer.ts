import { BYTES, FROM, LINE, SPAN_WORDS } from '../../model/spanBatch.ts'
import { ARRAY, COMMA, OBJECT, QUOTE } from '../json/jsonBytes.ts'
import { JsonSkimmer } from '../json/jsonSkimmer.ts'
import type { JsonWindow } from '../json/jsonVisitor.ts'
import { KeyTable } from '../json/keyTable.ts'
import { SpanSkimmer } from './spanSkimmer.ts'
import { GROUP, type SpanSyntax } from './spanSyntax.ts'
import {
  BATCH_SCOPES,
  BATCH_SPANS,
  FIRST_SPAN,
  READ,
  RESOURCE_BYTES,
  RESOURCE_FROM,
  type Reading,
  SCOPE_BYTES,
  SCOPE_FROM,
  SCOPE_WORDS,
  type SpanTokenizer,
  UNIT,
  UNIT_FROM,
  UNIT_LINE,
} from './spanTokenizer.ts'

/** Zeros behind the bytes, so that nothing looks for their end. */
const PADDING = 64

/**
 * The tokenizer in TypeScript: the reference for the kernel (src/kernel, which is laid out alike) and what reads where
 * there is none. What it reads is what the general reader makes of the same span without any report.
 */
export class BatchSkimmer implements SpanTokenizer {
  readonly words: Uint32Array
  readonly scopes = new Uint32Array(BATCH_SCOPES * SCOPE_WORDS)
  spanCount = 0
  scopeCount = 0
  leftAt = -1
  readonly #json = new JsonSkimmer()
  readonly #span: SpanSkimmer
  readonly #keys: KeyTable
  /** The bytes that have been copied. */
  #loaded: Uint8Array | undefined
  /** Line of the window's position less the breaks passed until then. */
  #firstLine = 0
  #isFull = false
  /** What is known of the stretch of spans at hand, as it will be written to `scopes`. */
  readonly #stretch = new Uint32Array(SCOPE_WORDS)

  constructor(syntax: SpanSyntax) {
    this.#span = new SpanSkimmer(this.#json, syntax)
    this.words = this.#span.words
    this.#keys = new KeyTable(syntax.groups)
  }

  read(window: JsonWindow, reading: Reading): number {
    const json = this.#json
    if (window.bytes !== this.#loaded) this.#load(window.bytes)
    this.#firstLine = window.line - json.lineBreaks
    this.leftAt = -1
    this.spanCount = this.scopeCount = 0
    let p = window.p
    for (let units = 0; ; ) {
      const { spanCount, scopeCount } = this
      const { lineBreaks } = json
      this.#isFull = false
      this.#stretch[UNIT] = units
      this.#stretch[UNIT_FROM] = window.p
      this.#stretch[UNIT_LINE] = window.line
      const end = this.#readUnit(p, reading)
      if (end === -1 || (window.lineMode && json.lineBreaks > lineBreaks)) {
        this.spanCount = spanCount
        this.scopeCount = scopeCount
        if (!this.#isFull || units === 0) this.leftAt = p
        return units
      }
      units++
      window.p = end
      window.line = this.#firstLine + json.lineBreaks
      p = this.#nextUnit(end, reading, window.lineMode)
      if (p === -1) return units
    }
  }

  /** Copies the bytes, with zeros behind them. */
  #load(bytes: Uint8Array): void {
    const json = this.#json
    this.#loaded = bytes
    if (json.bytes.length < bytes.length + PADDING) json.bytes = new Uint8Array(bytes.length + PADDING)
    json.bytes.set(bytes)
    json.bytes.fill(0, bytes.length, bytes.length + PADDING)
  }

  /** Where the next unit begins, behind a comma or on a line of its own; -1 for none. */
  #nextUnit(from: number, reading: Reading, lineMode: boolean): number {
    const json = this.#json
    const { lineBreaks } = json
    let p = json.space(from)
    if (reading === READ.spanLines || reading === READ.requestLines) {
      return json.lineBreaks > lineBreaks && json.bytes[p] === OBJECT ? p : -1
    }
    if (json.bytes[p] !== COMMA) return -1
    p = json.space(p + 1)
    return json.bytes[p] !== OBJECT || (lineMode && json.lineBreaks > lineBreaks) ? -1 : p
  }

  #readUnit(from: number, reading: Reading): number {
    switch (reading) {
      case READ.spans:
      case READ.spanLines:
        return this.#readSpan(from)
      case READ.groups:
        return this.#readGroup(from)
      case READ.requestLines:
        return this.#readRequest(from)
    }
  }

  /** An object of which `resourceSpans` is the only member. */
  #readRequest(from: number): number {
    const json = this.#json
    let p = json.firstMember(this.#keys, from)
    if (json.isDone || json.member.number !== GROUP.groups || json.bytes[p] !== ARRAY) return -1
    p = json.firstObject(p)
    while (!json.isDone) p = json.nextObject(this.#readGroup(p))
    p = json.nextMember(this.#keys, p)
    return json.isDone ? p : -1
  }

  /** A resource and, behind it, its scopes, which hold a span at least. */
  #readGroup(from: number): number {
    const json = this.#json
    const stretch = this.#stretch
    const { scopeCount } = this
    let hasResource = false
    let hasScopes = false
    let p = json.firstMember(this.#keys, from)
    while (!json.isDone) {
      const value = p
      switch (json.member.number) {
        case GROUP.resource:
          if (hasResource || json.bytes[p] !== OBJECT) return -1
          hasResource = true
          p = json.value(p)
          stretch[RESOURCE_FROM] = value
          stretch[RESOURCE_BYTES] = p - value
          break
        case GROUP.scopes:
          if (!hasResource || hasScopes || json.bytes[p] !== ARRAY) return -1
          hasScopes = true
          p = this.#readScopes(p)
          break
        case GROUP.schema:
          p = json.bytes[p] === QUOTE ? json.value(p) : -1
          break
        default:
          return -1
      }
      p = json.nextMember(this.#keys, p)
    }
    return this.scopeCount > scopeCount ? p : -1
  }

  #readScopes(from: number): number {
    const json = this.#json
    let p = json.firstObject(from)
    while (!json.isDone) p = json.nextObject(this.#readScope(p))
    return p
  }

  /** A scope, if it is told, and its spans behind it. */
  #readScope(from: number): number {
    const json = this.#json
    const stretch = this.#stretch
    let hasSpans = false
    stretch[SCOPE_FROM] = stretch[SCOPE_BYTES] = 0
    let p = json.firstMember(this.#keys, from)
    while (!json.isDone) {
      const value = p
      switch (json.member.number) {
        case GROUP.scope:
          if (hasSpans || stretch[SCOPE_BYTES] > 0 || json.bytes[p] !== OBJECT) return -1
          p = json.value(p)
          stretch[SCOPE_FROM] = value
          stretch[SCOPE_BYTES] = p - value
          break
        case GROUP.spans:
          if (hasSpans || json.bytes[p] !== ARRAY) return -1
          hasSpans = true
          p = this.#readSpans(p)
          break
        case GROUP.schema:
          p = json.bytes[p] === QUOTE ? json.value(p) : -1
          break
        default:
          return -1
      }
      p = json.nextMember(this.#keys, p)
    }
    return p
  }

  #readSpans(from: number): number {
    const json = this.#json
    const first = this.spanCount
    let p = json.firstObject(from)
    while (!json.isDone) p = json.nextObject(this.#readSpan(p))
    if (p === -1 || this.spanCount === first) return p
    if (this.scopeCount === BATCH_SCOPES) {
      this.#isFull = true
      return -1
    }
    this.#stretch[FIRST_SPAN] = first
    this.scopes.set(this.#stretch, this.scopeCount++ * SCOPE_WORDS)
    return p
  }

  #readSpan(from: number): number {
    const { words } = this
    if (this.spanCount === BATCH_SPANS) {
      this.#isFull = true
      return -1
    }
    const at = this.spanCount * SPAN_WORDS
    const line = this.#firstLine + this.#json.lineBreaks
    const end = this.#span.read(from, at)
    words[at + FROM] = from
    words[at + BYTES] = end - from
    words[at + LINE] = line
    if (end !== -1) this.spanCount++
    return end
  }
}
