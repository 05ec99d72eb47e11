import { CONTEXT, CONTEXT_BYTES, KIND_STATUS_MARKS, NAME, PARENT_SPAN_ID } from '../../model/spanBatch.ts'
import { SAMPLED, SHARED_HALF } from '../../model/spanMarks.ts'
import { STATUS_ERROR } from '../../model/spanTable.ts'
import { OBJECT, OBJECT_END, QUOTE } from '../json/jsonBytes.ts'
import { asciiBytes } from '../json/jsonSkimmer.ts'
import { KeyTable, quotedBytes, whichString } from '../json/keyTable.ts'
import { SpanSkimmer } from '../spanSkimmer.ts'

const HAS_TRACE_ID = 1 << 0
const HAS_ID = 1 << 1
const HAS_PARENT = 1 << 2
const HAS_NAME = 1 << 3
const HAS_KIND = 1 << 4
const HAS_TIMESTAMP = 1 << 5
const HAS_DURATION = 1 << 6
const HAS_ENDPOINT = 1 << 7
const HAS_TAGS = 1 << 8
const HAS_SHARED = 1 << 9
const HAS_DEBUG = 1 << 10
const NEEDED = HAS_TRACE_ID | HAS_ID | HAS_TIMESTAMP | HAS_DURATION

/** Keys of a span (zipkin-api, zipkin2-api.yaml, `Span`). */
const KEYS = new KeyTable([
  ['traceId', HAS_TRACE_ID],
  ['id', HAS_ID],
  ['parentId', HAS_PARENT],
  ['name', HAS_NAME],
  ['kind', HAS_KIND],
  ['timestamp', HAS_TIMESTAMP],
  ['duration', HAS_DURATION],
  ['localEndpoint', HAS_ENDPOINT],
  ['tags', HAS_TAGS],
  ['shared', HAS_SHARED],
  ['debug', HAS_DEBUG],
])

const SERVICE_NAME = new KeyTable([['serviceName', 1]])

const ERROR_TAG = 1 << 0
const STATUS_TAG = 1 << 1
const KIND_TAG = 1 << 2
const TAGS = new KeyTable([
  ['error', ERROR_TAG],
  ['otel.status_code', STATUS_TAG],
  ['span.kind', KIND_TAG],
])

const KINDS = quotedBytes(['', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'])
const STATUSES = quotedBytes(['UNSET', 'OK', 'ERROR'])
const FLAGS = [asciiBytes('false'), asciiBytes('true')]

/** Reads Zipkin v2 spans by their bytes. What it reads is what the general reader makes of the same span, unreported. */
export class ZipkinSkimmer extends SpanSkimmer {
  /** Of the tags read last. */
  #status = 0
  #tagsSeen = 0
  #flag = 0

  protected readSpan(from: number): number {
    const { json, words, at } = this
    const { bytes } = json
    words.fill(0, at + PARENT_SPAN_ID, at + CONTEXT_BYTES + 1)
    words[at + NAME] = words[at + CONTEXT] = from
    this.#status = this.#tagsSeen = 0
    let seen = 0
    let kind = 0
    let marks = 0
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
          p = this.traceId(p)
          break
        case HAS_ID:
          p = this.spanId(p)
          break
        case HAS_PARENT:
          p = this.parentSpanId(p)
          break
        case HAS_NAME:
          p = this.text(p, NAME)
          break
        case HAS_KIND:
          kind = whichString(json, p, KINDS)
          p = kind < 1 ? -1 : p + KINDS[kind].length
          break
        case HAS_TIMESTAMP:
          p = this.wholeNumber(p)
          if (!this.writeStart(1e3)) return -1
          break
        case HAS_DURATION:
          p = this.wholeNumber(p)
          if (!this.writeDuration(1e3) || this.timeHigh + this.timeLow === 0) return -1
          break
        case HAS_ENDPOINT:
          p = bytes[p] === OBJECT ? this.#endpoint(p) : -1
          break
        case HAS_TAGS:
          p = bytes[p] === OBJECT ? this.#tags(p) : -1
          break
        case HAS_SHARED:
          p = this.#boolean(p)
          if (this.#flag === 1) marks |= SHARED_HALF
          break
        case HAS_DEBUG:
          p = this.#boolean(p)
          if (this.#flag === 1) marks |= SAMPLED
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
    if ((seen & HAS_KIND) === 0 && (this.#tagsSeen & KIND_TAG) !== 0) return -1
    const status = (this.#tagsSeen & ERROR_TAG) !== 0 ? STATUS_ERROR : this.#status
    words[at + KIND_STATUS_MARKS] = kind | (status << 8) | (marks << 16)
    return p + 1
  }

  #boolean(p: number): number {
    const { json } = this
    this.#flag = json.bytes[p] === 0x74 ? 1 : 0
    const word = FLAGS[this.#flag]
    return json.holds(p, word) ? p + word.length : -1
  }

  /** The service of an Endpoint, as what names the context. */
  #endpoint(from: number): number {
    const { json } = this
    const { bytes } = json
    let hasName = false
    let p = json.firstMember(from)
    while (bytes[p] !== OBJECT_END) {
      const key = p + 1
      p = p === -1 ? -1 : json.string(key)
      if (p === -1) return -1
      const field = SERVICE_NAME.find(json, key, p - 1 - key)
      p = json.toValue(p)
      if (p === -1 || field === -1 || (field === 1 && hasName)) return -1
      hasName ||= field === 1
      p = field === 1 ? this.text(p, CONTEXT) : json.value(p)
      if (p === -1) return -1
      p = json.nextMember(p)
    }
    return p + 1
  }

  #tags(from: number): number {
    const { json } = this
    const { bytes } = json
    let p = json.firstMember(from)
    while (bytes[p] !== OBJECT_END) {
      const key = p + 1
      p = p === -1 ? -1 : json.string(key)
      if (p === -1) return -1
      const field = TAGS.find(json, key, p - 1 - key)
      p = json.toValue(p)
      if (p === -1 || field === -1 || (this.#tagsSeen & field) !== 0) return -1
      this.#tagsSeen |= field
      if (field === STATUS_TAG) {
        this.#status = whichString(json, p, STATUSES)
        if (this.#status === -1) return -1
      }
      p = bytes[p] === QUOTE ? json.string(p + 1) : json.value(p)
      if (p === -1) return -1
      p = json.nextMember(p)
    }
    return p + 1
  }
}
