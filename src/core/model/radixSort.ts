/**
 * The order of `length` rows by unsigned 32-bit keys, the least significant key first; equal rows keep their order.
 * Linear: one pass for each digit that differs between rows.
 */
export function radixSort(length: number, keys: readonly Uint32Array[]): Uint32Array {
  let order = new Uint32Array(length)
  for (let i = 0; i < length; i++) order[i] = i
  let spare = new Uint32Array(length)
  const bits = length < 4096 ? 8 : 16
  const counts = new Uint32Array(2 ** bits)
  for (const key of keys) {
    for (let shift = 0; shift < 32; shift += bits) {
      if (!countDigits(key, length, shift, counts)) continue
      scatter(key, order, spare, shift, counts)
      const sorted = spare
      spare = order
      order = sorted
    }
  }
  return order
}

/** Turns `counts` into the first place of each digit; false where all rows have the same digit. */
function countDigits(key: Uint32Array, length: number, shift: number, counts: Uint32Array): boolean {
  const mask = counts.length - 1
  counts.fill(0)
  for (let i = 0; i < length; i++) counts[(key[i] >>> shift) & mask]++
  if (length === 0 || counts[(key[0] >>> shift) & mask] === length) return false
  let place = 0
  for (let digit = 0; digit <= mask; digit++) {
    const count = counts[digit]
    counts[digit] = place
    place += count
  }
  return true
}

function scatter(key: Uint32Array, from: Uint32Array, to: Uint32Array, shift: number, places: Uint32Array): void {
  const mask = places.length - 1
  for (let i = 0; i < from.length; i++) {
    const row = from[i]
    to[places[(key[row] >>> shift) & mask]++] = row
  }
}
