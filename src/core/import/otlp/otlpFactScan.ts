import { decodeUtf8 } from '../bytes/utf8.ts'
import type { FactColumns, KnownKey } from '../factColumns.ts'
import { isSecretValue } from '../factKeys.ts'
import { spanIdFrom, traceIdFrom } from '../fields/readIds.ts'
import { ARRAY, ARRAY_END, BACKSLASH, COLON, COMMA, isSpace, OBJECT, OBJECT_END, QUOTE } from '../json/jsonBytes.ts'
import { parsePlain } from '../json/parseJson.ts'
import { TextNumbers } from '../json/textNumbers.ts'

/** What a scan returns where bytes are not laid out as it expects; never a position. */
const IRREGULAR = -1

/** 1 for the first byte of values that may be credentials (factKeys.ts). */
const MAY_BE_SECRET = new Uint8Array(256)
for (const sign of 'BeAgx-') MAY_BE_SECRET[sign.charCodeAt(0)] = 1

/** Distinct keys and values that are remembered. */
const MAX_KEYS = 4096
const MAX_VALUES = 16_384

const NAMES = {
  attributes: bytesOf('attributes'),
  links: bytesOf('links'),
  key: bytesOf('key'),
  value: bytesOf('value'),
} as const

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0))
}

/**
 * Reads facts out of the bytes of OTLP JSON objects without parsing them: walks over what does not matter. Regular
 * objects only; for others it says so, and the caller parses.
 */
export class OtlpFactScan {
  readonly #columns: FactColumns
  readonly #keys = new TextNumbers(MAX_KEYS)
  readonly #known: KnownKey[] = []
  readonly #values = new TextNumbers(MAX_VALUES)
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

  /** Reads the span object in `bytes[from..to)`; false where it is irregular. */
  span(bytes: Uint8Array, from: number, to: number): boolean {
    this.#context = undefined
    return this.#object(bytes, from, to)
  }

  /** Reads the resource object in `bytes[from..to)` for that context; false where it is irregular. */
  resource(bytes: Uint8Array, from: number, to: number, context: number): boolean {
    this.#context = context
    return this.#object(bytes, from, to)
  }

  #object(bytes: Uint8Array, from: number, to: number): boolean {
    this.#bytes = bytes
    this.#end = to
    let p = this.#skipSpace(from)
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
    if (this.#is(NAMES.attributes)) return this.#attributes(p)
    if (this.#context !== undefined) return this.#skipValue(p)
    if (this.#is(NAMES.links)) return this.#links(p)
    const length = this.#to - this.#from
    if ((length === 10 || length === 11) && /^trace_?state$/i.test(this.#stringText())) {
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
    if (p === IRREGULAR || !this.#is(NAMES.key) || this.#bytes[p] !== QUOTE) return IRREGULAR
    p = this.#string(p)
    if (p === IRREGULAR) return IRREGULAR
    const key = this.#knownKey()
    p = this.#skipSpace(p)
    if (this.#bytes[p] !== COMMA) return IRREGULAR
    p = this.#key(this.#skipSpace(p + 1))
    if (p === IRREGULAR || !this.#is(NAMES.value)) return IRREGULAR
    p = this.#value(p, key)
    if (p === IRREGULAR) return IRREGULAR
    p = this.#skipSpace(p)
    return this.#bytes[p] === OBJECT_END ? p + 1 : IRREGULAR
  }

  /** An `AnyValue`: a text or a number counts, anything else is walked over. */
  #value(at: number, key: KnownKey): number {
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

  /** Takes the value walked over last. */
  #take({ name, fact, isSecret }: KnownKey): void {
    const columns = this.#columns
    if (this.#context !== undefined) {
      columns.resourceAttribute(this.#context, name, this.#stringText())
      return
    }
    columns.countOnly()
    const bytes = this.#bytes
    const from = this.#from
    const to = this.#to
    if (isSecret || (MAY_BE_SECRET[bytes[from]] === 1 && isSecretValue(this.#stringText()))) columns.secret(name)
    if (fact === undefined) return
    if (!this.#isEscaped && fact.role === 'path' && columns.pathFrom(bytes, from, to)) return
    if (!this.#isEscaped && fact.role === 'url' && columns.urlFrom(bytes, from, to)) return
    columns.fact(fact, this.#stringText())
  }

  #links(at: number): number {
    if (this.#bytes[at] !== ARRAY) return this.#skipValue(at)
    const empty = this.#skipSpace(at + 1)
    if (this.#bytes[empty] === ARRAY_END) return empty + 1
    const end = this.#skipValue(at)
    if (end === IRREGULAR) return IRREGULAR
    const links = parsePlain(decodeUtf8(this.#bytes.subarray(at, end)))
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

  /** Whether the string walked over last is that one. */
  #is(name: Uint8Array): boolean {
    if (this.#to - this.#from !== name.length) return false
    for (let k = 0; k < name.length; k++) if (this.#bytes[this.#from + k] !== name[k]) return false
    return true
  }

  /** What the string walked over last means as a key. */
  #knownKey(): KnownKey {
    const number = this.#isEscaped ? -1 : this.#keys.number(this.#bytes, this.#from, this.#to)
    if (number === -1) return this.#columns.keyOf(this.#stringText())
    this.#known[number] ??= this.#columns.keyOf(this.#keys.text(number))
    return this.#known[number]
  }

  #stringText(): string {
    if (this.#isEscaped) {
      const text = parsePlain(decodeUtf8(this.#bytes.subarray(this.#from - 1, this.#to + 1)))
      return typeof text === 'string' ? text : ''
    }
    const number = this.#values.number(this.#bytes, this.#from, this.#to)
    return number === -1 ? decodeUtf8(this.#bytes.subarray(this.#from, this.#to)) : this.#values.text(number)
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
