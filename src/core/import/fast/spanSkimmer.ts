import { CONTEXT, KIND_STATUS_MARKS, NAME, PARENT_SPAN_ID } from '../../model/spanBatch.ts'
import { REMOTE_KNOWN, REMOTE_PARENT, SAMPLED } from '../../model/spanMarks.ts'
import { STATUS_ERROR } from '../../model/spanTable.ts'
import { ARRAY, OBJECT, QUOTE } from '../json/jsonBytes.ts'
import type { JsonSkimmer } from '../json/jsonSkimmer.ts'
import { KeyTable } from '../json/keyTable.ts'
import { FieldSkimmer } from './fieldSkimmer.ts'
import { PartSkimmer } from './partSkimmer.ts'
import { FIELD, NOT_ZERO, type SpanSyntax, TAG } from './spanSyntax.ts'

/** Reads a span object by its bytes, as a syntax says. */
export class SpanSkimmer {
  readonly words: Uint32Array
  readonly #json: JsonSkimmer
  readonly #fields: FieldSkimmer
  readonly #parts: PartSkimmer
  readonly #keys: KeyTable
  /** Bits of the fields that a span must have. */
  readonly #needed: number
  /** Of the span at hand: its marks, where its trace id is, and where references are that came before it. */
  #marks = 0
  #traceIdAt = -1
  #referencesAt = -1

  constructor(json: JsonSkimmer, syntax: SpanSyntax) {
    this.#json = json
    this.#fields = new FieldSkimmer(json)
    this.words = this.#fields.words
    this.#parts = new PartSkimmer(json, this.#fields, syntax)
    this.#keys = new KeyTable(syntax.keys)
    this.#needed = syntax.needed.reduce((bits, field) => bits | (1 << field), 0)
  }

  /**
   * Reads the span object that begins at `from` into the words from `at` on. Returns the position behind it, -1 to leave
   * it to the general reader.
   */
  read(from: number, at: number): number {
    this.#begin(from, at)
    const json = this.#json
    let seen = 0
    let p = json.firstMember(this.#keys, from)
    while (!json.isDone) {
      const { number, parameter } = json.member
      if (number === 0) p = json.value(p)
      else {
        if ((seen & (1 << number)) !== 0) return -1
        seen |= 1 << number
        p = this.#readField(number, parameter, p)
      }
      p = json.nextMember(this.#keys, p)
    }
    return p !== -1 && this.#finish(seen) ? p : -1
  }

  #begin(from: number, at: number): void {
    const { words } = this
    words[at + PARENT_SPAN_ID] = words[at + PARENT_SPAN_ID + 1] = 0
    words[at + NAME] = words[at + CONTEXT] = from
    words[at + NAME + 1] = words[at + CONTEXT + 1] = 0
    this.#fields.at = at
    this.#parts.begin()
    this.#marks = 0
    this.#traceIdAt = this.#referencesAt = -1
  }

  #readField(field: number, parameter: number, p: number): number {
    const fields = this.#fields
    const parts = this.#parts
    const byte = this.#json.bytes[p]
    switch (field) {
      case FIELD.traceId:
        this.#traceIdAt = p
        return fields.traceId(p)
      case FIELD.spanId:
        return fields.spanId(p)
      case FIELD.parentSpanId:
        return fields.parentSpanId(p)
      case FIELD.name:
        return fields.text(p, NAME, parameter === 1)
      case FIELD.context:
        return fields.text(p, CONTEXT, false)
      case FIELD.start:
        return fields.start(p, parameter)
      case FIELD.end:
        return fields.end(p)
      case FIELD.duration:
        return fields.duration(p, parameter % NOT_ZERO, parameter < NOT_ZERO)
      case FIELD.kind:
        return parts.readKind(p, parameter)
      case FIELD.status:
        if (byte === OBJECT) return parts.readStatus(p)
        return parameter === 1 ? parts.readCode(p) : -1
      case FIELD.flags:
        return this.#readFlags(p, parameter)
      case FIELD.shared:
      case FIELD.debug:
        return this.#readMark(p, parameter)
      case FIELD.endpoint:
        return byte === OBJECT ? parts.readEndpoint(p) : -1
      case FIELD.tagMap:
        return byte === OBJECT ? parts.readTagMap(p) : -1
      case FIELD.tagList:
        return byte === ARRAY ? parts.readTagList(p) : -1
      case FIELD.references:
        if (byte !== ARRAY) return -1
        if (this.#traceIdAt !== -1) return parts.readReferences(p, this.#traceIdAt)
        this.#referencesAt = p
        return this.#json.value(p)
      case FIELD.resource:
        return byte === OBJECT || byte === ARRAY ? this.#json.value(p) : -1
      default:
        return -1
    }
  }

  #readFlags(p: number, bits: number): number {
    const fields = this.#fields
    const end = this.#json.bytes[p] === QUOTE ? -1 : fields.wholeNumber(p)
    const flags = fields.low & bits
    this.#marks |=
      ((flags & 1) !== 0 ? SAMPLED : 0) |
      ((flags & 0x100) !== 0 ? REMOTE_KNOWN : 0) |
      ((flags & 0x200) !== 0 ? REMOTE_PARENT : 0)
    return fields.high === 0 ? end : -1
  }

  #readMark(p: number, mark: number): number {
    const end = this.#fields.boolean(p)
    if (this.#fields.number === 1) this.#marks |= mark
    return end
  }

  /** Writes what follows from several fields; false where the general reader is needed. */
  #finish(seen: number): boolean {
    if ((seen & this.#needed) !== this.#needed) return false
    const { words } = this
    const { at } = this.#fields
    const { kind, mapTags, failed } = this.#parts
    let { status } = this.#parts
    // A tag names the kind where no field does; both are the general reader's to weigh.
    if ((mapTags & (1 << TAG.kind)) !== 0 && (seen & (1 << FIELD.kind)) === 0) return false
    if (this.#referencesAt !== -1) {
      const { lineBreaks } = this.#json
      if (this.#parts.readReferences(this.#referencesAt, this.#traceIdAt) === -1) return false
      this.#json.lineBreaks = lineBreaks
    }
    if ((mapTags & (1 << TAG.error)) !== 0 || (failed && status === 0)) status = STATUS_ERROR
    words[at + KIND_STATUS_MARKS] = kind | (status << 8) | (this.#marks << 16)
    return this.#fields.writeTimes((seen & (1 << FIELD.end)) !== 0)
  }
}
