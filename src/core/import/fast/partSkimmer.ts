import { CONTEXT } from '../../model/spanBatch.ts'
import { BACKSLASH, OBJECT_END, QUOTE } from '../json/jsonBytes.ts'
import { asciiBytes, type JsonSkimmer } from '../json/jsonSkimmer.ts'
import { KeyTable } from '../json/keyTable.ts'
import type { FieldSkimmer } from './fieldSkimmer.ts'
import { PART, REFERENCE, type SpanSyntax, TAG } from './spanSyntax.ts'

const OPEN_KEY = asciiBytes('{"key":"')
const THEN_TYPE = asciiBytes(',"type":')
const THEN_VALUE = asciiBytes(',"value":')

/** Bits of the fields that a reference must have. */
const WHOLE_REFERENCE = (1 << REFERENCE.traceId) | (1 << REFERENCE.spanId) | (1 << REFERENCE.type)

/** Reads the parts of a span that are objects or lists: status, endpoint, tags, references. */
export class PartSkimmer {
  /** Of the span at hand, in OTLP numbers. */
  kind = 0
  status = 0
  /** A tag of a list says that it failed, which counts where no status is told. */
  failed = false
  /** Bits of the tags of a map. */
  mapTags = 0
  readonly #json: JsonSkimmer
  readonly #fields: FieldSkimmer
  readonly #kinds: KeyTable
  readonly #statuses: KeyTable
  readonly #parts: KeyTable
  readonly #tags: KeyTable
  readonly #tagKinds: KeyTable
  readonly #references: KeyTable
  readonly #referenceTypes: KeyTable
  /** Of the reference read last: its type, and where its span id is. */
  #type = 0
  #referredId = -1

  constructor(json: JsonSkimmer, fields: FieldSkimmer, syntax: SpanSyntax) {
    this.#json = json
    this.#fields = fields
    this.#kinds = new KeyTable(syntax.kinds)
    this.#statuses = new KeyTable(syntax.statuses)
    this.#parts = new KeyTable(syntax.parts)
    this.#tags = new KeyTable(syntax.tags)
    this.#tagKinds = new KeyTable(syntax.tagKinds)
    this.#references = new KeyTable(syntax.references)
    this.#referenceTypes = new KeyTable(syntax.referenceTypes)
  }

  begin(): void {
    this.kind = this.status = this.mapTags = 0
    this.failed = false
  }

  /** A kind; numbers below `digits` too. */
  readKind(p: number, digits: number): number {
    const end = this.#fields.enumValue(p, this.#kinds, digits)
    this.kind = this.#fields.number
    return end
  }

  /** A status code: a number below 3 or a name. */
  readCode(p: number): number {
    const end = this.#fields.enumValue(p, this.#statuses, 3)
    this.status = this.#fields.number
    return end
  }

  /** A status object. Other spellings of its code are left to the general reader. */
  readStatus(from: number): number {
    const json = this.#json
    let hasCode = false
    let p = json.firstMember(this.#parts, from)
    while (!json.isDone) {
      const part = json.member.number
      if (part !== 0 && (hasCode || part !== PART.code)) return -1
      hasCode ||= part !== 0
      p = json.nextMember(this.#parts, part === 0 ? json.value(p) : this.readCode(p))
    }
    return p
  }

  /** An endpoint, whose service names the context. */
  readEndpoint(from: number): number {
    const json = this.#json
    let hasService = false
    let p = json.firstMember(this.#parts, from)
    while (!json.isDone) {
      const part = json.member.number
      if (part !== 0 && hasService) return -1
      hasService ||= part !== 0
      p = json.nextMember(this.#parts, part === 0 ? json.value(p) : this.#fields.text(p, CONTEXT, true))
    }
    return p
  }

  /** Tags as an object. */
  readTagMap(from: number): number {
    const json = this.#json
    let p = json.firstMember(this.#tags, from)
    while (!json.isDone) {
      const tag = json.member.number
      if (tag !== 0) {
        if ((this.mapTags & (1 << tag)) !== 0) return -1
        this.mapTags |= 1 << tag
        if (tag === TAG.status && !this.#takeTag(tag, p)) return -1
      }
      p = json.nextMember(this.#tags, json.value(p))
    }
    return p
  }

  /** Tags as a list of objects with key and value. */
  readTagList(from: number): number {
    const json = this.#json
    let p = json.firstObject(from)
    while (!json.isDone) p = json.nextObject(json.holds(p, OPEN_KEY) ? this.#plainTag(p) : this.#tag(p))
    return p
  }

  /** `{"key":"…","type":…,"value":…}` without space, or what {@link PartSkimmer.#tag} makes of it. */
  #plainTag(from: number): number {
    const json = this.#json
    const { bytes, escapes, lineBreaks } = json
    const key = from + OPEN_KEY.length
    let p = json.string(key)
    if (p === -1 || escapes !== json.escapes) return -1
    const tag = this.#tags.find(bytes, key, p - 1 - key).number
    if (json.holds(p, THEN_TYPE)) p = json.value(p + THEN_TYPE.length)
    if (p !== -1 && json.holds(p, THEN_VALUE)) {
      const value = p + THEN_VALUE.length
      p = json.value(value)
      if (p !== -1 && bytes[p] === OBJECT_END) return tag === 0 || this.#takeTag(tag, value) ? p + 1 : -1
    }
    json.lineBreaks = lineBreaks
    return this.#tag(from)
  }

  #tag(from: number): number {
    const json = this.#json
    let seen = 0
    let tag = 0
    let value = -1
    let p = json.firstMember(this.#parts, from)
    while (!json.isDone) {
      const part = json.member.number
      if ((seen & part) !== 0) return -1
      seen |= part
      if (part === PART.value) value = p
      const end = json.value(p)
      if (part === PART.key) {
        if (end === -1 || json.bytes[p] !== QUOTE || json.bytes.subarray(p, end).includes(BACKSLASH)) return -1
        tag = this.#tags.find(json.bytes, p + 1, end - 2 - p).number
      }
      p = json.nextMember(this.#parts, end)
    }
    return tag === 0 || (value !== -1 && this.#takeTag(tag, value)) ? p : -1
  }

  /** Takes a tag that means something into account; false where its value is unusual. */
  #takeTag(tag: number, value: number): boolean {
    const fields = this.#fields
    if (tag === TAG.kind) {
      const end = fields.enumValue(value, this.#tagKinds, 0)
      this.kind = fields.number
      return end !== -1
    }
    if (tag === TAG.status) {
      const end = fields.enumValue(value, this.#statuses, 0)
      this.status = fields.number
      return end !== -1
    }
    const end = fields.boolean(value)
    this.failed = fields.number === 1
    return end !== -1
  }

  /**
   * Writes the parent: the first reference of the type that counts most. All must be of the trace whose id is at `traceId`.
   */
  readReferences(from: number, traceId: number): number {
    const json = this.#json
    let type = -1
    let p = json.firstObject(from)
    while (!json.isDone) {
      p = this.#reference(p, traceId)
      if (p !== -1 && this.#type > type) {
        if (this.#fields.parentSpanId(this.#referredId) === -1 || !this.#fields.hasParent) return -1
        type = this.#type
      }
      p = json.nextObject(p)
    }
    return p
  }

  #reference(from: number, traceId: number): number {
    const json = this.#json
    let seen = 0
    let p = json.firstMember(this.#references, from)
    while (!json.isDone) {
      const part = json.member.number
      if (part !== 0 && (seen & (1 << part)) !== 0) return -1
      seen |= 1 << part
      let end = json.value(p)
      if (part === REFERENCE.traceId && !this.#isSameText(traceId, p)) return -1
      if (part === REFERENCE.spanId) this.#referredId = p
      if (part === REFERENCE.type) {
        end = this.#fields.enumValue(p, this.#referenceTypes, 0)
        this.#type = this.#fields.number
      }
      p = json.nextMember(this.#references, end)
    }
    return (seen & WHOLE_REFERENCE) === WHOLE_REFERENCE ? p : -1
  }

  /** Whether two strings, the first without escapes, are written alike. */
  #isSameText(a: number, b: number): boolean {
    const { bytes } = this.#json
    let i = 0
    do if (bytes[a + i] !== bytes[b + i]) return false
    while (bytes[a + ++i] !== QUOTE)
    return bytes[b + i] === QUOTE
  }
}
