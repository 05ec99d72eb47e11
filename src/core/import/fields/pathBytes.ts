import { TextNumbers } from '../json/textNumbers.ts'
import { pathTemplate } from './pathTemplate.ts'

/** Bits of {@link SIGNS}. */
const DIGIT = 1
const HEX = 2
const LETTER = 4
const WORD = 8

/** What each byte may be part of. */
const SIGNS = new Uint8Array(256)
for (let byte = 0x30; byte <= 0x39; byte++) SIGNS[byte] = DIGIT | HEX | WORD
for (const first of [0x41, 0x61]) {
  for (let k = 0; k < 26; k++) SIGNS[first + k] = LETTER | WORD | (k < 6 ? HEX : 0)
}
SIGNS[0x2d] = WORD
SIGNS[0x5f] = WORD

const SLASH = 0x2f
const DASH = 0x2d
/** Shapes of paths that are remembered. */
const MAX_SHAPES = 4096
/** Longest path that is read from its bytes. */
const MAX_PATH = 256

/**
 * Reads paths of ASCII from their bytes, without making texts of them: ids in them are seldom the same twice, what is
 * left without them nearly always is. Says the same as {@link pathTemplate} and {@link hashText}.
 */
export class PathBytes {
  /** Of the path read last; as {@link hashText} has it. */
  hash = 0
  readonly #shapes = new TextNumbers(MAX_SHAPES)
  readonly #templates: string[] = []
  readonly #shape = new Uint8Array(2 * MAX_PATH)

  /** The template of the path `bytes[from..to)`, which a query may follow; undefined where it is none to read this way. */
  template(bytes: Uint8Array, from: number, to: number): string | undefined {
    if (to - from > MAX_PATH) return undefined
    const shape = this.#shape
    let hash = HASH_START
    let length = 0
    let start = from
    let p = from
    for (; ; p++) {
      const byte = p < to ? bytes[p] : 0
      const isEnd = p === to || byte === 0x3f || byte === 0x23
      if (!isEnd && (byte >= 0x80 || byte === 0)) return undefined
      if (isEnd || byte === SLASH) {
        if (isId(bytes, start, p)) {
          length -= p - start
          shape[length++] = 0x7b
          shape[length++] = 0x7d
        }
        if (isEnd) break
        start = p + 1
      }
      shape[length++] = byte
      hash = Math.imul(hash ^ byte, HASH_PRIME)
    }
    this.hash = hash >>> 0 || 1
    const number = this.#shapes.number(shape, 0, length)
    if (number === -1) return undefined
    this.#templates[number] ??= pathTemplate(this.#shapes.text(number))
    return this.#templates[number]
  }
}

/** As ID_SEGMENT of pathTemplate.ts: digits, a UUID, 12 hex digits and more, or 20 signs and more with both kinds. */
function isId(bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from
  if (length === 0) return false
  let all = DIGIT | HEX | WORD
  let any = 0
  for (let p = from; p < to; p++) {
    all &= SIGNS[bytes[p]]
    any |= SIGNS[bytes[p]]
  }
  if ((all & DIGIT) !== 0) return true
  if ((all & HEX) !== 0) return length >= 12
  if ((all & WORD) === 0) return false
  if (length >= 20 && (any & DIGIT) !== 0 && (any & LETTER) !== 0) return true
  if (length !== 36 || bytes[from + 8] !== DASH) return false
  for (let p = from; p < to; p++) {
    if ((SIGNS[bytes[p]] & HEX) === 0 && (bytes[p] !== DASH || p < from + 8)) return false
  }
  return true
}

const HASH_START = 0x811c9dc5
const HASH_PRIME = 0x01000193

/** A 32-bit hash of a text (FNV-1a over its UTF-16 units), never 0; equal in every run. */
export function hashText(text: string): number {
  let hash = HASH_START
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), HASH_PRIME)
  return hash >>> 0 || 1
}
