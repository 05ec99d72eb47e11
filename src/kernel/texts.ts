// Texts and resources to which the host gave numbers, so that it need not look at each of them again. A table has a place
// for each hash: what comes later replaces what was there.

/** The number in the word for the length of a text says that the word before it is a number. */
const LEARNT: u32 = 0xffffffff

// A place: length, number, and from the 16th byte on the content with zeros behind it.
const NUMBER: usize = 4
const CONTENT: usize = 16

const TEXT_PLACES: u32 = 1024
const LONGEST_TEXT: u32 = 64
const texts: usize = memory.data(81920, 16)

const RESOURCE_PLACES: u32 = 256
const LONGEST_RESOURCE: u32 = 1024
const resources: usize = memory.data(266240, 16)

/** The bytes of a block of sixteen that belong to a content of which `left` bytes, 1 or more, are left. */
function block(p: usize, left: u32): v128 {
  const bytes = v128.load(p)
  if (left >= 16) return bytes
  const within = i8x16.lt_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>left))
  return v128.and(bytes, within)
}

/** Which of `places` (a power of 2) the content belongs to. */
function placeOf(p: usize, length: u32, places: u32): u32 {
  let mixed: u64 = length
  for (let i: u32 = 0; i < length; i += 16) {
    const bytes = block(p + i, length - i)
    mixed = (mixed ^ i64x2.extract_lane(bytes, 0)) * 0x9e3779b97f4a7
    mixed = (mixed ^ (mixed >> 29) ^ i64x2.extract_lane(bytes, 1)) * 0xbf58476d1ce4f
  }
  return <u32>(mixed >> 42) & (places - 1)
}

function textPlace(p: usize, length: u32): usize {
  return texts + <usize>(placeOf(p, length, TEXT_PLACES) * (CONTENT + LONGEST_TEXT))
}

function resourcePlace(p: usize, length: u32): usize {
  return resources + <usize>(placeOf(p, length, RESOURCE_PLACES) * (CONTENT + LONGEST_RESOURCE))
}

function holds(place: usize, p: usize, length: u32): bool {
  if (load<u32>(place) !== length) return false
  for (let i: u32 = 0; i < length; i += 16) {
    if (v128.any_true(v128.xor(block(p + i, length - i), v128.load(place + i, CONTENT)))) return false
  }
  return true
}

function fill(place: usize, p: usize, length: u32, number: u32): void {
  store<u32>(place, length)
  store<u32>(place, number, NUMBER)
  for (let i: u32 = 0; i < length; i += 16) v128.store(place + i, block(p + i, length - i), CONTENT)
}

/** Writes the number of a text, or where it lies. */
export function writeText(p: usize, length: u32, to: usize, window: usize): void {
  store<u32>(to, <u32>(p - window))
  store<u32>(to, length, 4)
  if (length - 1 >= LONGEST_TEXT) return
  const place = textPlace(p, length)
  if (!holds(place, p, length)) return
  store<u32>(to, load<u32>(place, NUMBER))
  store<u32>(to, LEARNT, 4)
}

/** Remembers the number of a text that lies in the window. */
export function rememberText(p: usize, length: u32, number: u32): void {
  if (length - 1 < LONGEST_TEXT) fill(textPlace(p, length), p, length, number)
}

/** The number of a resource, and 1; 0 for one that is not known. */
export function resourceNumber(p: usize, length: u32): u32 {
  if (length > LONGEST_RESOURCE) return 0
  const place = resourcePlace(p, length)
  return holds(place, p, length) ? load<u32>(place, NUMBER) + 1 : 0
}

/** Remembers the number of a resource that lies in the window. */
export function rememberResource(p: usize, length: u32, number: u32): void {
  if (length <= LONGEST_RESOURCE) fill(resourcePlace(p, length), p, length, number)
}
