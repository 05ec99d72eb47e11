import type { ForestPosition } from '../core/model/spanForest.ts'

/** The row that shows a position, by halving; -1 where none does. */
export function rowAt(rows: Uint32Array, position: ForestPosition): number {
  let low = 0
  let high = rows.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (rows[middle] === position) return middle
    if (rows[middle] < position) low = middle + 1
    else high = middle - 1
  }
  return -1
}
