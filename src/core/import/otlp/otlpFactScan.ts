import type { FactColumns } from '../factColumns.ts'
import { spanIdFrom, traceIdFrom } from '../fields/readIds.ts'
import { ARRAY, ARRAY_END, BACKSLASH, COLON, COMMA, isSpace, OBJECT, OBJECT_END, QUOTE } from '../json/jsonBytes.ts'
import { parsePlain } from '../json/parseJson.ts'
import { ShortTexts } from '../json/shortTexts.ts'

/** What a scan returns where bytes are not laid out as it expects; never a position. */
const IRREGULAR = -1

/** First two bytes of values that may be credentials (factKeys.ts). */
const MAY_BE_SECRET: ReadonlySet<number> = new Set(
  ['Be', 'Ba', 'ey', 'AK', 'gh', 'xo', '--'].map((text) => text.charCodeAt(0) * 256 + text.charCodeAt(1)),
)

/**
 * Reads facts out of the bytes of OTLP JSON objects without parsing them: walks over what does not matter. Regular
 * objects only; for others it says so, and the caller parses.
 */
export class OtlpFactScan {
  readonly #columns: FactColumns
  readonly #texts = new ShortTexts()
  #bytes: Uint8Array = new Uint8Array(0)
  #end = 0
  /** Context whose resource is read; undefined while a span is. */
  #context: number | undefined
  /** The string that was walked over last, without quotes. */
  #from = 0
  #to = 0
  #isEscaped = false

  constructor(columns: FactColumns) {
    this.#columns = columns
  }

  /** Reads the span object in `bytes`; false where it is irregular. */
  span(bytes: Uint8Array): boolean {
    this.#context = undefined
    return this.#object(bytes)
  }

  /** Reads the resource object in `bytes` for that context; false where it is irregular. */
  resource(bytes: Uint8Array, context: number): boolean {
    this.#context = context
    return this.#object(bytes)
  }

  #object(bytes: Uint8Array): boolean {
    this.#bytes = bytes
    this.#end = bytes.length
    let p = this.#skipSpace(0)
    if (bytes[p] !== OBJECT) return false
    p = this.#skipSpace(p + 1)
    while (p !== IRREGULAR && bytes[p] === QUOTE) {
      p = this.#key(p)
      if (p === IRREGULAR) return false
      p = this.#member(p)
      if (p === IRREGULAR) return false
      p = this.#skipSpace(p)
      if (bytes[p] === COMMA) p = this.#skipSpace(p + 1)
    }
    return p !== IRREGULAR && bytes[p] === OBJECT_END
  }

  /** Deals with the value at `p` of the key walked over last. */
  #member(p: number): number {
    const length = this.#to - this.#from
    if (length === 10 && this.#keyText() === 'attributes') return this.#attributes(p)
    if (this.#context !== undefined) return this.#skipValue(p)
    if (length === 5 && this.#keyText() === 'links') return this.#links(p)
    if ((length === 10 || length === 11) && /^trace_?state$/i.test(this.#keyText())) {
      if (this.#bytes[p] !== QUOTE) return this.#skipValue(p)
      const after = this.#string(p)
      if (after !== IRREGULAR) this.#columns.traceState(this.#stringText())
      return after
    }
    return this.#skipValue(p)
  }

  #attributes(at: number): number {
    if (this.#bytes[at] !== ARRAY) return this.#bytes[at] === OBJECT ? IRREGULAR : this.#skipValue(at)
    let p = this.#skipSpace(at + 1)
    while (this.#bytes[p] === OBJECT) {
      p = this.#attribute(p)
      if (p === IRREGULAR) return IRREGULAR
      p = this.#skipSpace(p)
      if (this.#bytes[p] === COMMA) p = this.#skipSpace(p + 1)
    }
    return this.#bytes[p] === ARRAY_END ? p + 1 : IRREGULAR
  }

  /** `{"key": …, "value": …}` in this order. */
  #attribute(at: number): number {
    let p = this.#key(this.#skipSpace(at + 1))
    if (p === IRREGULAR || this.#keyText() !== 'key' || this.#bytes[p] !== QUOTE) return IRREGULAR
    p = this.#string(p)
    if (p === IRREGULAR) return IRREGULAR
    const key = this.#stringText()
    p = this.#skipSpace(p)
    if (this.#bytes[p] !== COMMA) return IRREGULAR
    p = this.#key(this.#skipSpace(p + 1))
    if (p === IRREGULAR || this.#keyText() !== 'value') return IRREGULAR
    p = this.#value(p, key)
    if (p === IRREGULAR) return IRREGULAR
    p = this.#skipSpace(p)
    return this.#bytes[p] === OBJECT_END ? p + 1 : IRREGULAR
  }

  /** An `AnyValue`: a text or a number counts, anything else is walked over. */
  #value(at: number, key: string): number {
    if (this.#bytes[at] !== OBJECT) return IRREGULAR
    let p = this.#skipSpace(at + 1)
    if (this.#bytes[p] === OBJECT_END) {
      this.#columns.countOnly()
      return p + 1
    }
    p = this.#key(p)
    if (p === IRREGULAR) return IRREGULAR
    if (this.#bytes[p] === QUOTE) {
      p = this.#string(p)
      if (p === IRREGULAR) return IRREGULAR
      this.#take(key)
    } else {
      const from = p
      p = this.#skipValue(p)
      if (p === IRREGULAR) return IRREGULAR
      this.#from = from
      this.#to = p
      this.#isEscaped = false
      this.#take(key)
    }
    p = this.#skipSpace(p)
    return this.#bytes[p] === OBJECT_END ? p + 1 : IRREGULAR
  }

  #take(key: string): void {
    if (this.#context !== undefined) {
      this.#columns.resourceAttribute(this.#context, key, this.#stringText())
      return
    }
    const { fact, isSecret } = this.#columns.keyOf(key)
    const start = this.#bytes[this.#from] * 256 + this.#bytes[this.#from + 1]
    if (fact === undefined && !isSecret && !MAY_BE_SECRET.has(start)) this.#columns.countOnly()
    else this.#columns.attribute(key, this.#stringText())
  }

  #links(at: number): number {
    if (this.#bytes[at] !== ARRAY) return this.#skipValue(at)
    const empty = this.#skipSpace(at + 1)
    if (this.#bytes[empty] === ARRAY_END) return empty + 1
    const end = this.#skipValue(at)
    if (end === IRREGULAR) return IRREGULAR
    const links = parsePlain(this.#texts.text(this.#bytes, at, end))
    const first: unknown = Array.isArray(links) ? links[0] : undefined
    if (typeof first !== 'object' || first === null) return IRREGULAR
    const { traceId, spanId, trace_id, span_id } = first as Record<string, unknown>
    this.#columns.link({
      traceId: traceIdFrom(traceId ?? trace_id)?.id ?? '',
      spanId: spanIdFrom(spanId ?? span_id) ?? '',
    })
    return end
  }

  /** Walks over a key and its colon, to the value. */
  #key(at: number): number {
    if (this.#bytes[at] !== QUOTE) return IRREGULAR
    let p = this.#string(at)
    if (p === IRREGULAR) return IRREGULAR
    p = this.#skipSpace(p)
    return this.#bytes[p] === COLON ? this.#skipSpace(p + 1) : IRREGULAR
  }

  #string(at: number): number {
    const bytes = this.#bytes
    const end = this.#end
    this.#from = at + 1
    this.#isEscaped = false
    for (let p = at + 1; p < end; p++) {
      const byte = bytes[p]
      if (byte === QUOTE) {
        this.#to = p
        return p + 1
      }
      if (byte === BACKSLASH) {
        this.#isEscaped = true
        p++
      }
    }
    return IRREGULAR
  }

  #keyText(): string {
    return this.#texts.text(this.#bytes, this.#from, this.#to)
  }

  #stringText(): string {
    if (!this.#isEscaped) return this.#texts.text(this.#bytes, this.#from, this.#to)
    const text = parsePlain(this.#texts.text(this.#bytes, this.#from - 1, this.#to + 1))
    return typeof text === 'string' ? text : ''
  }

  #skipSpace(at: number): number {
    let p = at
    while (isSpace(this.#bytes[p])) p++
    return p
  }

  #skipValue(at: number): number {
    const bytes = this.#bytes
    const end = this.#end
    if (bytes[at] === QUOTE) return this.#string(at)
    let depth = 0
    for (let p = at; p < end; p++) {
      const byte = bytes[p]
      if (byte === QUOTE) {
        p++
        while (p < end && bytes[p] !== QUOTE) p += bytes[p] === BACKSLASH ? 2 : 1
      } else if (byte === OBJECT || byte === ARRAY) depth++
      else if (byte === OBJECT_END || byte === ARRAY_END) {
        if (depth === 0) return p
        if (--depth === 0) return p + 1
      } else if (byte === COMMA && depth === 0) return p
    }
    return IRREGULAR
  }
}
