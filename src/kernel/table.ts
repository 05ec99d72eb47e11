// Keys and enum values, written into memory by core/import/kernel/kernelTables.ts.

/** Bytes of an entry: three words to compare, three masks, a number, a parameter, the next entry of the same list. */
const NUMBER: usize = 48
const PARAMETER: usize = 52
const NEXT: usize = 56
/** Longer keys are in no table. */
const LONGEST: u32 = 23

/** The entry of a list that the bytes at `p` begin with; 0 for none. */
export function findIn(first: usize, p: usize): usize {
  let entry = first
  while (entry !== 0) {
    const difference =
      ((load<u64>(p) ^ load<u64>(entry)) & load<u64>(entry, 24)) |
      ((load<u64>(p, 8) ^ load<u64>(entry, 8)) & load<u64>(entry, 32)) |
      ((load<u64>(p, 16) ^ load<u64>(entry, 16)) & load<u64>(entry, 40))
    if (difference === 0) return entry
    entry = load<u32>(entry, NEXT)
  }
  return 0
}

/** The entry of a key that begins at `p`, in a table by lengths; 0 for an unknown one. */
export function findKey(table: usize, p: usize, length: u32): usize {
  return length > LONGEST ? 0 : findIn(load<u32>(table + ((<usize>length) << 2)), p)
}

export function numberOf(entry: usize): u32 {
  return load<u32>(entry, NUMBER)
}

export function parameterOf(entry: usize): u32 {
  return load<u32>(entry, PARAMETER)
}

/** Number of bytes of an entry's key or value with its closing quote. */
export function lengthOf(entry: usize): usize {
  return load<u32>(entry, 60)
}
