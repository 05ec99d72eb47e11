// Values of fields: ids, whole numbers.
import { QUOTE, text } from './json.ts'
import { writeText } from './texts.ts'

/** The number read last. */
export let whole: u64 = 0

/** 1 in each byte, in each half word, in each word. */
const BYTES: u64 = u64.MAX_VALUE / 0xff
const HALVES: u64 = u64.MAX_VALUE / 0xffff
const WORDS: u64 = u64.MAX_VALUE / 0xffffffff

function isEightDigits(bytes: u64): bool {
  const high = BYTES * 0xf0
  return ((bytes & high) | (((bytes + BYTES * 6) & high) >> 4)) === BYTES * 0x33
}

/** Eight decimal digits at once: pairs, fours, all. */
function eightDigits(bytes: u64): u64 {
  const pairs = ((bytes & (BYTES * 0x0f)) * 2561) >> 8
  const fours = ((pairs & (HALVES * 0xff)) * 6553601) >> 16
  return ((fours & (WORDS * 0xffff)) * 42949672960001) >> 32
}

/** A whole number of 1 to 19 digits, as text or as number, into {@link whole}; 0 for anything else. */
export function wholeNumber(from: usize): usize {
  const isText = <u32>load<u8>(from) === QUOTE
  const first = isText ? from + 1 : from
  let p = first
  let number: u64 = 0
  while (p - first < 16 && isEightDigits(load<u64>(p))) {
    number = number * 100000000 + eightDigits(load<u64>(p))
    p += 8
  }
  while (<u32>load<u8>(p) - 0x30 <= 9 && p - first < 20) number = number * 10 + (load<u8>(p++) - 0x30)
  const count = p - first
  if (count === 0 || count > 19) return 0
  whole = number
  const after: u32 = load<u8>(p)
  if (isText) return after === QUOTE ? p + 1 : 0
  if (load<u8>(first) === 0x30 && count > 1) return 0
  return after === 0x2e || (after | 0x20) === 0x65 ? 0 : p
}

/** Sixteen hex digits as two words, the more significant first; false where they are none. */
function hexWords(p: usize, to: usize): bool {
  const bytes = v128.load(p)
  const decimal = i8x16.sub(bytes, i8x16.splat(0x30))
  const letter = i8x16.sub(v128.or(bytes, i8x16.splat(0x20)), i8x16.splat(0x61))
  const isDecimal = i8x16.lt_u(decimal, i8x16.splat(10))
  const isLetter = i8x16.lt_u(letter, i8x16.splat(6))
  if (!i8x16.all_true(v128.or(isDecimal, isLetter))) return false
  const nibbles = v128.bitselect(decimal, i8x16.add(letter, i8x16.splat(10)), isDecimal)
  const pairs = v128.or(i16x8.shl(v128.and(nibbles, i16x8.splat(0xff)), 4), i16x8.shr_u(nibbles, 8))
  const id = bswap(i64x2.extract_lane(i8x16.narrow_i16x8_u(pairs, pairs), 0))
  store<u32>(to, <u32>(id >> 32))
  store<u32>(to + 4, <u32>id)
  return true
}

/** Whether one of the sixteen bytes at `p` is a capital letter. */
function hasCapital(p: usize): bool {
  const offset = i8x16.sub(v128.load(p), i8x16.splat(0x41))
  return v128.any_true(i8x16.lt_u(offset, i8x16.splat(26)))
}

/** Sixteen hex digits in quotes, written as two words. */
export function readHex(p: usize, to: usize): usize {
  const isId = <u32>load<u8>(p) === QUOTE && <u32>load<u8>(p + 17) === QUOTE && hexWords(p + 1, to)
  return isId ? p + 18 : 0
}

/** 32 hex digits, or 16 in lower case; never with a first half of 0 but for the length. */
export function readTraceId(p: usize, to: usize): usize {
  if (<u32>load<u8>(p) !== QUOTE) return 0
  if (<u32>load<u8>(p + 17) === QUOTE) {
    store<u64>(to, 0)
    if (hasCapital(p + 1)) return 0
    const end = readHex(p, to + 8)
    return load<u64>(to, 8) === 0 ? 0 : end
  }
  const isId = <u32>load<u8>(p + 33) === QUOTE && hexWords(p + 1, to) && hexWords(p + 17, to + 8)
  return isId && load<u64>(to) !== 0 ? p + 34 : 0
}

/** A string, of which the number or the stretch is written. */
export function readText(p: usize, to: usize, window: usize, mayBeEmpty: bool): usize {
  if (<u32>load<u8>(p) !== QUOTE || (!mayBeEmpty && <u32>load<u8>(p + 1) === QUOTE)) return 0
  const end = text(p + 1)
  if (end !== 0) writeText(p + 1, <u32>(end - 2 - p), to, window)
  return end
}
