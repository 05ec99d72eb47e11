import type { InputPosition, Report } from '../../model/diagnostic.ts'
import { ByteTable } from '../bytes/byteTexts.ts'
import { decodeUtf8, placeAfter } from '../bytes/utf8.ts'
import { parseJson, parsePlain } from './parseJson.ts'

/** Values that are kept for when their bytes come again. */
const MAX_KEPT = 2000
const MAX_KEPT_BYTES = 4096

/** Parses keys and values of one input, those that come again and again once. */
export class JsonValues {
  readonly #report: Report
  readonly #seen = new ByteTable()
  readonly #values: unknown[] = []
  #isClean = true

  constructor(report: Report) {
    this.#report = report
  }

  /** The text of a key, given with its quotes; undefined where it is none. */
  key(bytes: Uint8Array, at: InputPosition): string | undefined {
    const known = this.#find(bytes)
    if (known !== -1) return this.#values[known] as string
    const key = parsePlain(this.#text(bytes, at))
    if (typeof key !== 'string') return undefined
    this.#keep(bytes, key)
    return key
  }

  /**
   * A value, as parseJson reads it, what is wrong reported; undefined where it is no JSON. `isPlain` where JSON.parse
   * reads it alike. `isRecalled`: equal bytes may give the same object.
   */
  value(bytes: Uint8Array, at: InputPosition, isPlain: boolean, isRecalled: boolean): unknown {
    const known = isRecalled ? this.#find(bytes) : -1
    if (known !== -1) return this.#values[known]
    const text = this.#text(bytes, at)
    let value = isPlain ? parsePlain(text) : undefined
    value ??= parseJson(text, (code, offset, message) => {
      this.#isClean = false
      this.#report(code, placeAfter(at, text.slice(0, offset)), message)
    })
    if (isRecalled && value !== undefined) this.#keep(bytes, value)
    return value
  }

  #find(bytes: Uint8Array): number {
    return bytes.length > MAX_KEPT_BYTES ? -1 : this.#seen.find(bytes, 0, bytes.length)
  }

  /** Keeps what {@link #find} did not find, unless it has to be reported again. */
  #keep(bytes: Uint8Array, value: unknown): void {
    if (!this.#isClean || bytes.length > MAX_KEPT_BYTES || this.#values.length >= MAX_KEPT) return
    this.#seen.add(bytes, 0, bytes.length)
    this.#values.push(value)
  }

  #text(bytes: Uint8Array, at: InputPosition): string {
    this.#isClean = true
    return decodeUtf8(bytes, () => {
      this.#isClean = false
      this.#report('input.encoding', at)
    })
  }
}
