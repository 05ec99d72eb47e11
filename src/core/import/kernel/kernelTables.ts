import type { SpanSyntax } from '../fast/spanSyntax.ts'
import type { TextEntries } from '../json/keyTable.ts'

const ENTRY_BYTES = 64
const LENGTHS = 24
/** Bytes of a key with its closing quote, and of a value with both, at most. */
const LONGEST = 24

/** Whether a text can be written into the tables, and be met as it is in JSON. */
const fitsTables = (text: string): boolean => /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(text) && text.length < LONGEST - 1

/**
 * Writes what the kernel has to know of a syntax into memory at `at`: one word for each table and list, in the order of
 * src/kernel/table.ts, then these. Returns where they end; undefined for a syntax whose texts do not fit.
 */
export function writeTables(memory: DataView, syntax: SpanSyntax, at: number): number | undefined {
  const { keys, parts, tags, references, groups, kinds, statuses, tagKinds, referenceTypes } = syntax
  const tables = [keys, parts, tags, references, groups]
  const lists = [kinds, statuses, tagKinds, referenceTypes]
  if (![...tables, ...lists].every((entries) => entries.every(([text]) => fitsTables(text)))) return undefined
  const writer = new TableWriter(memory, at + 4 * (tables.length + lists.length + 1))
  const needed = syntax.needed.reduce((bits, field) => bits | (1 << field), 0)
  const places = [
    ...tables.map((entries) => writer.byLength(entries)),
    ...lists.map((entries) => writer.list(entries)),
    needed,
  ]
  for (const [i, place] of places.entries()) memory.setUint32(at + 4 * i, place, true)
  return writer.at
}

class TableWriter {
  at: number
  readonly #memory: DataView

  constructor(memory: DataView, at: number) {
    this.#memory = memory
    this.at = at
  }

  /** Keys in one list for each number of bytes. Keys are compared with their closing quote. */
  byLength(entries: TextEntries): number {
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
  list(entries: TextEntries): number {
    let first = 0
    for (const [text, number, parameter] of entries) first = this.#entry(`"${text}"`, number, parameter, first)
    return first
  }

  #entry(written: string, number: number, parameter = 0, next: number): number {
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
