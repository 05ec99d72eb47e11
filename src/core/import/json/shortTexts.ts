import { decodeUtf8 } from '../bytes/utf8.ts'

/** Texts kept for the next time. */
const MAX_TEXTS = 65536

interface KnownText {
  readonly bytes: Uint8Array
  readonly text: string
}

/** Decodes short stretches of bytes; those seen before are not decoded again. Bounded memory. */
export class ShortTexts {
  readonly #known = new Map<number, KnownText>()

  /** The text of `bytes[from..to)`. */
  text(bytes: Uint8Array, from: number, to: number): string {
    let hash = to - from
    for (let p = from; p < to; p++) hash = Math.imul(hash ^ bytes[p], 0x01000193)
    const known = this.#known.get(hash)
    if (known !== undefined && isEqual(known.bytes, bytes, from, to)) return known.text
    const text = decodeUtf8(bytes.subarray(from, to))
    if (known === undefined && this.#known.size < MAX_TEXTS) {
      this.#known.set(hash, { bytes: bytes.slice(from, to), text })
    }
    return text
  }
}

function isEqual(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[from + i]) return false
  return true
}
