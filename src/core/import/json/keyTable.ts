import { QUOTE } from './jsonBytes.ts'
import { asciiBytes, type JsonSkimmer } from './jsonSkimmer.ts'

/** Keys that mean something, found by their bytes. */
export class KeyTable {
  /** By number of bytes, with the closing quote. */
  readonly #byLength: { readonly bytes: Uint8Array; readonly field: number }[][] = []

  /** `field` of each key: a bit, or any other number above 0. */
  constructor(keys: readonly (readonly [key: string, field: number])[]) {
    for (const [key, field] of keys) {
      while (this.#byLength.length <= key.length) this.#byLength.push([])
      this.#byLength[key.length].push({ bytes: asciiBytes(`${key}"`), field })
    }
  }

  /** The field of the key whose bytes begin at `from`; 0 for an unknown one, -1 for one written with escapes. */
  find(json: JsonSkimmer, from: number, length: number): number {
    if (length < this.#byLength.length) {
      const candidates = this.#byLength[length]
      for (let i = 0; i < candidates.length; i++) if (json.holds(from, candidates[i].bytes)) return candidates[i].field
    }
    return json.hasEscape(from) ? -1 : 0
  }
}

/** The texts as JSON strings, in bytes. */
export function quotedBytes(texts: readonly string[]): Uint8Array[] {
  return texts.map((text) => asciiBytes(`"${text}"`))
}

/** Which of the strings begins at `from`; -1 for none. */
export function whichString(json: JsonSkimmer, from: number, strings: readonly Uint8Array[]): number {
  if (json.bytes[from] !== QUOTE) return -1
  for (let i = 0; i < strings.length; i++) if (json.holds(from, strings[i])) return i
  return -1
}
