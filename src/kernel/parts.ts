// Parts of a span that are objects or lists: status, endpoint, tags, references.
import { readHex, readText, whole, wholeNumber } from './fields.ts'
import {
  ARRAY_END,
  COLON,
  COMMA,
  escapes,
  firstMember,
  lineBreaks,
  nextMember,
  OBJECT,
  OBJECT_END,
  OPEN_KEY,
  QUOTE,
  setLineBreaks,
  space,
  THEN_VALUE,
  text,
  toValue,
  value,
} from './json.ts'
import { findIn, findKey, lengthOf, numberOf } from './table.ts'

// Meanings of keys inside a span.
const CODE: u32 = 1
const SERVICE: u32 = 1
const TAG_KEY: u32 = 1
const KIND_TAG: u32 = 1
const STATUS_TAG: u32 = 2
const ERROR_TAG: u32 = 3
const REFERRED_TRACE: u32 = 1
const REFERRED_SPAN: u32 = 2
const REFERENCE_TYPE: u32 = 3

// Words of a span (core/model/spanBatch.ts), in bytes.
const AT_PARENT: usize = 24
const AT_CONTEXT: usize = 40

/** `,"type":` as it lies in memory. */
const THEN_TYPE: u64 = ((<u64>0x3a226570) << 32) | 0x7974222c

// Tables and lists of the format (core/import/kernel/kernelTables.ts).
let kinds: usize = 0
let statuses: usize = 0
let parts: usize = 0
let tags: usize = 0
let tagKinds: usize = 0
let references: usize = 0
let referenceTypes: usize = 0

export function setTables(
  ofKinds: usize,
  ofStatuses: usize,
  ofParts: usize,
  ofTags: usize,
  ofTagKinds: usize,
  ofReferences: usize,
  ofReferenceTypes: usize,
): void {
  kinds = ofKinds
  statuses = ofStatuses
  parts = ofParts
  tags = ofTags
  tagKinds = ofTagKinds
  references = ofReferences
  referenceTypes = ofReferenceTypes
}

/** Of the span at hand. */
export let kind: u32 = 0
export let status: u32 = 0
/** A tag says that it failed. */
export let failed: bool = false
/** A map of tags names a kind. */
export let kindTag: bool = false
let tagsSeen: u32 = 0

export function beginSpan(): void {
  kind = 0
  status = 0
  failed = false
  kindTag = false
  tagsSeen = 0
}

/** A kind of the format; where `digits` is not 0, also a number below it. */
export function readKind(p: usize, digits: u32): usize {
  const end = readEnum(p, kinds, digits)
  kind = enumNumber
  return end
}

/** The number of the enum value read last. */
let enumNumber: u32 = 0

/** A string of a list; or, where `digits` is not 0, a number below it. */
function readEnum(p: usize, list: usize, digits: u32): usize {
  if (<u32>load<u8>(p) === QUOTE) {
    const entry = findIn(list, p)
    if (entry === 0) return 0
    enumNumber = numberOf(entry)
    return p + lengthOf(entry)
  }
  const end: usize = digits === 0 ? 0 : wholeNumber(p)
  if (end === 0 || whole >= <u64>digits) return 0
  enumNumber = <u32>whole
  return end
}

/** The table's entry of the key read last; 0 for an unknown key. */
let member: usize = 0

/** A key, into {@link member}, up to its value. */
function readKey(table: usize, p: usize): usize {
  if (p === 0) return 0
  const escapesBefore = escapes
  const end = text(p + 1)
  if (end === 0 || escapes !== escapesBefore) return 0
  member = findKey(table, p + 1, <u32>(end - p - 2))
  return toValue(end)
}

/** A status code: a number below 3 or a name. */
export function readCode(p: usize): usize {
  const end = readEnum(p, statuses, 3)
  status = enumNumber
  return end
}

/** A status object; codes are numbers below 3 or names. Any other spelling of the code is left to the host. */
export function readStatus(from: usize): usize {
  let hasCode = false
  let p = firstMember(from)
  while (true) {
    if (p === 0) return 0
    if (<u32>load<u8>(p) === OBJECT_END) return p + 1
    p = readKey(parts, p)
    if (p === 0) return 0
    if (member === 0) p = value(p)
    else {
      if (hasCode || numberOf(member) !== CODE) return 0
      hasCode = true
      p = readCode(p)
    }
    if (p === 0) return 0
    p = nextMember(p)
  }
}

/** An endpoint, whose service names the context. */
export function readEndpoint(from: usize, to: usize, window: usize): usize {
  let hasService = false
  let p = firstMember(from)
  while (true) {
    if (p === 0) return 0
    if (<u32>load<u8>(p) === OBJECT_END) return p + 1
    p = readKey(parts, p)
    if (p === 0) return 0
    if (member === 0) p = value(p)
    else {
      if (hasService || numberOf(member) !== SERVICE) return 0
      hasService = true
      p = readText(p, to + AT_CONTEXT, window, true)
    }
    if (p === 0) return 0
    p = nextMember(p)
  }
}

/** Tags as an object. A tag `error` of any value is an error. */
export function readTagMap(from: usize): usize {
  let p = firstMember(from)
  while (true) {
    if (p === 0) return 0
    if (<u32>load<u8>(p) === OBJECT_END) return p + 1
    p = readKey(tags, p)
    if (p === 0) return 0
    if (member !== 0) {
      const tag = numberOf(member)
      const bit = (<u32>1) << tag
      if ((tagsSeen & bit) !== 0) return 0
      tagsSeen |= bit
      if (tag === KIND_TAG) kindTag = true
      else if (tag === ERROR_TAG) failed = true
      else if (tag === STATUS_TAG) {
        if (readEnum(p, statuses, 0) === 0) return 0
        status = enumNumber
      }
    }
    p = value(p)
    if (p === 0) return 0
    p = nextMember(p)
  }
}

/** Tags as a list of objects with key and value. */
export function readTagList(from: usize): usize {
  let p = space(from + 1)
  if (<u32>load<u8>(p) === ARRAY_END) return p + 1
  while (true) {
    if (<u32>load<u8>(p) !== OBJECT) return 0
    p = readTag(p)
    if (p === 0) return 0
    p = space(p)
    const byte: u32 = load<u8>(p)
    if (byte === ARRAY_END) return p + 1
    if (byte !== COMMA) return 0
    p = space(p + 1)
  }
}

function readTag(from: usize): usize {
  if (load<u64>(from) === OPEN_KEY) {
    const before = lineBreaks
    const end = readPlainTag(from)
    if (end !== 0) return end
    setLineBreaks(before)
  }
  let seen: u32 = 0
  let tag: u32 = 0
  let valueAt: usize = 0
  let p = firstMember(from)
  while (true) {
    if (p === 0) return 0
    if (<u32>load<u8>(p) === OBJECT_END) break
    p = readKey(parts, p)
    if (p === 0) return 0
    if (member === 0) p = value(p)
    else {
      const field = numberOf(member)
      if ((seen & field) !== 0) return 0
      seen |= field
      if (field === TAG_KEY) {
        if (<u32>load<u8>(p) !== QUOTE) return 0
        const escapesBefore = escapes
        const end = text(p + 1)
        if (end === 0 || escapes !== escapesBefore) return 0
        const entry = findKey(tags, p + 1, <u32>(end - p - 2))
        tag = entry === 0 ? 0 : numberOf(entry)
        p = end
      } else {
        valueAt = p
        p = value(p)
      }
    }
    if (p === 0) return 0
    p = nextMember(p)
  }
  return tag === 0 || (valueAt !== 0 && takeTag(tag, valueAt)) ? p + 1 : 0
}

/** `{"key":"…","type":…,"value":…}` without space; 0 where it is written otherwise. */
function readPlainTag(from: usize): usize {
  const escapesBefore = escapes
  const key = from + 8
  let p = text(key)
  if (p === 0 || escapes !== escapesBefore || load<u64>(p) !== THEN_TYPE) return 0
  const entry = findKey(tags, key, <u32>(p - key - 1))
  p = value(p + 8)
  if (p === 0 || load<u64>(p) !== THEN_VALUE || <u32>load<u8>(p + 8) !== COLON) return 0
  const valueAt = p + 9
  p = value(valueAt)
  if (p === 0 || <u32>load<u8>(p) !== OBJECT_END) return 0
  return entry === 0 || takeTag(numberOf(entry), valueAt) ? p + 1 : 0
}

/** Takes a tag that means something into account; false where its value is unusual. */
function takeTag(tag: u32, p: usize): bool {
  if (tag === KIND_TAG) {
    if (readEnum(p, tagKinds, 0) === 0) return false
    kind = enumNumber
    return true
  }
  if (tag === STATUS_TAG) {
    if (readEnum(p, statuses, 0) === 0) return false
    status = enumNumber
    return true
  }
  failed = load<u32>(p) === 0x65757274
  return failed || (load<u8>(p) === 0x66 && load<u32>(p + 1) === 0x65736c61)
}

/** Writes the parent out of a list that is known to be valid: the first of the type that counts most. */
export function readReferences(from: usize, traceId: usize, to: usize): bool {
  const lines = lineBreaks
  let best: i32 = -1
  let p = space(from + 1)
  while (<u32>load<u8>(p) !== ARRAY_END) {
    if (<u32>load<u8>(p) !== OBJECT) return false
    p = readReference(p, traceId)
    if (p === 0) return false
    if (<i32>enumNumber > best) {
      if (readHex(referredId, to + AT_PARENT) === 0 || load<u64>(to, AT_PARENT) === 0) return false
      best = enumNumber
    }
    p = space(p)
    if (<u32>load<u8>(p) === COMMA) p = space(p + 1)
  }
  setLineBreaks(lines)
  return true
}

/** Where the span id of the reference read last is; its type is in {@link enumNumber}. */
let referredId: usize = 0

function readReference(from: usize, traceId: usize): usize {
  let seen: u32 = 0
  let p = firstMember(from)
  while (true) {
    if (p === 0) return 0
    if (<u32>load<u8>(p) === OBJECT_END) break
    p = readKey(references, p)
    if (p === 0) return 0
    if (member !== 0) {
      const field = numberOf(member)
      const bit = (<u32>1) << field
      if ((seen & bit) !== 0) return 0
      seen |= bit
      if (field === REFERRED_TRACE && !isSameText(traceId, p)) return 0
      if (field === REFERRED_SPAN) referredId = p
      if (field === REFERENCE_TYPE && readEnum(p, referenceTypes, 0) === 0) return 0
    }
    p = value(p)
    if (p === 0) return 0
    p = nextMember(p)
  }
  const all = ((<u32>1) << REFERRED_TRACE) | ((<u32>1) << REFERRED_SPAN) | ((<u32>1) << REFERENCE_TYPE)
  return seen === all ? p + 1 : 0
}

/** Whether two strings, the first without escapes, are written alike. */
function isSameText(a: usize, b: usize): bool {
  let i: usize = 0
  do {
    if (load<u8>(a + i) !== load<u8>(b + i)) return false
    i++
  } while (<u32>load<u8>(a + i) !== QUOTE)
  return <u32>load<u8>(b + i) === QUOTE
}
