import { SpanIdIndex } from './spanIdIndex.ts'
import { OPAQUE_ID } from './spanMarks.ts'

/** Rows that grow in number while they are read, by the columns that make up their ids. */
interface GrowingIds {
  length: number
  trace: Uint32Array
  spanId: Uint32Array
  marks: Uint16Array
}

/** Where each id was read first, and which rows repeat one; follows the rows as they are read. */
export class RowIds {
  readonly #rows: GrowingIds
  readonly #index: SpanIdIndex
  #filed = 0
  /** Rows of one id under its first, in the order read. */
  readonly #groups = new Map<number, number[]>()

  constructor(rows: GrowingIds) {
    this.#rows = rows
    this.#index = new SpanIdIndex(rows, OPAQUE_ID)
  }

  /** All rows so far by their ids. Linear in the rows that came since the last time. */
  get index(): SpanIdIndex {
    this.#follow()
    return this.#index
  }

  /** Rows with equal ids: groups of two or more in the order read, the groups in the order of their first rows. */
  groups(): Uint32Array[] {
    this.#follow()
    return [...this.#groups.values()].sort((a, b) => a[0] - b[0]).map((group) => Uint32Array.from(group))
  }

  #follow(): void {
    if (this.#filed === this.#rows.length) return
    this.#index.grow()
    for (; this.#filed < this.#rows.length; this.#filed++) {
      const first = this.#index.add(this.#filed)
      if (first === this.#filed) continue
      const group = this.#groups.get(first)
      if (group === undefined) this.#groups.set(first, [first, this.#filed])
      else group.push(this.#filed)
    }
  }
}
