/** A text that means something, by its bytes. */
export interface KnownText {
  /** As it is written, with the closing quote. */
  readonly written: Uint8Array
  /** What it means; 0 for nothing. */
  readonly number: number
  readonly parameter: number
}

/** Texts with a number above 0 each, and a parameter for some. */
export type TextEntries = readonly (readonly [text: string, number: number, parameter?: number])[]

/** Stands for all texts that mean nothing. */
export const UNKNOWN_TEXT: KnownText = { written: new Uint8Array(0), number: 0, parameter: 0 }

/** Keys and values of enums that mean something, found by their bytes. */
export class KeyTable {
  /** By number of bytes. */
  readonly #byLength: KnownText[][] = []

  constructor(entries: TextEntries) {
    for (const [text, number, parameter = 0] of entries) {
      const written = new TextEncoder().encode(`${text}"`)
      while (this.#byLength.length < written.length) this.#byLength.push([])
      this.#byLength[written.length - 1].push({ written, number, parameter })
    }
  }

  /** The text whose bytes begin at `from` and end before a quote; {@link UNKNOWN_TEXT} for any other. */
  find(bytes: Uint8Array, from: number, length: number): KnownText {
    if (length >= this.#byLength.length) return UNKNOWN_TEXT
    const candidates = this.#byLength[length]
    for (let i = 0; i < candidates.length; i++) if (isAt(bytes, from, candidates[i].written)) return candidates[i]
    return UNKNOWN_TEXT
  }
}

function isAt(bytes: Uint8Array, from: number, written: Uint8Array): boolean {
  for (let i = 0; i < written.length; i++) if (bytes[from + i] !== written[i]) return false
  return true
}
