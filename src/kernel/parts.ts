// Parts of a span that are objects or lists: status, endpoint, tags, references.
import { readHex, readText, whole, wholeNumber } from './fields.ts'
import {
  COLON,
  escapes,
  lineBreaks,
  OBJECT_END,
  OPEN_KEY,
  QUOTE,
  setLineBreaks,
  THEN_VALUE,
  text,
  value,
} from './json.ts'
import { firstMember, firstObject, isDone, memberNumber, nextMember, nextObject } from './members.ts'
import {
  findIn,
  findKey,
  kinds,
  lengthOf,
  numberOf,
  parts,
  references,
  referenceTypes,
  statuses,
  tagKinds,
  tags,
} from './table.ts'

// What keys mean (core/import/fast/spanSyntax.ts).
const CODE: u32 = 1
const TAG_KEY: u32 = 1
const KIND_TAG: u32 = 1
const STATUS_TAG: u32 = 2
const ERROR_TAG: u32 = 3
const REFERRED_TRACE: u32 = 1
const REFERRED_SPAN: u32 = 2
const REFERENCE_TYPE: u32 = 3

/** Bits of the tags of a map. */
export const HAS_KIND_TAG: u32 = 1 << KIND_TAG
export const HAS_ERROR_TAG: u32 = 1 << ERROR_TAG

// Words of a span (core/model/spanBatch.ts), in bytes.
const AT_PARENT: usize = 24
const AT_CONTEXT: usize = 40

/** `,"type":` as it lies in memory. */
const THEN_TYPE: u64 = ((<u64>0x3a226570) << 32) | 0x7974222c
/** `"string"` as it lies in memory. */
const STRING: u64 = ((<u64>0x22676e69) << 32) | 0x72747322

// Of the span at hand.
export let kind: u32 = 0
export let status: u32 = 0
/** A tag of a list says that it failed, which counts where no status is told. */
export let failed: bool = false
export let mapTags: u32 = 0

export function beginParts(): void {
  kind = 0
  status = 0
  failed = false
  mapTags = 0
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

/** A status code: a number below 3 or a name. */
export function readCode(p: usize): usize {
  const end = readEnum(p, statuses, 3)
  status = enumNumber
  return end
}

/** A status object. Other spellings of its code are left to the host. */
export function readStatus(from: usize): usize {
  let hasCode = false
  let p = firstMember(parts, from)
  while (!isDone) {
    const part = memberNumber()
    if (part === 0) p = value(p)
    else {
      if (hasCode || part !== CODE) return 0
      hasCode = true
      p = readCode(p)
    }
    p = nextMember(parts, p)
  }
  return p
}

/** An endpoint, whose service names the context. */
export function readEndpoint(from: usize, to: usize, window: usize): usize {
  let hasService = false
  let p = firstMember(parts, from)
  while (!isDone) {
    if (memberNumber() === 0) p = value(p)
    else {
      if (hasService) return 0
      hasService = true
      p = readText(p, to + AT_CONTEXT, window, true)
    }
    p = nextMember(parts, p)
  }
  return p
}

/** Tags as an object. */
export function readTagMap(from: usize): usize {
  let p = firstMember(tags, from)
  while (!isDone) {
    const tag = memberNumber()
    if (tag !== 0) {
      const bit = (<u32>1) << tag
      if ((mapTags & bit) !== 0) return 0
      mapTags |= bit
      if (tag === STATUS_TAG && !takeTag(tag, p)) return 0
    }
    p = nextMember(tags, value(p))
  }
  return p
}

/** Tags as a list of objects with key and value. */
export function readTagList(from: usize): usize {
  let p = firstObject(from)
  while (!isDone) {
    const before = lineBreaks
    let end: usize = load<u64>(p) === OPEN_KEY ? readPlainTag(p) : 0
    if (end === 0) {
      setLineBreaks(before)
      end = readTag(p)
    }
    p = nextObject(end)
  }
  return p
}

function readTag(from: usize): usize {
  let seen: u32 = 0
  let tag: u32 = 0
  let valueAt: usize = 0
  let p = firstMember(parts, from)
  while (!isDone) {
    const part = memberNumber()
    if ((seen & part) !== 0) return 0
    seen |= part
    if (part === TAG_KEY) {
      const before = escapes
      const end: usize = <u32>load<u8>(p) === QUOTE ? text(p + 1) : 0
      if (end === 0 || escapes !== before) return 0
      const entry = findKey(tags, p + 1, <u32>(end - p - 2))
      tag = entry === 0 ? 0 : numberOf(entry)
      p = end
    } else {
      if (part !== 0) valueAt = p
      p = value(p)
    }
    p = nextMember(parts, p)
  }
  return tag === 0 || (valueAt !== 0 && takeTag(tag, valueAt)) ? p : 0
}

/** `{"key":"…","type":…,"value":…}` without space; 0 where it is written otherwise. */
function readPlainTag(from: usize): usize {
  const escapesBefore = escapes
  const key = from + 8
  let p = text(key)
  if (p === 0 || escapes !== escapesBefore || load<u64>(p) !== THEN_TYPE) return 0
  const entry = findKey(tags, key, <u32>(p - key - 1))
  p = load<u64>(p + 8) === STRING ? p + 16 : value(p + 8)
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

/** Writes the parent: the first reference of the type that counts most; all must be of the trace of that id. */
export function readReferences(from: usize, traceId: usize, to: usize): usize {
  let best: i32 = -1
  let p = firstObject(from)
  while (!isDone) {
    p = readReference(p, traceId)
    if (p !== 0 && <i32>enumNumber > best) {
      if (readHex(referredId, to + AT_PARENT) === 0 || load<u64>(to, AT_PARENT) === 0) return 0
      best = enumNumber
    }
    p = nextObject(p)
  }
  return p
}

/** Where the span id of the reference read last is; its type is in {@link enumNumber}. */
let referredId: usize = 0

function readReference(from: usize, traceId: usize): usize {
  let seen: u32 = 0
  let type: u32 = 0
  let p = firstMember(references, from)
  while (!isDone) {
    const part = memberNumber()
    const bit = (<u32>1) << part
    if (part !== 0 && (seen & bit) !== 0) return 0
    seen |= bit
    if (part === REFERRED_TRACE && !isSameText(traceId, p)) return 0
    if (part === REFERRED_SPAN) referredId = p
    if (part === REFERENCE_TYPE) {
      if (readEnum(p, referenceTypes, 0) === 0) return 0
      type = enumNumber
    }
    p = nextMember(references, value(p))
  }
  enumNumber = type
  const all = ((<u32>1) << REFERRED_TRACE) | ((<u32>1) << REFERRED_SPAN) | ((<u32>1) << REFERENCE_TYPE)
  return (seen & all) === all ? p : 0
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
