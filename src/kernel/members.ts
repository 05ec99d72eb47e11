// Members of objects and elements of lists, one after the other:
//
//     let p = firstMember(table, from)
//     while (!isDone) p = nextMember(table, …what is behind the value at p…)
//
// ends with the position behind the object, or with 0.
import {
  ARRAY_END,
  COLON,
  COMMA,
  endsIn,
  escapes,
  longText,
  OBJECT,
  OBJECT_END,
  QUOTE,
  spaced,
  toValue,
} from './json.ts'
import { findKey, numberOf } from './table.ts'

/** There is no further member, or it is broken. */
export let isDone: bool = false
/** The table's entry for the key of the member at hand; 0 for an unknown key. */
export let member: usize = 0

/** From the opening bracket to the value of the first member. A key written with escapes ends the walk. */
export function firstMember(table: usize, from: usize): usize {
  isDone = false
  const p = spaced(from + 1)
  return <u32>load<u8>(p) === OBJECT_END ? done(p + 1) : toMember(table, p)
}

/** From behind a value, or 0, to the value of the next member. */
export function nextMember(table: usize, from: usize): usize {
  isDone = false
  if (from === 0) return done(0)
  const p = spaced(from)
  const byte: u32 = load<u8>(p)
  if (byte === COMMA) return toMember(table, spaced(p + 1))
  return done(byte === OBJECT_END ? p + 1 : 0)
}

function toMember(table: usize, from: usize): usize {
  if (<u32>load<u8>(from) !== QUOTE) return done(0)
  const key = from + 1
  const ends = endsIn(key)
  let end = key + ctz(ends)
  if (ends === 0 || <u32>load<u8>(end) !== QUOTE) {
    const before = escapes
    end = longText(key) - 1
    if (end + 1 === 0 || escapes !== before) return done(0)
  }
  member = findKey(table, key, <u32>(end - key))
  if (<u32>load<u8>(end + 1) === COLON && load<u8>(end + 2) > 0x20) return end + 2
  const p = toValue(end + 1)
  return p === 0 ? done(0) : p
}

/** What the key of the member at hand means; 0 for nothing. */
export function memberNumber(): u32 {
  return member === 0 ? 0 : numberOf(member)
}

/** From the opening bracket of a list to its first object. */
export function firstObject(from: usize): usize {
  isDone = false
  const p = spaced(from + 1)
  const byte: u32 = load<u8>(p)
  return byte === OBJECT ? p : done(byte === ARRAY_END ? p + 1 : 0)
}

/** From behind an object, or 0, to the next one. */
export function nextObject(from: usize): usize {
  isDone = false
  if (from === 0) return done(0)
  let p = spaced(from)
  const byte: u32 = load<u8>(p)
  if (byte !== COMMA) return done(byte === ARRAY_END ? p + 1 : 0)
  p = spaced(p + 1)
  return <u32>load<u8>(p) === OBJECT ? p : done(0)
}

function done(end: usize): usize {
  isDone = true
  return end
}
