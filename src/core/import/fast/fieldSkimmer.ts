import { DURATION, PARENT_SPAN_ID, SPAN_ID, SPAN_WORDS, START, TRACE_ID } from '../../model/spanBatch.ts'
import { QUOTE } from '../json/jsonBytes.ts'
import { HEX, type JsonSkimmer } from '../json/jsonSkimmer.ts'
import { type KeyTable, UNKNOWN_TEXT } from '../json/keyTable.ts'
import { BATCH_SPANS } from './spanTokenizer.ts'

/**
 * Reads ids, times, texts and values of enums into the words of a span (model/spanBatch.ts). Methods take the position at
 * which a value begins and return the one behind it, -1 for what the general reader has to read.
 */
export class FieldSkimmer {
  readonly words = new Uint32Array(BATCH_SPANS * SPAN_WORDS)
  /** Where the words of the span at hand begin. */
  at = 0
  /** The value of an enum read last. */
  number = 0
  /** Of the whole number read last: billions, and the rest. */
  high = 0
  low = 0
  /** Unix ns, in billions and the rest. */
  #startHigh = 0
  #startLow = 0
  #endHigh = 0
  #endLow = 0
  readonly #json: JsonSkimmer

  constructor(json: JsonSkimmer) {
    this.#json = json
  }

  /** A trace id of 32 hex digits, or of 16 in lower case; never one whose first half is 0 but for its length. */
  traceId(from: number): number {
    const { bytes } = this.#json
    const { words, at } = this
    if (bytes[from] !== QUOTE) return -1
    if (bytes[from + 17] === QUOTE) {
      for (let p = from + 1; p < from + 17; p++) if (bytes[p] >= 0x41 && bytes[p] <= 0x46) return -1
      const end = this.#hex(from + 1, 16, TRACE_ID + 2)
      words[at + TRACE_ID] = 0
      words[at + TRACE_ID + 1] = 0
      return (words[at + TRACE_ID + 2] | words[at + TRACE_ID + 3]) === 0 ? -1 : end
    }
    const end = this.#hex(from + 1, 32, TRACE_ID)
    return (words[at + TRACE_ID] | words[at + TRACE_ID + 1]) === 0 ? -1 : end
  }

  /** A span id of 16 hex digits that are not all 0. */
  spanId(from: number): number {
    const end = this.#json.bytes[from] === QUOTE ? this.#hex(from + 1, 16, SPAN_ID) : -1
    return (this.words[this.at + SPAN_ID] | this.words[this.at + SPAN_ID + 1]) === 0 ? -1 : end
  }

  /** A parent span id of 16 hex digits, or ''. */
  parentSpanId(from: number): number {
    const { bytes } = this.#json
    if (bytes[from] !== QUOTE) return -1
    return bytes[from + 1] === QUOTE ? from + 2 : this.#hex(from + 1, 16, PARENT_SPAN_ID)
  }

  /** Whether the span at hand has a parent whose id is not all 0. */
  get hasParent(): boolean {
    return (this.words[this.at + PARENT_SPAN_ID] | this.words[this.at + PARENT_SPAN_ID + 1]) !== 0
  }

  /** A string, whose stretch is written to two words. */
  text(from: number, word: number, mayBeEmpty: boolean): number {
    const { bytes } = this.#json
    if (bytes[from] !== QUOTE || (!mayBeEmpty && bytes[from + 1] === QUOTE)) return -1
    const end = this.#json.string(from + 1)
    this.words[this.at + word] = from + 1
    this.words[this.at + word + 1] = end - 2 - from
    return end
  }

  /** A text of a table, or a whole number below `digits`, into {@link number}. */
  enumValue(from: number, texts: KeyTable, digits: number): number {
    const json = this.#json
    if (json.bytes[from] === QUOTE) {
      const end = json.string(from + 1)
      const known = end === -1 ? UNKNOWN_TEXT : texts.find(json.bytes, from + 1, end - 2 - from)
      this.number = known.number
      return known === UNKNOWN_TEXT ? -1 : end
    }
    const end = digits === 0 ? -1 : this.wholeNumber(from)
    this.number = this.low
    return this.high === 0 && this.low < digits ? end : -1
  }

  /** `true` or `false`, as 1 or 0 into {@link number}. */
  boolean(from: number): number {
    const { bytes } = this.#json
    if (bytes[from] !== 0x74 && bytes[from] !== 0x66) return -1
    this.number = bytes[from] === 0x74 ? 1 : 0
    return this.#json.value(from)
  }

  /** The rest of a string of exactly `digits` hex digits (a multiple of 8), written as words; -1 for any other. */
  #hex(from: number, digits: number, word: number): number {
    const { bytes } = this.#json
    const { words } = this
    let to = this.at + word
    const end = from + digits
    let all = 0
    for (let p = from; p < end; p += 8) {
      const a = HEX[bytes[p]]
      const b = HEX[bytes[p + 1]]
      const c = HEX[bytes[p + 2]]
      const d = HEX[bytes[p + 3]]
      const e = HEX[bytes[p + 4]]
      const f = HEX[bytes[p + 5]]
      const g = HEX[bytes[p + 6]]
      const h = HEX[bytes[p + 7]]
      all |= a | b | c | d | e | f | g | h
      words[to++] = (a << 28) | (b << 24) | (c << 20) | (d << 16) | (e << 12) | (f << 8) | (g << 4) | h
    }
    return all > 15 || bytes[end] !== QUOTE ? -1 : end + 1
  }

  /** A whole number of 1 to 19 digits, as text or as number, into {@link high} and {@link low}. */
  wholeNumber(from: number): number {
    const { bytes } = this.#json
    const isText = bytes[from] === QUOTE
    const first = isText ? from + 1 : from
    let end = first
    while (bytes[end] >= 0x30 && bytes[end] <= 0x39) end++
    if (end === first || end - first > 19) return -1
    const split = end - 9
    let high = 0
    let low = 0
    let p = first
    for (; p < split; p++) high = high * 10 + bytes[p] - 0x30
    for (; p < end; p++) low = low * 10 + bytes[p] - 0x30
    this.high = high
    this.low = low
    if (isText) return bytes[end] === QUOTE ? end + 1 : -1
    if (bytes[first] === 0x30 && end - first > 1) return -1
    const after = bytes[end]
    return after === 0x2e || (after | 0x20) === 0x65 ? -1 : end
  }

  /** A start, in units of `unitNs`. */
  start(from: number, unitNs: number): number {
    const end = this.wholeNumber(from)
    const perBillion = 1e9 / unitNs
    const billions = unitNs === 1 ? 0 : Math.floor(this.low / perBillion)
    this.#startHigh = this.high * unitNs + billions
    this.#startLow = (this.low - billions * perBillion) * unitNs
    return this.#startHigh > LAST_START || this.high + this.low === 0 ? -1 : end
  }

  /** An end, in ns. */
  end(from: number): number {
    const end = this.wholeNumber(from)
    this.#endHigh = this.high
    this.#endLow = this.low
    return end
  }

  /** Writes a duration, in units of `unitNs`; 0 only where it may be. */
  duration(from: number, unitNs: number, mayBeZero: boolean): number {
    const end = this.wholeNumber(from)
    const durationNs = (this.high * 1e9 + this.low) * unitNs
    if (durationNs > LONGEST_DURATION * 1e9 || (durationNs === 0 && !mayBeZero)) return -1
    this.#write(DURATION, Math.floor(durationNs / WORD), durationNs % WORD)
    return end
  }

  /** Writes the start, and the duration where it follows from the end; false where the general reader is needed. */
  writeTimes(hasEnd: boolean): boolean {
    const high = this.#startHigh
    const upper = Math.floor(high / HIGH_PART)
    const lower = (high - upper * HIGH_PART) * 1e9 + this.#startLow
    const shifted = upper * 1e9
    const lowWord = (shifted % LOW_OF_SHIFTED) * HIGH_PART + (lower % WORD)
    const carry = lowWord >= WORD ? 1 : 0
    this.#write(START, Math.floor(shifted / LOW_OF_SHIFTED) + Math.floor(lower / WORD) + carry, lowWord % WORD)
    if (!hasEnd) return true
    const seconds = this.#endHigh - high
    const durationNs = seconds * 1e9 + this.#endLow - this.#startLow
    if (seconds > LONGEST_DURATION || !(durationNs >= 0)) return false
    this.#write(DURATION, Math.floor(durationNs / WORD), durationNs % WORD)
    return true
  }

  #write(word: number, high: number, low: number): void {
    this.words[this.at + word] = low
    this.words[this.at + word + 1] = high
  }
}

const WORD = 2 ** 32
/** A time of 10^9 · n ns is taken apart as 2^17 · upper + lower. */
const HIGH_PART = 2 ** 17
const LOW_OF_SHIFTED = 2 ** 15
/** Billions of ns that 64 signed bits and 2^53 hold for sure. */
const LAST_START = 9_223_372_035
const LONGEST_DURATION = 9_000_000
