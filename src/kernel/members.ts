// Members of objects and elements of lists, one after the other:
//
//     let p = firstMember(table, from)
//     while (!isDone) p = nextMember(table, …what is behind the value at p…)
//
// ends with the position behind the object, or with 0.
import { ARRAY_END, COMMA, escapes, OBJECT, OBJECT_END, QUOTE, spaced, text, toValue } from './json.ts'
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
  const before = escapes
  const end: usize = <u32>load<u8>(from) === QUOTE ? text(from + 1) : 0
  if (end === 0 || escapes !== before) return done(0)
  member = findKey(table, from + 1, <u32>(end - from - 2))
  const p = toValue(end)
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
