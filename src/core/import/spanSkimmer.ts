import {
  BYTES,
  DURATION,
  FROM,
  LINE,
  PARENT_SPAN_ID,
  SPAN_ID,
  SPAN_WORDS,
  START,
  TRACE_ID,
} from '../model/spanBatch.ts'
import { COMMA, OBJECT, QUOTE } from './json/jsonBytes.ts'
import { HEX, JsonSkimmer } from './json/jsonSkimmer.ts'
import type { JsonWindow } from './json/jsonVisitor.ts'

/** Zeros behind the bytes, so that nothing looks for their end. */
const PADDING = 64
/** Spans that are read at a time. */
export const BATCH_SPANS = 2048

/** ns of a unit of time. */
export type UnitNs = 1 | 1e3 | 1e6 | 1e9

/** Reads span objects from bytes into words, as far as it understands them. */
export interface SpanTokenizer {
  /** Layout of spanBatch.ts; names and contexts are still stretches of the window. */
  readonly words: Uint32Array
  /** Position in the window of the object that stopped the last `read`; -1 where none did. */
  readonly leftAt: number
  /**
   * Reads span objects and the commas between them from the window's position on, at most {@link BATCH_SPANS}. Stops
   * before one that is not at hand, broken or unusual. Returns how many it read; the window stands behind the last.
   */
  read(window: JsonWindow): number
}

/** What the tokenizers of all formats share. */
export abstract class SpanSkimmer implements SpanTokenizer {
  readonly words = new Uint32Array(BATCH_SPANS * SPAN_WORDS)
  leftAt = -1
  protected readonly json = new JsonSkimmer()
  /** The bytes that have been copied. */
  #loaded: Uint8Array | undefined
  /** Where the words of the span at hand begin. */
  protected at = 0
  /** Of the time read last: billions, and the rest. */
  protected timeHigh = 0
  protected timeLow = 0

  read(window: JsonWindow): number {
    const { json, words } = this
    const { lineMode } = window
    if (window.bytes !== this.#loaded) this.#load(window.bytes)
    const { bytes } = json
    const firstLine = window.line - json.lineBreaks
    let p = window.p
    this.leftAt = -1
    for (let count = 1; ; count++) {
      this.at = (count - 1) * SPAN_WORDS
      const line = firstLine + json.lineBreaks
      const end = this.readSpan(p)
      if (end === -1 || (lineMode && firstLine + json.lineBreaks > line)) {
        this.leftAt = p
        return count - 1
      }
      words[this.at + FROM] = p
      words[this.at + BYTES] = end - p
      words[this.at + LINE] = line
      window.p = end
      window.line = firstLine + json.lineBreaks
      if (count === BATCH_SPANS) return count
      p = json.space(end)
      if (bytes[p] !== COMMA) return count
      p = json.space(p + 1)
      if (bytes[p] !== OBJECT || (lineMode && firstLine + json.lineBreaks > window.line)) return count
    }
  }

  /** Copies the bytes, with zeros behind them. */
  #load(bytes: Uint8Array): void {
    this.#loaded = bytes
    if (this.json.bytes.length < bytes.length + PADDING) this.json.bytes = new Uint8Array(bytes.length + PADDING)
    this.json.bytes.set(bytes)
    this.json.bytes.fill(0, bytes.length, bytes.length + PADDING)
  }

  /** Reads the span object that begins at `from`. Returns the position behind it, -1 to leave it to the general reader. */
  protected abstract readSpan(from: number): number

  /** A trace id of 32 hex digits, or of 16 in lower case; never one whose first half is 0 but for its length. */
  protected traceId(from: number): number {
    const { bytes } = this.json
    const { words, at } = this
    if (bytes[from] !== QUOTE) return -1
    if (bytes[from + 17] === QUOTE) {
      for (let p = from + 1; p < from + 17; p++) if (bytes[p] >= 0x41 && bytes[p] <= 0x46) return -1
      const end = this.hex(from + 1, 16, TRACE_ID + 2)
      words[at + TRACE_ID] = 0
      words[at + TRACE_ID + 1] = 0
      return (words[at + TRACE_ID + 2] | words[at + TRACE_ID + 3]) === 0 ? -1 : end
    }
    const end = this.hex(from + 1, 32, TRACE_ID)
    return (words[at + TRACE_ID] | words[at + TRACE_ID + 1]) === 0 ? -1 : end
  }

  /** A span id of 16 hex digits that are not all 0. */
  protected spanId(from: number): number {
    if (this.json.bytes[from] !== QUOTE) return -1
    const end = this.hex(from + 1, 16, SPAN_ID)
    return (this.words[this.at + SPAN_ID] | this.words[this.at + SPAN_ID + 1]) === 0 ? -1 : end
  }

  /** A parent span id of 16 hex digits, or ''. */
  protected parentSpanId(from: number): number {
    const { bytes } = this.json
    if (bytes[from] !== QUOTE) return -1
    return bytes[from + 1] === QUOTE ? from + 2 : this.hex(from + 1, 16, PARENT_SPAN_ID)
  }

  /** A string, whose stretch is written to two words. */
  protected text(from: number, word: number): number {
    if (this.json.bytes[from] !== QUOTE) return -1
    const end = this.json.string(from + 1)
    this.words[this.at + word] = from + 1
    this.words[this.at + word + 1] = end - 2 - from
    return end
  }

  /** The rest of a string of exactly `digits` hex digits (a multiple of 8), written as words; -1 for any other. */
  protected hex(from: number, digits: number, word: number): number {
    const { bytes } = this.json
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

  /** A whole number of 1 to 19 digits, as text or as number, into timeHigh and timeLow; -1 for anything else. */
  protected wholeNumber(from: number): number {
    const { bytes } = this.json
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
    this.timeHigh = high
    this.timeLow = low
    if (isText) return bytes[end] === QUOTE ? end + 1 : -1
    if (bytes[first] === 0x30 && end - first > 1) return -1
    const after = bytes[end]
    return after === 0x2e || (after | 0x20) === 0x65 ? -1 : end
  }

  /** Writes `high` · 10^9 + `low` as two words, low word first. Exact below 2^64. */
  protected writeNs(word: number, high: number, low: number): void {
    const upper = Math.floor(high / HIGH_PART)
    const lower = (high - upper * HIGH_PART) * 1e9 + low
    const shifted = upper * 1e9
    const lowWord = (shifted % LOW_OF_SHIFTED) * HIGH_PART + (lower % WORD)
    const { words, at } = this
    words[at + word] = lowWord % WORD
    words[at + word + 1] = Math.floor(shifted / LOW_OF_SHIFTED) + Math.floor(lower / WORD) + (lowWord >= WORD ? 1 : 0)
  }

  /** Writes start and duration of a span from its start and end; false where the general reader has to say something. */
  protected writeTimes(startHigh: number, startLow: number, endHigh: number, endLow: number): boolean {
    const seconds = endHigh - startHigh
    const durationNs = seconds * 1e9 + endLow - startLow
    if (startHigh > LAST_START || seconds > LONGEST_DURATION || !(durationNs >= 0)) return false
    if (startHigh + startLow === 0) return false
    this.writeNs(START, startHigh, startLow)
    this.words[this.at + DURATION] = durationNs % WORD
    this.words[this.at + DURATION + 1] = Math.floor(durationNs / WORD)
    return true
  }

  /** Writes the number read last, in units of `unitNs`, as start; false where the general reader has to read it. */
  protected writeStart(unitNs: UnitNs): boolean {
    const { timeHigh, timeLow } = this
    const perBillion = 1e9 / unitNs
    const high = timeHigh * unitNs + Math.floor(timeLow / perBillion)
    if (high > LAST_START || timeHigh + timeLow === 0) return false
    this.writeNs(START, high, (timeLow % perBillion) * unitNs)
    return true
  }

  /** Writes the number read last, in units of `unitNs`, as duration; false where the general reader has to read it. */
  protected writeDuration(unitNs: UnitNs): boolean {
    const durationNs = (this.timeHigh * 1e9 + this.timeLow) * unitNs
    if (durationNs > LONGEST_DURATION * 1e9) return false
    this.words[this.at + DURATION] = durationNs % WORD
    this.words[this.at + DURATION + 1] = Math.floor(durationNs / WORD)
    return true
  }
}

const WORD = 2 ** 32
/** A time of 10^9 · n ns is taken apart as 2^17 · upper + lower. */
const HIGH_PART = 2 ** 17
const LOW_OF_SHIFTED = 2 ** 15
/** Billions of ns that 64 signed bits and 2^53 hold for sure. */
const LAST_START = 9_223_372_035
const LONGEST_DURATION = 9_000_000
