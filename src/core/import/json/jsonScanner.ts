import type { ByteSource } from '../../model/byteSource.ts'
import { ARRAY, ARRAY_END, BACKSLASH, COLON, COMMA, isSpace, LF, OBJECT, OBJECT_END, QUOTE } from './jsonBytes.ts'
import type { JsonWindow } from './jsonVisitor.ts'

/** Bytes asked for at a time. */
const SLICE_BYTES = 4 * 1024 * 1024
/** Bytes joined to what stays where the source does not give both at once: few, since they are copied. */
const JOINED_BYTES = 64 * 1024
/** How far back of the reading position bytes stay at hand. */
const LOOK_BACK = 256
/** Longer strings are not looked through a second time for a missing quote. */
const LONGEST_REWOUND = 16 * 1024 * 1024

/** How a match ended: at the value's end, for want of bytes, or at a sign that the value was cut off before. */
export type MatchEnd = 'complete' | 'more' | 'cut'

const OTHER = 0
const STRING = 1
const OPEN = 2
const CLOSE = 3
const BREAK = 4
const DIGIT = 5
const ESCAPE = 6

/** What a byte means outside strings. */
const OUTSIDE = new Uint8Array(256)
OUTSIDE[QUOTE] = STRING
OUTSIDE[OBJECT] = OUTSIDE[ARRAY] = OPEN
OUTSIDE[OBJECT_END] = OUTSIDE[ARRAY_END] = CLOSE
OUTSIDE[LF] = BREAK
OUTSIDE[BACKSLASH] = ESCAPE
for (let digit = 0x30; digit <= 0x39; digit++) OUTSIDE[digit] = DIGIT

/** 1 for the bytes that end the run of plain bytes in a string. */
const ENDS_RUN = new Uint8Array(256)
ENDS_RUN[QUOTE] = ENDS_RUN[BACKSLASH] = ENDS_RUN[LF] = 1

/** 1 for digits and the dot: what the mantissa of a number is made of. */
const IN_NUMBER = new Uint8Array(256)
IN_NUMBER[0x2e] = 1
for (let digit = 0x30; digit <= 0x39; digit++) IN_NUMBER[digit] = 1

/** 1 for the bytes that may follow a string: comma, colon, closing brackets. */
const FOLLOWS_STRING = new Uint8Array(256)
for (const c of ',:}]') FOLLOWS_STRING[c.charCodeAt(0)] = 1

/**
 * A window over the bytes of an input, with a reading position, that finds the end of the value at that position by
 * matching brackets outside strings. It can stop for want of bytes anywhere and go on when there are more.
 *
 * A quote after which neither a comma, a colon nor a closing bracket comes did not end a string: an earlier quote was
 * lost, and what looked like a string is read as structure. A line break ends a string too. So a lost quote costs the
 * value it stands in and not the rest of the input.
 */
export class JsonScanner implements JsonWindow {
  bytes: Uint8Array = new Uint8Array(0)
  /** Offset in the input of `bytes[0]`. */
  base = 0
  /** True once `bytes` reaches to the end of the input. */
  atEnd = false
  /** Reading position in `bytes`. */
  p = 0
  /** Line of the reading position, from 1. */
  line = 1
  /** Each line is a document of its own: a line break ends whatever is open. */
  lineMode = false
  /** Of the value matched last: whether it holds a number of more than 15 digits. */
  longNumber = false
  /** Of the value matched last: how many containers lie inside one another. */
  deepest = 0
  /** Of the value matched last: offset in the input of the first sign of damage, or -1. */
  damagedAt = -1
  damagedLine = 0
  #depth = 0
  #stringFrom = -1
  #stringLine = 0

  /** Offset in the input of the reading position. */
  get offset(): number {
    return this.base + this.p
  }

  /**
   * Reads on: at least one slice more behind what must stay, which begins at offset `keepFrom` of the input. What stays
   * is read again rather than copied, where the source gives it.
   */
  async refill(source: ByteSource, keepFrom: number): Promise<void> {
    const inString = this.#stringFrom !== -1 && this.offset - this.#stringFrom < LONGEST_REWOUND
    const needed = inString ? Math.min(keepFrom, this.#stringFrom) : keepFrom
    const keep = Math.max(0, Math.min(needed - this.base, this.p) - LOOK_BACK)
    const kept = this.bytes.length - keep
    const from = this.base + keep
    const to = Math.min(source.size, from + kept + Math.max(SLICE_BYTES, kept))
    let bytes = await source.read(from, to)
    if (bytes.length <= kept && from + bytes.length < source.size) {
      const least = Math.min(to, from + kept + Math.max(JOINED_BYTES, kept))
      bytes = joined(this.bytes.subarray(keep), await source.read(from + kept, least))
    }
    this.atEnd = bytes.length <= kept || from + bytes.length >= source.size
    this.base = from
    this.p -= keep
    this.bytes = bytes
  }

  /** Gets ready to match the container or string that begins at the reading position. */
  begin(): void {
    this.#depth = 0
    this.#stringFrom = -1
    this.longNumber = false
    this.deepest = 0
    this.damagedAt = -1
  }

  /** Moves the reading position to the end of the value begun; to be called again after 'more'. */
  match(): MatchEnd {
    const end = this.bytes.length
    for (;;) {
      if (this.#stringFrom !== -1) {
        const ended = this.#endString()
        if (ended !== 'complete') return ended
        if (this.#depth === 0) return 'complete'
      }
      const bytes = this.bytes
      let p = this.p
      let kind = OTHER
      for (; p < end; p++) {
        kind = OUTSIDE[bytes[p]]
        if (kind === OTHER) continue
        if (kind === DIGIT) {
          const first = p
          while (p < end && IN_NUMBER[bytes[p]] === 1) p++
          if (p - first > 15) this.longNumber = true
          if (p === end && !this.atEnd) {
            this.p = first
            return 'more'
          }
          p--
        } else if (kind === CLOSE) {
          if (--this.#depth <= 0) {
            this.p = p + 1
            return 'complete'
          }
        } else if (kind === OPEN) {
          if (this.#depth > 0 && this.startsDocument(p)) {
            this.p = p
            return this.#cut(p)
          }
          if (++this.#depth > this.deepest) this.deepest = this.#depth
        } else if (kind === BREAK) {
          if (this.lineMode) {
            this.p = p
            return this.#cut(p)
          }
          this.line++
        } else if (kind === STRING) break
        else if (p + 1 === end && !this.atEnd) {
          this.p = p
          return 'more'
        } else if (bytes[p + 1] !== LF) p++
      }
      if (p >= end) {
        this.p = end
        return 'more'
      }
      this.#stringFrom = this.base + p
      this.#stringLine = this.line
      this.p = p + 1
    }
  }

  /**
   * Whether the opening bracket at `p` begins a new document although others are open: it is the first byte of a line,
   * and what stands before it is neither a comma, a colon nor an opening bracket.
   */
  startsDocument(p: number): boolean {
    const bytes = this.bytes
    if (p === 0 || bytes[p - 1] !== LF) return false
    let before = p - 1
    while (before >= 0 && isSpace(bytes[before])) before--
    if (before < 0) return false
    const byte = bytes[before]
    return byte !== COMMA && byte !== COLON && byte !== ARRAY && byte !== OBJECT
  }

  /** Moves from inside a string to behind its end. */
  #endString(): MatchEnd {
    const bytes = this.bytes
    const end = bytes.length
    let p = this.p
    for (;;) {
      while (p < end && ENDS_RUN[bytes[p]] === 0) p++
      if (p >= end) {
        this.p = end
        return 'more'
      }
      const byte = bytes[p]
      if (byte === QUOTE) break
      if (byte === LF) return this.#brokenLine(p)
      if (p + 1 >= end) {
        this.p = this.atEnd ? end : p
        return 'more'
      }
      p += bytes[p + 1] === LF ? 1 : 2
    }
    let after = p + 1
    while (after < end && isSpace(bytes[after])) after++
    if (after >= end && !this.atEnd) {
      this.p = p
      return 'more'
    }
    const from = this.#stringFrom - this.base
    if (after >= end || FOLLOWS_STRING[bytes[after]] === 1 || this.#mayEndHere(p, after)) {
      this.#stringFrom = -1
      this.p = p + 1
      return 'complete'
    }
    return this.#lostQuote(from, p)
  }

  /** A document that is a string, or a line of its own, may be followed by anything on the next line. */
  #mayEndHere(quote: number, after: number): boolean {
    if (this.#depth > 0 && !this.lineMode) return this.startsDocument(after)
    for (let i = quote + 1; i < after; i++) if (this.bytes[i] === LF) return true
    return false
  }

  /** A quote that ended no string: what lies between it and the one before is structure. */
  #lostQuote(from: number, quote: number): MatchEnd {
    this.#damage(this.#stringFrom, this.#stringLine)
    if (this.#depth === 0) {
      const end = this.#scalarEnd(Math.max(0, from + 1))
      const isAtHand = end < this.bytes.length || this.atEnd
      this.p = isAtHand ? end : quote
      if (isAtHand) this.#stringFrom = -1
      return isAtHand ? 'complete' : 'more'
    }
    this.#stringFrom = -1
    this.p = from >= 0 && quote - from < LONGEST_REWOUND ? from + 1 : quote
    return 'complete'
  }

  /** A line break in a string: the string ends there. */
  #brokenLine(p: number): MatchEnd {
    this.#damage(this.#stringFrom, this.#stringLine)
    this.#stringFrom = -1
    this.p = p
    return this.lineMode ? 'cut' : 'complete'
  }

  /** Where a string that is a value by itself and lost its quote ends, as well as can be told. */
  #scalarEnd(from: number): number {
    const bytes = this.bytes
    let p = from
    while (p < bytes.length && FOLLOWS_STRING[bytes[p]] === 0 && OUTSIDE[bytes[p]] !== OPEN && bytes[p] !== LF) p++
    return p
  }

  #cut(p: number): MatchEnd {
    this.#damage(this.base + p, this.line)
    return 'cut'
  }

  #damage(at: number, line: number): void {
    if (this.damagedAt !== -1) return
    this.damagedAt = at
    this.damagedLine = line
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
