import { hexWord, isHexTraceId } from './ids.ts'
import { HASH_SEED, mixWord } from './mixWord.ts'

const WORDS = 4

/** Numbers trace ids from 0 in order of first sight: hex ids by their four words, others by their text. */
export class TraceInterner {
  /** Four words a trace, most significant first; zeros for an opaque id. Valid up to `length`. */
  words = new Uint32Array(WORDS * 64)
  /** Ids as first written, where that is not 32 hex digits. */
  readonly rawIds = new Map<number, string>()
  readonly #opaque = new Map<string, number>()
  /** Trace + 1 in each slot, 0 where free; at most half full. */
  #slots = new Uint32Array(256)
  #length = 0
  #lastId: string | undefined
  #lastTrace = 0
  /** The trace that words named last; -1 before the first. */
  #lastWords = -1

  /** Traces so far. */
  get length(): number {
    return this.#length
  }

  /** The number of a normalised trace id, new or known; `rawId` is kept for a new one. */
  intern(id: string, rawId: string | undefined): number {
    if (id === this.#lastId) return this.#lastTrace
    this.#lastTrace = isHexTraceId(id) ? this.#internHex(id, rawId) : this.#internText(id)
    this.#lastId = id
    return this.#lastTrace
  }

  #internText(id: string): number {
    const known = this.#opaque.get(id)
    if (known !== undefined) return known
    const trace = this.#add(0, 0, 0, 0)
    this.#opaque.set(id, trace)
    this.rawIds.set(trace, id)
    return trace
  }

  #internHex(id: string, rawId: string | undefined): number {
    const known = this.#length
    const trace = this.internWords(hexWord(id, 0), hexWord(id, 8), hexWord(id, 16), hexWord(id, 24))
    if (rawId !== undefined && trace === known) this.rawIds.set(trace, rawId)
    return trace
  }

  /** The number of a trace id of 16 bytes, given as four words, most significant first; not all of them 0. */
  internWords(a: number, b: number, c: number, d: number): number {
    const last = this.#lastWords * WORDS
    if (
      this.#lastWords !== -1 &&
      this.words[last + 3] === d &&
      this.words[last + 2] === c &&
      this.words[last + 1] === b &&
      this.words[last] === a
    ) {
      return this.#lastWords
    }
    this.#lastWords = this.#findWords(a, b, c, d)
    return this.#lastWords
  }

  /**
   * Numbers the traces of another interner, given by its columns, in their order. Returns the numbers that they have here.
   */
  join(words: Uint32Array, length: number, rawIds: ReadonlyMap<number, string>): Uint32Array {
    const numbers = new Uint32Array(length)
    for (let trace = 0; trace < length; trace++) {
      const [a, b, c, d] = words.subarray(WORDS * trace, WORDS * trace + WORDS)
      const rawId = rawIds.get(trace)
      const known = this.#length
      const isOpaque = (a | b | c | d) === 0 && rawId !== undefined
      numbers[trace] = isOpaque ? this.#internText(rawId) : this.internWords(a, b, c, d)
      if (!isOpaque && rawId !== undefined && numbers[trace] === known) this.rawIds.set(known, rawId)
    }
    return numbers
  }

  #findWords(a: number, b: number, c: number, d: number): number {
    const mask = this.#slots.length - 1
    let slot = hash(a, b, c, d) & mask
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const trace = this.#slots[slot] - 1
      const at = trace * WORDS
      const { words } = this
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) return trace
    }
    const trace = this.#add(a, b, c, d)
    this.#slots[slot] = trace + 1
    if (this.#length * 2 > this.#slots.length) this.#rehash()
    return trace
  }

  #add(a: number, b: number, c: number, d: number): number {
    const trace = this.#length++
    const at = trace * WORDS
    if (at === this.words.length) {
      const grown = new Uint32Array(at * 2)
      grown.set(this.words)
      this.words = grown
    }
    this.words[at] = a
    this.words[at + 1] = b
    this.words[at + 2] = c
    this.words[at + 3] = d
    return trace
  }

  #rehash(): void {
    const old = this.#slots
    this.#slots = new Uint32Array(old.length * 2)
    const mask = this.#slots.length - 1
    for (const entry of old) {
      if (entry === 0) continue
      const at = (entry - 1) * WORDS
      let slot = hash(this.words[at], this.words[at + 1], this.words[at + 2], this.words[at + 3]) & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = entry
    }
  }
}

function hash(a: number, b: number, c: number, d: number): number {
  return mixWord(mixWord(mixWord(mixWord(HASH_SEED, a), b), c), d)
}
