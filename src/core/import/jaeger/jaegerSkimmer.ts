import { CONTEXT, KIND_STATUS_MARKS, NAME, PARENT_SPAN_ID } from '../../model/spanBatch.ts'
import { SAMPLED } from '../../model/spanMarks.ts'
import { STATUS_ERROR } from '../../model/spanTable.ts'
import { ARRAY, ARRAY_END, COMMA, OBJECT, OBJECT_END, QUOTE } from '../json/jsonBytes.ts'
import { asciiBytes } from '../json/jsonSkimmer.ts'
import { KeyTable, quotedBytes, whichString } from '../json/keyTable.ts'
import { SpanSkimmer } from '../spanSkimmer.ts'

const HAS_TRACE_ID = 1 << 0
const HAS_SPAN_ID = 1 << 1
const HAS_NAME = 1 << 2
const HAS_START = 1 << 3
const HAS_DURATION = 1 << 4
const HAS_PROCESS_ID = 1 << 5
const HAS_REFERENCES = 1 << 6
const HAS_TAGS = 1 << 7
const HAS_FLAGS = 1 << 8
const OTHER_WRITING = 1 << 9
const NEEDED = HAS_TRACE_ID | HAS_SPAN_ID | HAS_NAME | HAS_START | HAS_DURATION | HAS_PROCESS_ID

/** Keys of a span (jaeger, model/json/model.go, `Span`). */
const KEYS = new KeyTable([
  ['traceID', HAS_TRACE_ID],
  ['spanID', HAS_SPAN_ID],
  ['operationName', HAS_NAME],
  ['startTime', HAS_START],
  ['duration', HAS_DURATION],
  ['processID', HAS_PROCESS_ID],
  ['references', HAS_REFERENCES],
  ['tags', HAS_TAGS],
  ['flags', HAS_FLAGS],
  ['parentSpanID', OTHER_WRITING],
  ['process', OTHER_WRITING],
])

const HAS_TYPE = 1 << 2
const REFERENCE_KEYS = new KeyTable([
  ['traceID', HAS_TRACE_ID],
  ['spanID', HAS_SPAN_ID],
  ['refType', HAS_TYPE],
])
const WHOLE_REFERENCE = HAS_TRACE_ID | HAS_SPAN_ID | HAS_TYPE
/** The one that counts more last. */
const REFERENCE_TYPES = quotedBytes(['FOLLOWS_FROM', 'CHILD_OF'])

const KEY = 1
const VALUE = 2
const TAG_KEYS = new KeyTable([
  ['key', KEY],
  ['value', VALUE],
])
const KIND_TAG = 1
const STATUS_TAG = 2
const ERROR_TAG = 3
const TAGS = new KeyTable([
  ['span.kind', KIND_TAG],
  ['otel.status_code', STATUS_TAG],
  ['error', ERROR_TAG],
])
const KINDS = quotedBytes(['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'])
const STATUSES = quotedBytes(['UNSET', 'OK', 'ERROR'])
const TRUE = asciiBytes('true')
const FALSE = asciiBytes('false')

/** Reads Jaeger spans by their bytes. What it reads is what the general reader makes of the same span, unreported. */
export class JaegerSkimmer extends SpanSkimmer {
  /** Of the tags read last. */
  #kind = 0
  #status = 0
  #failed = false
  /** Of the reference read last: its type, and where its span id is. */
  #type = -1
  #referredId = -1

  protected readSpan(from: number): number {
    const { json, words, at } = this
    const { bytes } = json
    words[at + PARENT_SPAN_ID] = words[at + PARENT_SPAN_ID + 1] = 0
    this.#kind = this.#status = 0
    this.#failed = false
    let seen = 0
    let references = -1
    let traceId = -1
    let flags = 0
    let p = json.firstMember(from)
    while (bytes[p] !== OBJECT_END) {
      const key = p + 1
      p = p === -1 ? -1 : json.string(key)
      if (p === -1) return -1
      const field = KEYS.find(json, key, p - 1 - key)
      p = json.toValue(p)
      if (p === -1 || (seen & field) !== 0) return -1
      seen |= field
      switch (field) {
        case HAS_TRACE_ID:
          traceId = p
          p = this.traceId(p)
          break
        case HAS_SPAN_ID:
          p = this.spanId(p)
          break
        case HAS_NAME:
          p = bytes[p + 1] === QUOTE ? -1 : this.text(p, NAME)
          break
        case HAS_START:
          p = this.wholeNumber(p)
          if (!this.writeStart(1e3)) return -1
          break
        case HAS_DURATION:
          p = this.wholeNumber(p)
          if (!this.writeDuration(1e3)) return -1
          break
        case HAS_PROCESS_ID:
          p = bytes[p + 1] === QUOTE ? -1 : this.text(p, CONTEXT)
          break
        case HAS_REFERENCES:
          references = p
          p = bytes[p] === ARRAY ? json.value(p) : -1
          break
        case HAS_TAGS:
          p = bytes[p] === ARRAY ? this.#tags(p) : -1
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
    if (references !== -1 && !this.#references(references, traceId)) return -1
    const status = this.#status === 0 && this.#failed ? STATUS_ERROR : this.#status
    const marks = (flags & 1) !== 0 ? SAMPLED : 0
    words[at + KIND_STATUS_MARKS] = this.#kind | (status << 8) | (marks << 16)
    return p + 1
  }

  /**
   * Writes the parent: the first CHILD_OF, else the first FOLLOWS_FROM. The array is known to be valid JSON. False where
   * a reference is of another trace or written otherwise.
   */
  #references(from: number, traceId: number): boolean {
    const { json } = this
    const { bytes, lineBreaks } = json
    let type = -1
    let p = json.space(from + 1)
    while (bytes[p] !== ARRAY_END) {
      if (bytes[p] !== OBJECT) return false
      p = this.#reference(p, traceId)
      if (p === -1) return false
      if (this.#type > type) {
        if (this.parentSpanId(this.#referredId) === -1) return false
        if ((this.words[this.at + PARENT_SPAN_ID] | this.words[this.at + PARENT_SPAN_ID + 1]) === 0) return false
        type = this.#type
      }
      p = json.space(p)
      if (bytes[p] === COMMA) p = json.space(p + 1)
    }
    json.lineBreaks = lineBreaks
    return true
  }

  #reference(from: number, traceId: number): number {
    const { json } = this
    const { bytes } = json
    let seen = 0
    let p = json.firstMember(from)
    while (bytes[p] !== OBJECT_END) {
      const key = p + 1
      p = json.string(key)
      const field = REFERENCE_KEYS.find(json, key, p - 1 - key)
      p = json.toValue(p)
      if (field === -1 || (seen & field) !== 0) return -1
      seen |= field
      if (field === HAS_TRACE_ID && !this.#isSameText(traceId, p)) return -1
      if (field === HAS_SPAN_ID) this.#referredId = p
      if (field === HAS_TYPE) {
        this.#type = whichString(json, p, REFERENCE_TYPES)
        if (this.#type === -1) return -1
      }
      p = json.nextMember(json.value(p))
    }
    return seen === WHOLE_REFERENCE ? p + 1 : -1
  }

  /** Whether two strings, the first without escapes, are written alike. */
  #isSameText(a: number, b: number): boolean {
    const { bytes } = this.json
    let i = 0
    do if (bytes[a + i] !== bytes[b + i]) return false
    while (bytes[a + ++i] !== QUOTE)
    return bytes[b + i] === QUOTE
  }

  #tags(from: number): number {
    const { json } = this
    const { bytes } = json
    let p = json.space(from + 1)
    if (bytes[p] === ARRAY_END) return p + 1
    for (;;) {
      if (bytes[p] !== OBJECT) return -1
      p = this.#tag(p)
      if (p === -1) return -1
      if (bytes[p] <= 0x20) p = json.space(p)
      const byte = bytes[p++]
      if (byte === ARRAY_END) return p
      if (byte !== COMMA) return -1
      if (bytes[p] <= 0x20) p = json.space(p)
    }
  }

  #tag(from: number): number {
    const { json } = this
    const { bytes } = json
    let seen = 0
    let tag = 0
    let value = -1
    let p = json.firstMember(from)
    while (bytes[p] !== OBJECT_END) {
      const member = p + 1
      p = p === -1 ? -1 : json.string(member)
      if (p === -1) return -1
      const field = TAG_KEYS.find(json, member, p - 1 - member)
      p = json.toValue(p)
      if (p === -1 || field === -1 || (seen & field) !== 0) return -1
      seen |= field
      if (field === KEY) {
        if (bytes[p] !== QUOTE) return -1
        const key = p + 1
        p = json.string(key)
        if (p === -1) return -1
        tag = TAGS.find(json, key, p - 1 - key)
        if (tag === -1) return -1
      } else {
        if (field === VALUE) value = p
        p = bytes[p] === QUOTE ? json.string(p + 1) : json.value(p)
        if (p === -1) return -1
      }
      p = json.nextMember(p)
    }
    return tag === 0 || this.#summarize(tag, value) ? p + 1 : -1
  }

  /** Takes a tag that means something into account; false where its value is unusual. */
  #summarize(tag: number, value: number): boolean {
    const { json } = this
    if (value === -1) return false
    if (tag === KIND_TAG) {
      this.#kind = whichString(json, value, KINDS)
      return this.#kind !== -1
    }
    if (tag === STATUS_TAG) {
      this.#status = whichString(json, value, STATUSES)
      return this.#status !== -1
    }
    this.#failed = json.holds(value, TRUE)
    return this.#failed || json.holds(value, FALSE)
  }
}
