import { KIND_STATUS_MARKS, NAME, PARENT_SPAN_ID } from '../../model/spanBatch.ts'
import { REMOTE_KNOWN, REMOTE_PARENT, SAMPLED } from '../../model/spanMarks.ts'
import { SPAN_KINDS, STATUS_CODES } from '../../model/spanTable.ts'
import { OBJECT, OBJECT_END, QUOTE } from '../json/jsonBytes.ts'
import { KeyTable, quotedBytes, whichString } from '../json/keyTable.ts'
import { SpanSkimmer } from '../spanSkimmer.ts'

const HAS_TRACE_ID = 1 << 0
const HAS_SPAN_ID = 1 << 1
const HAS_PARENT = 1 << 2
const HAS_NAME = 1 << 3
const HAS_START = 1 << 4
const HAS_END = 1 << 5
const HAS_KIND = 1 << 6
const HAS_STATUS = 1 << 7
const HAS_FLAGS = 1 << 8
const NEEDED = HAS_TRACE_ID | HAS_SPAN_ID | HAS_NAME | HAS_START | HAS_END

/** Keys of a span (trace.proto, `Span`), camel and snake case. */
const KEYS = new KeyTable([
  ['traceId', HAS_TRACE_ID],
  ['trace_id', HAS_TRACE_ID],
  ['spanId', HAS_SPAN_ID],
  ['span_id', HAS_SPAN_ID],
  ['parentSpanId', HAS_PARENT],
  ['parent_span_id', HAS_PARENT],
  ['name', HAS_NAME],
  ['startTimeUnixNano', HAS_START],
  ['start_time_unix_nano', HAS_START],
  ['endTimeUnixNano', HAS_END],
  ['end_time_unix_nano', HAS_END],
  ['kind', HAS_KIND],
  ['status', HAS_STATUS],
  ['flags', HAS_FLAGS],
])

const CODE = 1
const OLD_CODE = 2
const STATUS_KEYS = new KeyTable([
  ['code', CODE],
  ['deprecatedCode', OLD_CODE],
  ['deprecated_code', OLD_CODE],
])

/** Names of enum values with their quotes, as protobuf writes them. */
const KIND_NAMES = quotedBytes(SPAN_KINDS.map((name) => `SPAN_KIND_${name.toUpperCase()}`))
const STATUS_NAMES = quotedBytes(STATUS_CODES.map((name) => `STATUS_CODE_${name.toUpperCase()}`))

/** Reads spans of OTLP JSON by their bytes. What it reads is what otlpSpan makes of the same span without any report. */
export class OtlpSkimmer extends SpanSkimmer {
  #number = 0

  protected readSpan(from: number): number {
    const { json, words, at } = this
    const { bytes } = json
    words[at + PARENT_SPAN_ID] = 0
    words[at + PARENT_SPAN_ID + 1] = 0
    let seen = 0
    let kind = 0
    let status = 0
    let flags = 0
    let startHigh = 0
    let startLow = 0
    let endHigh = 0
    let endLow = 0
    let p = json.firstMember(from)
    while (bytes[p] !== OBJECT_END) {
      const key = p + 1
      const keyEnd = p === -1 ? -1 : json.string(key)
      if (keyEnd === -1) return -1
      p = json.toValue(keyEnd)
      if (p === -1) return -1
      const field = KEYS.find(json, key, keyEnd - 1 - key)
      if ((seen & field) !== 0) return -1
      seen |= field
      switch (field) {
        case HAS_TRACE_ID:
          p = this.traceId(p)
          break
        case HAS_SPAN_ID:
          p = this.spanId(p)
          break
        case HAS_PARENT:
          p = this.parentSpanId(p)
          break
        case HAS_NAME:
          p = bytes[p + 1] === QUOTE ? -1 : this.text(p, NAME)
          break
        case HAS_START:
          p = this.wholeNumber(p)
          startHigh = this.timeHigh
          startLow = this.timeLow
          break
        case HAS_END:
          p = this.wholeNumber(p)
          endHigh = this.timeHigh
          endLow = this.timeLow
          break
        case HAS_KIND:
          p = this.#enumValue(p, KIND_NAMES)
          kind = this.#number
          break
        case HAS_STATUS:
          p = bytes[p] === OBJECT ? this.#status(p) : -1
          status = this.#number
          break
        case HAS_FLAGS:
          p = bytes[p] === QUOTE ? -1 : this.wholeNumber(p)
          flags = this.timeLow
          if (this.timeHigh > 0) return -1
          break
        case 0:
          p = json.value(p)
          break
        default:
          return -1
      }
      if (p === -1) return -1
      p = json.nextMember(p)
    }
    if ((seen & NEEDED) !== NEEDED) return -1
    if (!this.writeTimes(startHigh, startLow, endHigh, endLow)) return -1
    const marks =
      ((flags & 1) !== 0 ? SAMPLED : 0) |
      ((flags & 0x100) !== 0 ? REMOTE_KNOWN : 0) |
      ((flags & 0x200) !== 0 ? REMOTE_PARENT : 0)
    words[at + KIND_STATUS_MARKS] = kind | (status << 8) | (marks << 16)
    return p + 1
  }

  /** One digit or a name, into `#number`. */
  #enumValue(p: number, names: readonly Uint8Array[]): number {
    const { json } = this
    const { bytes } = json
    if (bytes[p] === QUOTE) {
      this.#number = whichString(json, p, names)
      return this.#number === -1 ? -1 : p + names[this.#number].length
    }
    const end = this.wholeNumber(p)
    this.#number = this.timeLow
    return this.timeHigh === 0 && this.timeLow < names.length ? end : -1
  }

  /** A Status object, its code into `#number`. */
  #status(from: number): number {
    const { json } = this
    const { bytes } = json
    let code = -1
    let p = json.firstMember(from)
    while (bytes[p] !== OBJECT_END) {
      const key = p + 1
      p = p === -1 ? -1 : json.string(key)
      if (p === -1) return -1
      const field = STATUS_KEYS.find(json, key, p - 1 - key)
      p = json.toValue(p)
      if (p === -1 || field === -1 || field === OLD_CODE || (field === CODE && code !== -1)) return -1
      if (field === CODE) {
        p = this.#enumValue(p, STATUS_NAMES)
        code = this.#number
      } else p = json.value(p)
      if (p === -1) return -1
      p = json.nextMember(p)
    }
    this.#number = Math.max(0, code)
    return p + 1
  }
}
