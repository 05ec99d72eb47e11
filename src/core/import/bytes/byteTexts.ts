import { HASH_SEED, mixWord } from '../../model/mixWord.ts'
import { BACKSLASH } from '../json/jsonBytes.ts'
import { parsePlain } from '../json/parseJson.ts'
import { decodeUtf8 } from './utf8.ts'

/** Numbers stretches of bytes by their content, from 0 in order of first sight. Keeps a copy of each. */
export class ByteTable {
  /** Number + 1 in each slot, 0 where free; at most half full. */
  #slots = new Uint32Array(256)
  #hashes: number[] = []
  /** Where the bytes of each number end in `#bytes`. */
  #ends: number[] = []
  #bytes = new Uint8Array(4096)
  /** Of the content that was not found last: its hash, and the slot for it. */
  #hash = 0
  #slot = 0

  /** Contents so far. */
  get length(): number {
    return this.#ends.length
  }

  /** The number of a content; -1 for one not seen before. */
  find(bytes: Uint8Array, from: number, length: number): number {
    let hash = HASH_SEED ^ length
    const end = from + length
    let p = from
    // Words of four bytes: each multiplication waits for the one before it.
    for (; p + 3 < end; p += 4) {
      const word = bytes[p] | (bytes[p + 1] << 8) | (bytes[p + 2] << 16) | (bytes[p + 3] << 24)
      hash = Math.imul(hash ^ word, 0x85ebca6b)
      hash ^= hash >>> 15
    }
    for (; p < end; p++) hash = Math.imul(hash ^ bytes[p], 0x01000193)
    hash = mixWord(hash, length)
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const number = this.#slots[slot] - 1
      if (this.#hashes[number] === hash && this.#isSame(number, bytes, from, length)) return number
    }
    this.#hash = hash
    this.#slot = slot
    return -1
  }

  #isSame(number: number, bytes: Uint8Array, from: number, length: number): boolean {
    const own = this.#bytes
    const start = number === 0 ? 0 : this.#ends[number - 1]
    if (this.#ends[number] - start !== length) return false
    for (let i = 0; i < length; i++) if (own[start + i] !== bytes[from + i]) return false
    return true
  }

  /** Numbers the content that {@link find} has just looked for in vain. */
  add(bytes: Uint8Array, from: number, length: number): number {
    const start = this.#ends.at(-1) ?? 0
    if (start + length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(start + length, this.#bytes.length * 2))
      grown.set(this.#bytes)
      this.#bytes = grown
    }
    this.#bytes.set(bytes.subarray(from, from + length), start)
    this.#hashes.push(this.#hash)
    const number = this.#ends.push(start + length) - 1
    this.#slots[this.#slot] = number + 1
    if (this.length * 2 > this.#slots.length) this.#rehash()
    return number
  }

  #rehash(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2)
    const mask = this.#slots.length - 1
    for (let number = 0; number < this.#hashes.length; number++) {
      let slot = this.#hashes[number] & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = number + 1
    }
  }
}

/** Numbers strings by the bytes between their quotes, from 0 in order of first sight; decodes each of them once. */
export class ByteTexts {
  /** By number. Strings written differently may decode to one text. */
  readonly texts: string[] = []
  readonly #table = new ByteTable()

  /** The number of the string that lies in a stretch of valid JSON. */
  intern(bytes: Uint8Array, from: number, length: number): number {
    const known = this.#table.find(bytes, from, length)
    if (known !== -1) return known
    this.texts.push(decodeString(bytes.subarray(from, from + length)))
    return this.#table.add(bytes, from, length)
  }

  /** The number of such a string; -1 for one not seen before. */
  find(bytes: Uint8Array, from: number, length: number): number {
    return this.#table.find(bytes, from, length)
  }
}

/** The text of a JSON string by the bytes between its quotes. */
function decodeString(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes)
  return bytes.includes(BACKSLASH) ? String(parsePlain(`"${text}"`)) : text
}
