import { CONTEXT, KIND_STATUS_MARKS, NAME, PARENT_SPAN_ID } from '../../model/spanBatch.ts'
import { REMOTE_KNOWN, REMOTE_PARENT, SAMPLED } from '../../model/spanMarks.ts'
import { SPAN_KINDS, STATUS_CODES } from '../../model/spanTable.ts'
import { ByteTexts } from '../bytes/byteTexts.ts'
import { ARRAY, OBJECT, OBJECT_END, QUOTE } from '../json/jsonBytes.ts'
import { KeyTable } from '../json/keyTable.ts'
import { FIELD, fitsTables, type KernelFormat } from '../kernel/kernelTables.ts'
import { SpanSkimmer, type UnitNs } from '../spanSkimmer.ts'
import { readKind, readStatus, SPELLINGS } from './flatNames.ts'
import type { TimeUnit } from './flatTimeKeys.ts'
import type { FlatTimePlan } from './flatTimes.ts'

const TRACE_ID_FIELD = 1 << 0
const SPAN_ID_FIELD = 1 << 1
const PARENT_FIELD = 1 << 2
const NAME_FIELD = 1 << 3
const SERVICE_FIELD = 1 << 4
const KIND_FIELD = 1 << 5
const STATUS_FIELD = 1 << 6
const FLAGS_FIELD = 1 << 7
const START_FIELD = 1 << 8
const DURATION_FIELD = 1 << 9
/** Keys whose meaning hangs on others, or on their value. */
const GENERAL_FIELD = 1 << 10
/** `resource` names a span where it is a text. */
const RESOURCE_FIELD = 1 << 11
const NEEDED = TRACE_ID_FIELD | SPAN_ID_FIELD | NAME_FIELD | SERVICE_FIELD | START_FIELD | DURATION_FIELD

const SPELLED: readonly (readonly [readonly string[], number])[] = [
  [SPELLINGS.traceId, TRACE_ID_FIELD],
  [SPELLINGS.spanId, SPAN_ID_FIELD],
  [SPELLINGS.parentSpanId, PARENT_FIELD],
  [SPELLINGS.name, NAME_FIELD],
  [['resource'], RESOURCE_FIELD],
  [SPELLINGS.service, SERVICE_FIELD],
  [SPELLINGS.kind, KIND_FIELD],
  [SPELLINGS.status, STATUS_FIELD],
  [SPELLINGS.flags, FLAGS_FIELD],
  [['error'], GENERAL_FIELD],
]

/** Different keys and enum values that are remembered. */
const MAX_REMEMBERED = 1000

/** Keys of a status with its code; the first is the usual one. */
const CODE = 1
const OTHER_CODE = 2
const STATUS_KEYS = new KeyTable([
  ['code', CODE],
  ['status_code', OTHER_CODE],
  ['statusCode', OTHER_CODE],
  ['Code', OTHER_CODE],
])

/** OTLP number of an enum value; undefined for an unknown one. */
type ReadEnum = (value: unknown) => number | undefined

const statusOf: ReadEnum = (status) => readStatus({ status }).code

/** What a key means, and of times the unit. */
interface KeyMeaning {
  readonly field: number
  readonly unitNs: UnitNs
}

const UNIT_NS: { readonly [unit in TimeUnit]: UnitNs } = { s: 1e9, ms: 1e6, us: 1e3, ns: 1 }

/** What the keys of a file mean. */
function meaningsOf(plan: FlatTimePlan): Map<string, KeyMeaning> {
  const meanings = new Map<string, KeyMeaning>()
  for (const [keys, field] of SPELLED) for (const key of keys) meanings.set(key, { field, unitNs: 1 })
  const roles = [
    [plan.start, START_FIELD],
    [plan.duration, DURATION_FIELD],
  ] as const
  for (const [times, role] of roles) {
    for (const { key, unit } of times) {
      const field = meanings.has(key) || unit === undefined ? GENERAL_FIELD : role
      meanings.set(key, { field, unitNs: unit === undefined ? 1 : UNIT_NS[unit] })
    }
  }
  return meanings
}

const KERNEL_FIELDS: ReadonlyMap<number, readonly [field: number, parameter?: number]> = new Map([
  [TRACE_ID_FIELD, [FIELD.traceId]],
  [SPAN_ID_FIELD, [FIELD.spanId]],
  [PARENT_FIELD, [FIELD.parentSpanId]],
  [NAME_FIELD, [FIELD.name]],
  [SERVICE_FIELD, [FIELD.context]],
  [KIND_FIELD, [FIELD.kind, SPAN_KINDS.length]],
  [STATUS_FIELD, [FIELD.status, 1]],
  [FLAGS_FIELD, [FIELD.flags, 0x301]],
  [RESOURCE_FIELD, [FIELD.resource]],
])

/** Usual writings of a name of an enum. */
function writings(name: string, prefix: string): string[] {
  const upper = name.toUpperCase()
  return [name, upper, upper[0] + name.slice(1), prefix + upper]
}

function enumEntries(names: readonly string[], prefix: string, read: ReadEnum): KernelFormat['kinds'] {
  return names.flatMap((name) => writings(name, prefix).map((text) => [text, read(text) ?? 0] as const))
}

/** What the kernel has to know of the flat spans of a file; undefined where their keys do not fit its tables. */
export function flatKernel(plan: FlatTimePlan): KernelFormat | undefined {
  const meanings = [...meaningsOf(plan)]
  if (!meanings.every(([key]) => fitsTables(key))) return undefined
  return {
    keys: meanings.map(([key, { field, unitNs }]) => {
      if (field === START_FIELD) return [key, FIELD.start, unitNs] as const
      if (field === DURATION_FIELD) return [key, FIELD.duration, unitNs] as const
      const [meaning, parameter = 0] = KERNEL_FIELDS.get(field) ?? [FIELD.other]
      return [key, meaning, parameter] as const
    }),
    needed: [FIELD.traceId, FIELD.spanId, FIELD.name, FIELD.context, FIELD.start, FIELD.duration],
    kinds: enumEntries(SPAN_KINDS, 'SPAN_KIND_', readKind),
    statuses: enumEntries(STATUS_CODES, 'STATUS_CODE_', statusOf),
    parts: [
      ['code', CODE],
      ['status_code', OTHER_CODE],
      ['statusCode', OTHER_CODE],
      ['Code', OTHER_CODE],
    ],
    tags: [],
    tagKinds: [],
    references: [],
    referenceTypes: [],
  }
}

const MEANS_NOTHING: KeyMeaning = { field: 0, unitNs: 1 }

/** Reads flat spans by their bytes. What it reads is what FlatReader makes of the same span, unreported. */
export class FlatSkimmer extends SpanSkimmer {
  readonly #meanings: ReadonlyMap<string, KeyMeaning>
  readonly #keys = new ByteTexts()
  readonly #keyMeanings: KeyMeaning[] = []
  readonly #kinds = new RememberedEnum(readKind)
  readonly #statuses = new RememberedEnum(statusOf)
  #number = 0

  constructor(plan: FlatTimePlan) {
    super()
    this.#meanings = meaningsOf(plan)
  }

  protected readSpan(from: number): number {
    const { json, words, at } = this
    const { bytes } = json
    words[at + PARENT_SPAN_ID] = words[at + PARENT_SPAN_ID + 1] = 0
    let seen = 0
    let kind = 0
    let status = 0
    let flags = 0
    let p = json.firstMember(from)
    while (bytes[p] !== OBJECT_END) {
      const key = p + 1
      p = p === -1 ? -1 : json.string(key)
      if (p === -1) return -1
      const { field, unitNs } = this.#meaningOf(key, p - 1 - key)
      p = json.toValue(p)
      if (p === -1 || (seen & field) !== 0) return -1
      seen |= field
      switch (field) {
        case TRACE_ID_FIELD:
          p = this.traceId(p)
          break
        case SPAN_ID_FIELD:
          p = this.spanId(p)
          break
        case PARENT_FIELD:
          p = this.parentSpanId(p)
          break
        case NAME_FIELD:
          p = bytes[p + 1] === QUOTE ? -1 : this.text(p, NAME)
          break
        case SERVICE_FIELD:
          p = bytes[p + 1] === QUOTE ? -1 : this.text(p, CONTEXT)
          break
        case KIND_FIELD:
          p = this.#enumValue(p, this.#kinds)
          kind = this.#number
          break
        case STATUS_FIELD:
          p = bytes[p] === OBJECT ? this.#status(p) : this.#enumValue(p, this.#statuses)
          status = this.#number
          break
        case FLAGS_FIELD:
          p = bytes[p] === QUOTE ? -1 : this.wholeNumber(p)
          flags = this.timeLow
          if (this.timeHigh > 0) return -1
          break
        case START_FIELD:
          p = this.wholeNumber(p)
          if (!this.writeStart(unitNs)) return -1
          break
        case DURATION_FIELD:
          p = this.wholeNumber(p)
          if (!this.writeDuration(unitNs)) return -1
          break
        case RESOURCE_FIELD:
          p = bytes[p] === OBJECT || bytes[p] === ARRAY ? json.value(p) : -1
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
    const marks =
      ((flags & 1) !== 0 ? SAMPLED : 0) |
      ((flags & 0x100) !== 0 ? REMOTE_KNOWN : 0) |
      ((flags & 0x200) !== 0 ? REMOTE_PARENT : 0)
    words[at + KIND_STATUS_MARKS] = kind | (status << 8) | (marks << 16)
    return p + 1
  }

  #meaningOf(key: number, length: number): KeyMeaning {
    const { bytes } = this.json
    const known = this.#keys.find(bytes, key, length)
    if (known !== -1) return this.#keyMeanings[known]
    if (this.#keys.texts.length >= MAX_REMEMBERED) return GENERAL_KEY
    const number = this.#keys.intern(bytes, key, length)
    this.#keyMeanings[number] = this.#meanings.get(this.#keys.texts[number]) ?? MEANS_NOTHING
    return this.#keyMeanings[number]
  }

  /** A text or a digit, into `#number`. */
  #enumValue(p: number, values: RememberedEnum): number {
    const { bytes } = this.json
    if (bytes[p] === QUOTE) {
      const end = this.json.string(p + 1)
      this.#number = end === -1 ? -1 : values.number(bytes, p + 1, end - 2 - p)
      return this.#number === -1 ? -1 : end
    }
    const end = this.wholeNumber(p)
    this.#number = end === -1 || this.timeHigh > 0 ? -1 : (values.read(this.timeLow) ?? -1)
    return this.#number === -1 ? -1 : end
  }

  /** A status object, its code into `#number`. */
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
      if (p === -1 || field === -1 || field === OTHER_CODE || (field === CODE && code !== -1)) return -1
      if (field === CODE) {
        p = this.#enumValue(p, this.#statuses)
        code = this.#number
      } else p = json.value(p)
      if (p === -1) return -1
      p = json.nextMember(p)
    }
    this.#number = Math.max(0, code)
    return p + 1
  }
}

const GENERAL_KEY: KeyMeaning = { field: GENERAL_FIELD, unitNs: 1 }

/** Enum values by the bytes they are written in. */
class RememberedEnum {
  readonly read: ReadEnum
  readonly #written = new ByteTexts()
  readonly #numbers: number[] = []

  constructor(read: ReadEnum) {
    this.read = read
  }

  /** The number of a value; -1 for an unknown one, and for new ones where too many are remembered. */
  number(bytes: Uint8Array, from: number, length: number): number {
    const known = this.#written.find(bytes, from, length)
    if (known !== -1) return this.#numbers[known]
    if (this.#written.texts.length >= MAX_REMEMBERED) return -1
    const number = this.#written.intern(bytes, from, length)
    this.#numbers[number] = this.read(this.#written.texts[number]) ?? -1
    return this.#numbers[number]
  }
}
