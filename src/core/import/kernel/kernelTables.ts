/** Entries of keys or enum values: the text as it is written, a number, a parameter. */
type KernelEntries = readonly (readonly [text: string, number: number, parameter?: number])[]

/** What the kernel has to know of a format; meanings are those of {@link FIELD} and of src/kernel/spans.ts. */
export interface KernelFormat {
  /** Keys of a span. */
  readonly keys: KernelEntries
  /** Fields of {@link FIELD} without which a span is left to the general reader. */
  readonly needed: readonly number[]
  /** Texts of kinds. */
  readonly kinds: KernelEntries
  /** Texts of status codes. */
  readonly statuses: KernelEntries
  /** Keys inside a status, an endpoint or a tag. */
  readonly parts: KernelEntries
  /** Keys of tags that mean something. */
  readonly tags: KernelEntries
  readonly tagKinds: KernelEntries
  /** Keys of a reference. */
  readonly references: KernelEntries
  /** Texts of reference types; of two, the higher number names the parent. */
  readonly referenceTypes: KernelEntries
}

/** What a key of a span means to the kernel. */
export const FIELD = {
  traceId: 1,
  spanId: 2,
  parentSpanId: 3,
  /** Parameter 1: may be ''. */
  name: 4,
  context: 5,
  /** Parameter: ns of its unit. */
  start: 6,
  end: 7,
  /** Parameter: ns of its unit, and the highest bit where 0 means "not told". */
  duration: 8,
  /** Parameter: numbers below it are taken, too. */
  kind: 9,
  /** Parameter 1: may be a code instead of an object. */
  status: 10,
  /** Parameter: bits that count. */
  flags: 11,
  /** Parameter: the mark that `true` sets. */
  shared: 12,
  endpoint: 13,
  tagMap: 14,
  tagList: 15,
  references: 16,
  /** As `shared`. */
  debug: 17,
  /** Means something only where it is a text; such spans are left to the general reader. */
  resource: 18,
  /** A key whose span is left to the general reader. */
  other: 31,
} as const

const ENTRY_BYTES = 64
const LENGTHS = 24
/** Bytes of a key with its closing quote, and of a value with both, at most. */
const LONGEST = 24

/** Whether a key fits the tables. */
export function fitsTables(key: string): boolean {
  return /^[\x20-\x7e]*$/.test(key) && !/["\\]/.test(key) && key.length < LONGEST
}

/** Writes the tables of a format into memory at `at`. Returns where they lie and where they end. */
export function writeTables(memory: DataView, format: KernelFormat, at: number): TablePlaces {
  const writer = new TableWriter(memory, at)
  const keys = writer.byLength(format.keys)
  const parts = writer.byLength(format.parts)
  const tags = writer.byLength(format.tags)
  const references = writer.byLength(format.references)
  return {
    keys,
    parts,
    tags,
    references,
    kinds: writer.list(format.kinds),
    statuses: writer.list(format.statuses),
    tagKinds: writer.list(format.tagKinds),
    referenceTypes: writer.list(format.referenceTypes),
    end: writer.at,
  }
}

interface TablePlaces {
  readonly keys: number
  readonly parts: number
  readonly tags: number
  readonly references: number
  readonly kinds: number
  readonly statuses: number
  readonly tagKinds: number
  readonly referenceTypes: number
  readonly end: number
}

class TableWriter {
  at: number
  readonly #memory: DataView

  constructor(memory: DataView, at: number) {
    this.#memory = memory
    this.at = at
  }

  /** Keys in one list for each number of bytes. Keys are compared with their closing quote. */
  byLength(entries: KernelEntries): number {
    const heads = this.at
    this.at += 4 * LENGTHS + 32
    for (const [text, number, parameter] of entries) {
      const head = heads + 4 * text.length
      const first = this.#entry(`${text}"`, number, parameter, this.#memory.getUint32(head, true))
      this.#memory.setUint32(head, first, true)
    }
    return heads
  }

  /** A list of texts, compared with both quotes. Returns where it begins; 0 for an empty one. */
  list(entries: KernelEntries): number {
    let first = 0
    for (const [text, number, parameter] of entries) first = this.#entry(`"${text}"`, number, parameter, first)
    return first
  }

  #entry(written: string, number: number, parameter = 0, next: number): number {
    if (written.length > LONGEST) throw new RangeError(`${written} is too long for the kernel`)
    const entry = this.at
    for (let i = 0; i < written.length; i++) {
      this.#memory.setUint8(entry + i, written.charCodeAt(i))
      this.#memory.setUint8(entry + LONGEST + i, 0xff)
    }
    this.#memory.setUint32(entry + 48, number, true)
    this.#memory.setUint32(entry + 52, parameter, true)
    this.#memory.setUint32(entry + 56, next, true)
    this.#memory.setUint32(entry + 60, written.length, true)
    this.at += ENTRY_BYTES
    return entry
  }
}
