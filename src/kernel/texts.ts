// Texts to which the host gave numbers, so that it need not look at each of them again. A place for one text each: what
// comes later replaces what was there.

const PLACES: u32 = 1024
/** Longer texts are not remembered. */
const LONGEST: u32 = 64
/** Bytes of a place: the text, zeros behind it, its length, and its number + 1. */
const PLACE_BYTES: usize = 80
const LENGTH: usize = 64
const NUMBER: usize = 68

const places: usize = memory.data(81920, 16)

/** The number in the word for the length of a text says that the word before it is a number. */
const LEARNT: u32 = 0xffffffff

/** The bytes of a block of sixteen that belong to a text of which `left` bytes, 1 or more, are left. */
function block(p: usize, left: u32): v128 {
  const bytes = v128.load(p)
  if (left >= 16) return bytes
  const within = i8x16.lt_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>left))
  return v128.and(bytes, within)
}

function placeOf(p: usize, length: u32): usize {
  let mixed: u64 = length
  for (let i: u32 = 0; i < length; i += 16) {
    const bytes = block(p + i, length - i)
    mixed = (mixed ^ i64x2.extract_lane(bytes, 0)) * 0x9e3779b97f4a7
    mixed = (mixed ^ (mixed >> 29) ^ i64x2.extract_lane(bytes, 1)) * 0xbf58476d1ce4f
  }
  return places + PLACE_BYTES * <usize>(<u32>(mixed >> 42) & (PLACES - 1))
}

/** Writes the number of a text, or where it lies. */
export function writeText(p: usize, length: u32, to: usize, window: usize): void {
  store<u32>(to, <u32>(p - window))
  store<u32>(to, length, 4)
  if (length - 1 >= LONGEST) return
  const place = placeOf(p, length)
  if (load<u32>(place, LENGTH) !== length) return
  for (let i: u32 = 0; i < length; i += 16) {
    if (v128.any_true(v128.xor(block(p + i, length - i), v128.load(place + i)))) return
  }
  store<u32>(to, load<u32>(place, NUMBER))
  store<u32>(to, LEARNT, 4)
}

/** Remembers the number of a text that lies in the window. */
export function remember(p: usize, length: u32, number: u32): void {
  if (length - 1 >= LONGEST) return
  const place = placeOf(p, length)
  for (let i: u32 = 0; i < length; i += 16) v128.store(place + i, block(p + i, length - i))
  store<u32>(place, length, LENGTH)
  store<u32>(place, number, NUMBER)
}
