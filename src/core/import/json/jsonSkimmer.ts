import { ARRAY, ARRAY_END, BACKSLASH, COLON, COMMA, LF, OBJECT, OBJECT_END, QUOTE } from './jsonBytes.ts'
import { type KeyTable, type KnownText, UNKNOWN_TEXT } from './keyTable.ts'

/** Containers inside one another that are skimmed: one bit each in a word. */
const MAX_DEPTH = 30

const PLAIN = 0
const ESCAPE = 2
const HIGH = 3

/** What a byte means inside a string: plain, its end, an escape, the first of a longer UTF-8 sequence, or no text. */
const IN_STRING = new Uint8Array(256).fill(4)
IN_STRING.fill(PLAIN, 0x20, 0x80)
IN_STRING[QUOTE] = 1
IN_STRING[BACKSLASH] = ESCAPE
IN_STRING.fill(HIGH, 0xc2, 0xf5)

/** 1 for what may follow a backslash alone. */
const ESCAPED = new Uint8Array(256)
for (const c of '"\\/bfnrt') ESCAPED[c.charCodeAt(0)] = 1

/** Value of a hex digit, 255 for other bytes. */
export const HEX = new Uint8Array(256).fill(255)
for (let i = 0; i < 16; i++) {
  HEX[i.toString(16).charCodeAt(0)] = i
  HEX[i.toString(16).toUpperCase().charCodeAt(0)] = i
}

/** 1 for the bytes that may continue a number. */
const IN_NUMBER = new Uint8Array(256)
for (const c of '+-.0123456789Ee') IN_NUMBER[c.charCodeAt(0)] = 1

/** The bytes of an ASCII text. */
export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0))
}

const TRUE = asciiBytes('true')
const FALSE = asciiBytes('false')
const NULL = asciiBytes('null')

/**
 * Passes over JSON values by their bytes and makes sure that they are what JSON.parse takes: grammar, escapes, UTF-8.
 * Every method takes the position at which something begins and returns the one behind it, or -1 where that is no JSON,
 * is not at hand to its end, or is unusual (nested deeply). A byte 0 must stand behind the bytes.
 */
export class JsonSkimmer {
  bytes: Uint8Array = new Uint8Array(1)
  /** Line breaks passed so far. */
  lineBreaks = 0
  /** Escapes passed so far in strings. */
  escapes = 0
  /** Of the object or list that is walked: there is no further member, or it is broken. */
  isDone = false
  /** The key of the member at hand. */
  member: KnownText = UNKNOWN_TEXT

  /** Space, of which there may be none. */
  space(from: number): number {
    const { bytes } = this
    let p = from
    for (;;) {
      const byte = bytes[p]
      if (byte === LF) this.lineBreaks++
      else if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09) return p
      p++
    }
  }

  /** The rest of a string, from behind its opening quote. */
  string(from: number): number {
    const { bytes } = this
    let p = from
    for (;;) {
      let kind = IN_STRING[bytes[p]]
      while (kind === PLAIN) kind = IN_STRING[bytes[++p]]
      if (kind === 1) return p + 1
      if (kind === ESCAPE) p = this.#escape(p + 1)
      else if (kind === HIGH) p = this.#sequence(p)
      else return -1
      if (p === -1) return -1
    }
  }

  /** The colon and the space around it. */
  toValue(from: number): number {
    const { bytes } = this
    let p = from
    if (bytes[p] !== COLON) {
      p = this.space(p)
      if (bytes[p] !== COLON) return -1
    }
    p++
    return bytes[p] > 0x20 ? p : this.space(p)
  }

  /**
   * Walks an object from its opening bracket: to the value of its first member, whose key is then {@link member}. At the
   * end of the object, `isDone`, and the position is behind it. A known key written with escapes ends the walk with -1.
   */
  firstMember(keys: KeyTable, from: number): number {
    this.isDone = false
    const p = this.#spaced(from + 1)
    return this.bytes[p] === OBJECT_END ? this.#done(p + 1) : this.#member(keys, p)
  }

  /** Goes on behind a value to that of the next member, as {@link firstMember} to the first. */
  nextMember(keys: KeyTable, from: number): number {
    this.isDone = false
    if (from === -1) return this.#done(-1)
    const p = this.#spaced(from)
    const byte = this.bytes[p]
    if (byte === COMMA) return this.#member(keys, this.#spaced(p + 1))
    return this.#done(byte === OBJECT_END ? p + 1 : -1)
  }

  #member(keys: KeyTable, from: number): number {
    const { escapes } = this
    const end = this.bytes[from] === QUOTE ? this.string(from + 1) : -1
    if (end === -1 || this.escapes !== escapes) return this.#done(-1)
    this.member = keys.find(this.bytes, from + 1, end - 2 - from)
    const p = this.toValue(end)
    return p === -1 ? this.#done(-1) : p
  }

  /** Walks a list of objects from its opening bracket, as {@link firstMember} walks an object. */
  firstObject(from: number): number {
    this.isDone = false
    const p = this.#spaced(from + 1)
    if (this.bytes[p] === OBJECT) return p
    return this.#done(this.bytes[p] === ARRAY_END ? p + 1 : -1)
  }

  /** Goes on behind an object to the next one. */
  nextObject(from: number): number {
    this.isDone = false
    if (from === -1) return this.#done(-1)
    let p = this.#spaced(from)
    if (this.bytes[p] !== COMMA) return this.#done(this.bytes[p] === ARRAY_END ? p + 1 : -1)
    p = this.#spaced(p + 1)
    return this.bytes[p] === OBJECT ? p : this.#done(-1)
  }

  #done(end: number): number {
    this.isDone = true
    return end
  }

  #spaced(from: number): number {
    return this.bytes[from] > 0x20 ? from : this.space(from)
  }

  /** A value of any kind. */
  value(from: number): number {
    const byte = this.bytes[from]
    if (byte === QUOTE) return this.string(from + 1)
    return byte === OBJECT || byte === ARRAY ? this.#container(from) : this.#scalar(from)
  }

  /** Whether the bytes from `from` on are these. */
  holds(from: number, expected: Uint8Array): boolean {
    const { bytes } = this
    for (let i = 0; i < expected.length; i++) if (bytes[from + i] !== expected[i]) return false
    return true
  }

  #container(from: number): number {
    const { bytes } = this
    let p = from
    /** One bit for each open container, the innermost lowest: 1 for an array. */
    let open = 0
    let depth = 0
    for (;;) {
      let byte = bytes[p]
      if (byte === QUOTE) p = this.string(p + 1)
      else if (byte === OBJECT || byte === ARRAY) {
        if (++depth > MAX_DEPTH) return -1
        open = (open << 1) | (byte === ARRAY ? 1 : 0)
        p = this.#spaced(p + 1)
        if (bytes[p] !== (byte === ARRAY ? ARRAY_END : OBJECT_END)) {
          if (byte === OBJECT) p = this.#key(p)
          if (p === -1) return -1
          continue
        }
        p++
        open >>>= 1
        depth--
      } else p = this.#scalar(p)
      for (;;) {
        if (p === -1 || depth === 0) return p
        byte = bytes[p]
        if (byte <= 0x20) {
          p = this.space(p)
          byte = bytes[p]
        }
        p++
        if (byte === COMMA) break
        if (byte !== ((open & 1) === 1 ? ARRAY_END : OBJECT_END)) return -1
        open >>>= 1
        depth--
      }
      p = this.#spaced(p)
      if ((open & 1) === 0) p = this.#key(p)
      if (p === -1) return -1
    }
  }

  /** A key, the colon and the space around it: from the opening quote to the value. */
  #key(from: number): number {
    if (this.bytes[from] !== QUOTE) return -1
    const p = this.string(from + 1)
    return p === -1 ? -1 : this.toValue(p)
  }

  #scalar(from: number): number {
    const { bytes } = this
    const byte = bytes[from]
    if (byte === 0x74) return this.holds(from, TRUE) ? from + 4 : -1
    if (byte === 0x66) return this.holds(from, FALSE) ? from + 5 : -1
    if (byte === 0x6e) return this.holds(from, NULL) ? from + 4 : -1
    let p = from
    if (byte === 0x2d) p++
    const first = bytes[p]
    const whole = this.#digits(p)
    if (whole === p || (first === 0x30 && whole > p + 1)) return -1
    p = whole
    if (bytes[p] === 0x2e) {
      const end = this.#digits(p + 1)
      if (end === p + 1) return -1
      p = end
    }
    if ((bytes[p] | 0x20) === 0x65) {
      p++
      if (bytes[p] === 0x2b || bytes[p] === 0x2d) p++
      const end = this.#digits(p)
      if (end === p) return -1
      p = end
    }
    return IN_NUMBER[bytes[p]] === 1 ? -1 : p
  }

  #digits(from: number): number {
    const { bytes } = this
    let p = from
    while (bytes[p] >= 0x30 && bytes[p] <= 0x39) p++
    return p
  }

  #escape(p: number): number {
    const { bytes } = this
    this.escapes++
    if (ESCAPED[bytes[p]] === 1) return p + 1
    if (bytes[p] !== 0x75) return -1
    for (let i = 1; i <= 4; i++) if (HEX[bytes[p + i]] === 255) return -1
    return p + 5
  }

  /** A UTF-8 sequence of two to four bytes (RFC 3629 §4). */
  #sequence(p: number): number {
    const { bytes } = this
    const first = bytes[p]
    const second = bytes[p + 1]
    const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    for (let i = 1; i < length; i++) if ((bytes[p + i] & 0xc0) !== 0x80) return -1
    if (first === 0xe0 && second < 0xa0) return -1
    if (first === 0xed && second > 0x9f) return -1
    if (first === 0xf0 && second < 0x90) return -1
    if (first === 0xf4 && second > 0x8f) return -1
    return p + length
  }
}
