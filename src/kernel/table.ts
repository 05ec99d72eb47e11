// Keys and values of enums, written into memory by core/import/kernel/kernelTables.ts.

/** Bytes of an entry: three words to compare, three masks, a number, a parameter, the next entry of the same list. */
const NUMBER: usize = 48
const PARAMETER: usize = 52
const NEXT: usize = 56
/** Longer keys are in no table. */
const LONGEST: u32 = 23

// Where the tables and lists of the syntax at hand lie (core/import/fast/spanSyntax.ts).
export let keys: usize = 0
export let parts: usize = 0
export let tags: usize = 0
export let references: usize = 0
export let groups: usize = 0
export let kinds: usize = 0
export let statuses: usize = 0
export let tagKinds: usize = 0
export let referenceTypes: usize = 0
/** Fields that a span must have, as bits. */
export let needed: u32 = 0

export function setTables(places: usize): void {
  keys = load<u32>(places)
  parts = load<u32>(places, 4)
  tags = load<u32>(places, 8)
  references = load<u32>(places, 12)
  groups = load<u32>(places, 16)
  kinds = load<u32>(places, 20)
  statuses = load<u32>(places, 24)
  tagKinds = load<u32>(places, 28)
  referenceTypes = load<u32>(places, 32)
  needed = load<u32>(places, 36)
}

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

/** Number of bytes of an entry's text with its closing quote, and with the opening one in a list. */
export function lengthOf(entry: usize): usize {
  return load<u32>(entry, 60)
}
