import { KIND_STATUS_MARKS, NAME, NAME_BYTES, PARENT_SPAN_ID, SPAN_ID, TRACE_ID } from '../model/spanBatch.ts'
import { REMOTE_KNOWN, REMOTE_PARENT, SAMPLED } from '../model/spanMarks.ts'
import { SPAN_KINDS, STATUS_CODES } from '../model/spanTable.ts'
import { BACKSLASH, COMMA, OBJECT, OBJECT_END, QUOTE } from './jsonBytes.ts'
import { asciiBytes } from './jsonSkimmer.ts'
import { SpanSkimmer } from './spanSkimmer.ts'

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

interface Key {
  readonly bytes: Uint8Array
  readonly field: number
}

/** Keys of a span by their length (trace.proto, `Span`), camel and snake case. */
const KEYS: readonly (readonly Key[])[] = byLength([
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

function byLength(keys: readonly (readonly [string, number])[]): Key[][] {
  const lists: Key[][] = []
  for (const [name, field] of keys) {
    while (lists.length <= name.length) lists.push([])
    lists[name.length].push({ bytes: asciiBytes(name), field })
  }
  return lists
}

/** Names of enum values with their quotes, as protobuf writes them. */
const KIND_NAMES = SPAN_KINDS.map((name) => asciiBytes(`"SPAN_KIND_${name.toUpperCase()}"`))
const STATUS_NAMES = STATUS_CODES.map((name) => asciiBytes(`"STATUS_CODE_${name.toUpperCase()}"`))
const CODE = asciiBytes('code')
const DEPRECATED = asciiBytes('deprecated')

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
    let p = json.space(from + 1)
    for (;;) {
      if (bytes[p] !== QUOTE) return -1
      const key = p + 1
      const keyEnd = json.string(key)
      if (keyEnd === -1) return -1
      p = json.toValue(keyEnd)
      if (p === -1) return -1
      const field = this.#fieldOf(key, keyEnd - 1 - key)
      if ((seen & field) !== 0) return -1
      seen |= field
      switch (field) {
        case HAS_TRACE_ID:
          p = bytes[p] === QUOTE ? this.hex(p + 1, 32, TRACE_ID) : -1
          break
        case HAS_SPAN_ID:
          p = bytes[p] === QUOTE ? this.hex(p + 1, 16, SPAN_ID) : -1
          break
        case HAS_PARENT:
          if (bytes[p] !== QUOTE) p = -1
          else if (bytes[p + 1] === QUOTE) p += 2
          else p = this.hex(p + 1, 16, PARENT_SPAN_ID)
          break
        case HAS_NAME:
          words[at + NAME] = p + 1
          if (bytes[p] !== QUOTE || bytes[p + 1] === QUOTE) return -1
          p = json.string(p + 1)
          words[at + NAME_BYTES] = p - 1 - words[at + NAME]
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
      if (bytes[p] <= 0x20) p = json.space(p)
      const byte = bytes[p]
      if (byte === OBJECT_END) break
      if (byte !== COMMA) return -1
      p++
      if (bytes[p] <= 0x20) p = json.space(p)
    }
    if ((seen & NEEDED) !== NEEDED) return -1
    if ((words[at] | words[at + 1] | words[at + 2] | words[at + 3]) === 0) return -1
    if ((words[at + SPAN_ID] | words[at + SPAN_ID + 1]) === 0) return -1
    if (!this.writeTimes(startHigh, startLow, endHigh, endLow)) return -1
    const marks =
      ((flags & 1) !== 0 ? SAMPLED : 0) |
      ((flags & 0x100) !== 0 ? REMOTE_KNOWN : 0) |
      ((flags & 0x200) !== 0 ? REMOTE_PARENT : 0)
    words[at + KIND_STATUS_MARKS] = kind | (status << 8) | (marks << 16)
    return p + 1
  }

  /** The bit of a key; 0 for an unknown one, -1 for one that is written with escapes. */
  #fieldOf(key: number, length: number): number {
    const { json } = this
    const candidates = length < KEYS.length ? KEYS[length] : []
    for (let i = 0; i < candidates.length; i++) if (json.holds(key, candidates[i].bytes)) return candidates[i].field
    return this.#hasEscape(key) ? -1 : 0
  }

  /** Whether the string from `from` on is written with an escape. */
  #hasEscape(from: number): boolean {
    const { bytes } = this.json
    let p = from
    while (bytes[p] !== QUOTE && bytes[p] !== BACKSLASH) p++
    return bytes[p] === BACKSLASH
  }

  /** One digit or a name, into `#number`. */
  #enumValue(p: number, names: readonly Uint8Array[]): number {
    const { json } = this
    const { bytes } = json
    if (bytes[p] === QUOTE) {
      for (let i = 0; i < names.length; i++) {
        if (!json.holds(p, names[i])) continue
        this.#number = i
        return p + names[i].length
      }
      return -1
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
    let p = json.space(from + 1)
    while (bytes[p] !== OBJECT_END) {
      const key = p + 1
      p = json.key(p)
      if (p === -1 || json.holds(key, DEPRECATED) || this.#hasEscape(key)) return -1
      if (json.holds(key, CODE)) {
        if (code !== -1 || bytes[key + 4] !== QUOTE) return -1
        p = this.#enumValue(p, STATUS_NAMES)
        code = this.#number
      } else p = json.value(p)
      if (p === -1) return -1
      p = json.space(p)
      if (bytes[p] === OBJECT_END) break
      if (bytes[p] !== COMMA) return -1
      p = json.space(p + 1)
      if (bytes[p] !== QUOTE) return -1
    }
    this.#number = Math.max(0, code)
    return p + 1
  }
}
