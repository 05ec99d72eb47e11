import { HASH_SEED, mixWord } from './mixWord.ts'
import { OPAQUE_ID } from './spanMarks.ts'

/** The columns that make up the id of a row: those of a SpanTable, or raw ones. */
export interface IdColumns {
  readonly length: number
  readonly trace: Uint32Array
  /** Two words a row. */
  readonly spanId: Uint32Array
  readonly marks: Uint16Array
}

/**
 * Finds rows by trace, span id and some mark bits: open addressing over row numbers, at most half full, no key is ever
 * made. 4 to 8 bytes a row; adding and finding take constant time, whatever ids an input holds.
 */
export class SpanIdIndex {
  readonly #ids: IdColumns
  readonly #markBits: number
  /** Row + 1 in each slot, 0 where free. */
  #slots: Uint32Array

  /** An empty index with room for all rows of `ids`. Ids differ where the `markBits` of their rows do. */
  constructor(ids: IdColumns, markBits: number = OPAQUE_ID) {
    this.#ids = ids
    this.#markBits = markBits
    this.#slots = new Uint32Array(slotsFor(ids.length))
  }

  /** Makes room for the rows that `ids` has come to hold. Linear where that is too little. */
  grow(): void {
    const wanted = slotsFor(this.#ids.length)
    if (wanted <= this.#slots.length) return
    const filed = this.#slots
    this.#slots = new Uint32Array(wanted)
    for (const entry of filed) if (entry !== 0) this.add(entry - 1)
  }

  /** Files a row under its id, unless a row is filed there already. Returns the row that is. */
  add(row: number): number {
    const { trace, spanId, marks } = this.#ids
    const slot = this.#slotOf(trace[row], spanId[2 * row], spanId[2 * row + 1], marks[row] & this.#markBits)
    if (this.#slots[slot] === 0) this.#slots[slot] = row + 1
    return this.#slots[slot] - 1
  }

  /** The row filed under an id; -1 for none. `bits` are the mark bits of the row sought. */
  find(trace: number, high: number, low: number, bits: number): number {
    return this.#slots[this.#slotOf(trace, high, low, bits)] - 1
  }

  #slotOf(trace: number, high: number, low: number, bits: number): number {
    const ids = this.#ids
    const mask = this.#slots.length - 1
    let slot = mixWord(mixWord(mixWord(HASH_SEED, high), low), trace ^ (bits << 24)) & mask
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const row = this.#slots[slot] - 1
      if (
        ids.spanId[2 * row + 1] === low &&
        ids.spanId[2 * row] === high &&
        ids.trace[row] === trace &&
        (ids.marks[row] & this.#markBits) === bits
      ) {
        break
      }
    }
    return slot
  }
}

function slotsFor(rows: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(4, rows * 2)))
}
