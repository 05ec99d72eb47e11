import { decodeUtf8 } from '../bytes/utf8.ts'

/** Longest stretch that is numbered, in bytes. */
const LONGEST = 256

/**
 * Numbers short stretches of bytes: equal ones get equal numbers, counted from 0 in order of first sight, and each is
 * decoded once. Bounded: beyond so many, new ones get none.
 */
export class TextNumbers {
  readonly #most: number
  readonly #texts: string[] = []
  /** Open addressing; number + 1, 0 for an empty slot. */
  readonly #slots: Int32Array
  /** Where the bytes of each number begin; one entry more than there are. */
  readonly #starts: Uint32Array
  #stored = new Uint8Array(4096)

  /** `most`: a power of two. */
  constructor(most: number) {
    this.#most = most
    this.#slots = new Int32Array(2 * most)
    this.#starts = new Uint32Array(most + 1)
  }

  /** The number of `bytes[from..to)`; -1 where it has none: too long, or too many before it. */
  number(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from
    let hash = length
    for (let p = from; p < to; p++) hash = Math.imul(hash ^ bytes[p], 0x01000193)
    hash ^= hash >>> 15
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = hash & mask
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.#isEqual(slots[slot] - 1, bytes, from, length)) return slots[slot] - 1
    }
    if (length > LONGEST || this.#texts.length === this.#most) return -1
    slots[slot] = this.#texts.length + 1
    return this.#add(bytes, from, to)
  }

  /** The text of a number. */
  text(number: number): string {
    return this.#texts[number]
  }

  #isEqual(number: number, bytes: Uint8Array, from: number, length: number): boolean {
    const start = this.#starts[number]
    if (this.#starts[number + 1] - start !== length) return false
    const stored = this.#stored
    for (let k = 0; k < length; k++) if (stored[start + k] !== bytes[from + k]) return false
    return true
  }

  #add(bytes: Uint8Array, from: number, to: number): number {
    const number = this.#texts.length
    const start = this.#starts[number]
    const end = start + to - from
    if (end > this.#stored.length) {
      const grown = new Uint8Array(2 * end)
      grown.set(this.#stored)
      this.#stored = grown
    }
    const part = bytes.subarray(from, to)
    this.#stored.set(part, start)
    this.#starts[number + 1] = end
    this.#texts.push(decodeUtf8(part))
    return number
  }
}
