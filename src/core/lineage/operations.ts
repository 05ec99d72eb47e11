import { HASH_SEED, mixWord } from '../model/mixWord.ts'
import type { SpanTable } from '../model/spanTable.ts'

/** Number of an operation: service, kind and name together. */
export type OperationIndex = number

/** The operations of a dataset: one column per field, one row per operation. */
export interface OperationTable {
  readonly length: number
  /** Operation of each span. */
  readonly of: Int32Array
  readonly service: Uint32Array
  readonly kind: Uint8Array
  readonly name: Uint32Array
}

/** Numbers the operations of a dataset in order of first sight. O(spans). */
export function findOperations({ length, service, kind, name }: SpanTable): OperationTable {
  const of = new Int32Array(length)
  /** A row of each operation. */
  let first = new Uint32Array(1024)
  let slots = new Uint32Array(4096)
  let count = 0
  const hash = (i: number) => mixWord(mixWord(mixWord(HASH_SEED, service[i]), name[i]), kind[i])
  for (let i = 0; i < length; i++) {
    const mask = slots.length - 1
    let slot = hash(i) & mask
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const row = first[slots[slot] - 1]
      if (name[row] === name[i] && service[row] === service[i] && kind[row] === kind[i]) break
    }
    if (slots[slot] === 0) {
      if (count === first.length) first = doubled(first)
      first[count] = i
      slots[slot] = ++count
      of[i] = count - 1
      if (count * 2 > slots.length) {
        slots = new Uint32Array(slots.length * 2)
        for (let k = 0; k < count; k++) {
          let at = hash(first[k]) & (slots.length - 1)
          while (slots[at] !== 0) at = (at + 1) & (slots.length - 1)
          slots[at] = k + 1
        }
      }
    } else of[i] = slots[slot] - 1
  }
  const rows = first.subarray(0, count)
  return {
    length: count,
    of,
    service: rows.map((row) => service[row]),
    kind: Uint8Array.from(rows, (row) => kind[row]),
    name: rows.map((row) => name[row]),
  }
}

function doubled(column: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(column.length * 2)
  grown.set(column)
  return grown
}
