// Spans of any of the large JSON formats, from bytes to words. Which keys mean what stands in tables that the host
// writes; what is not usual is left to it.
import { readHex, readText, readTraceId, whole, wholeNumber } from './fields.ts'
import {
  ARRAY,
  COMMA,
  escapes,
  firstMember,
  lineBreaks,
  nextMember,
  OBJECT,
  OBJECT_END,
  QUOTE,
  setLineBreaks,
  space,
  text,
  toValue,
  value,
} from './json.ts'
import {
  beginSpan,
  failed,
  kind,
  kindTag,
  readCode,
  readEndpoint,
  readKind,
  readReferences,
  readStatus,
  readTagList,
  readTagMap,
  setTables,
  status,
} from './parts.ts'
import { findKey, numberOf, parameterOf } from './table.ts'

// What a key of a span means (core/import/kernel/kernelTables.ts).
const TRACE_ID: u32 = 1
const SPAN_ID: u32 = 2
const PARENT_SPAN_ID: u32 = 3
const NAME: u32 = 4
const CONTEXT: u32 = 5
const START: u32 = 6
const END: u32 = 7
const DURATION: u32 = 8
const KIND: u32 = 9
const STATUS: u32 = 10
const FLAGS: u32 = 11
const SHARED: u32 = 12
const ENDPOINT: u32 = 13
const TAG_MAP: u32 = 14
const TAG_LIST: u32 = 15
const REFERENCES: u32 = 16
const DEBUG: u32 = 17
const RESOURCE: u32 = 18

// Words of a span (core/model/spanBatch.ts), in bytes.
const WORDS_BYTES: usize = 80
const AT_SPAN_ID: usize = 16
const AT_PARENT: usize = 24
const AT_NAME: usize = 32
const AT_CONTEXT: usize = 40
const AT_BITS: usize = 48
const AT_FROM: usize = 52
const AT_BYTES: usize = 56
const AT_LINE: usize = 60
const AT_START: usize = 64
const AT_DURATION: usize = 72

/** Of a duration's parameter: 0 is left to the host. */
const NOT_ZERO: u32 = 1 << 31
/** Of the parameter of a name: it may be ''. */
const MAY_BE_EMPTY: u32 = 1
/** Of the parameter of a status: it may be a code instead of an object. */
const MAY_BE_PLAIN: u32 = 1

const ERROR: u32 = 2
const LAST_START: u64 = 9223372035000000000
const LONGEST: u64 = 9000000000000000

// Set by `configure`.
let words: usize = 0
let keys: usize = 0
let needed: u32 = 0

// Where the last `read` stopped.
let stop: usize = 0
let left: usize = 0
let lastLine: i32 = 0

/** First address that the host may use. */
export function base(): usize {
  return __heap_base
}

/** Tells where words and tables lie, and which fields (as bits) a span must have. */
export function configure(
  toWords: usize,
  ofKeys: usize,
  neededFields: u32,
  ofKinds: usize,
  ofStatuses: usize,
  ofParts: usize,
  ofTags: usize,
  ofTagKinds: usize,
  ofReferences: usize,
  ofReferenceTypes: usize,
): void {
  words = toWords
  keys = ofKeys
  needed = neededFields
  setTables(ofKinds, ofStatuses, ofParts, ofTags, ofTagKinds, ofReferences, ofReferenceTypes)
}

/** Behind the last span read. */
export function stoppedAt(): usize {
  return stop
}

/** Where the object begins that was left; 0 for none. */
export function leftAt(): usize {
  return left
}

/** The line of {@link stoppedAt}. */
export function line(): i32 {
  return lastLine
}

/** Reads at most `most` spans of a window that begins at `window`. Returns how many. */
export function read(window: usize, from: usize, firstLine: i32, lineMode: bool, most: i32): i32 {
  setLineBreaks(0)
  let p = from
  let to = words
  stop = from
  left = 0
  lastLine = firstLine
  let count = 1
  while (true) {
    const before = lineBreaks
    const end = readSpan(p, to, window)
    if (end === 0 || (lineMode && lineBreaks > before)) {
      left = p
      return count - 1
    }
    store<u32>(to, <u32>(p - window), AT_FROM)
    store<u32>(to, <u32>(end - p), AT_BYTES)
    store<u32>(to, firstLine + before, AT_LINE)
    stop = end
    lastLine = firstLine + lineBreaks
    if (count === most) return count
    const behind = lineBreaks
    p = space(end)
    if (<u32>load<u8>(p) !== COMMA) return count
    p = space(p + 1)
    if (<u32>load<u8>(p) !== OBJECT || (lineMode && lineBreaks > behind)) return count
    to += WORDS_BYTES
    count++
  }
}

function readSpan(from: usize, to: usize, window: usize): usize {
  store<u64>(to, 0, AT_PARENT)
  store<u32>(to, <u32>(from - window), AT_NAME)
  store<u32>(to, 0, AT_NAME + 4)
  store<u32>(to, <u32>(from - window), AT_CONTEXT)
  store<u32>(to, 0, AT_CONTEXT + 4)
  beginSpan()
  let seen: u32 = 0
  let marks: u32 = 0
  let startNs: u64 = 0
  let endNs: u64 = 0
  let durationNs: u64 = 0
  let traceId: usize = 0
  let referencesAt: usize = 0
  let p = firstMember(from)
  while (true) {
    if (p === 0) return 0
    if (<u32>load<u8>(p) === OBJECT_END) break
    const key = p + 1
    const escapesBefore = escapes
    p = text(key)
    if (p === 0 || escapes !== escapesBefore) return 0
    const entry = findKey(keys, key, <u32>(p - 1 - key))
    p = toValue(p)
    if (p === 0) return 0
    if (entry === 0) {
      p = nextMember(value(p))
      continue
    }
    const field = numberOf(entry)
    const parameter = parameterOf(entry)
    const bit = (<u32>1) << field
    if ((seen & bit) !== 0) return 0
    seen |= bit
    const byte: u32 = load<u8>(p)
    switch (field) {
      case TRACE_ID: {
        traceId = p
        p = readTraceId(p, to)
        break
      }
      case SPAN_ID: {
        p = readHex(p, to + AT_SPAN_ID)
        if (load<u64>(to, AT_SPAN_ID) === 0) return 0
        break
      }
      case PARENT_SPAN_ID: {
        p = byte === QUOTE && <u32>load<u8>(p + 1) === QUOTE ? p + 2 : readHex(p, to + AT_PARENT)
        break
      }
      case NAME: {
        p = readText(p, to + AT_NAME, window, parameter === MAY_BE_EMPTY)
        break
      }
      case CONTEXT: {
        p = readText(p, to + AT_CONTEXT, window, false)
        break
      }
      case START: {
        p = wholeNumber(p)
        if (whole === 0 || whole > LAST_START / parameter) return 0
        startNs = whole * parameter
        break
      }
      case END: {
        p = wholeNumber(p)
        if (whole > LAST_START / parameter) return 0
        endNs = whole * parameter
        break
      }
      case DURATION: {
        const unit = <u64>(parameter & ~NOT_ZERO)
        p = wholeNumber(p)
        if (whole > LONGEST / unit || (whole === 0 && (parameter & NOT_ZERO) !== 0)) return 0
        durationNs = whole * unit
        break
      }
      case KIND: {
        p = readKind(p, parameter)
        break
      }
      case STATUS: {
        p = byte === OBJECT ? readStatus(p) : parameter === MAY_BE_PLAIN ? readCode(p) : 0
        break
      }
      case FLAGS: {
        p = byte === QUOTE ? 0 : wholeNumber(p)
        if (whole > 999999999) return 0
        const flags = <u32>whole & parameter
        marks |= ((flags & 1) << 15) | ((flags & 0x100) << 5) | ((flags & 0x200) << 5)
        break
      }
      case SHARED:
      case DEBUG: {
        if (load<u32>(p) === 0x65757274) {
          marks |= parameter
          p += 4
        } else p = load<u32>(p + 1) === 0x65736c61 && byte === 0x66 ? p + 5 : 0
        break
      }
      case ENDPOINT: {
        p = byte === OBJECT ? readEndpoint(p, to, window) : 0
        break
      }
      case TAG_MAP: {
        p = byte === OBJECT ? readTagMap(p) : 0
        break
      }
      case TAG_LIST: {
        p = byte === ARRAY ? readTagList(p) : 0
        break
      }
      case RESOURCE: {
        p = byte === OBJECT || byte === ARRAY ? value(p) : 0
        break
      }
      case REFERENCES: {
        referencesAt = p
        p = byte === ARRAY ? value(p) : 0
        break
      }
      default:
        return 0
    }
    if (p === 0) return 0
    p = nextMember(p)
  }
  if ((seen & needed) !== needed) return 0
  if (kindTag && (seen & ((<u32>1) << KIND)) === 0) return 0
  if (referencesAt !== 0 && !readReferences(referencesAt, traceId, to)) return 0
  if ((seen & ((<u32>1) << END)) !== 0) {
    if (endNs < startNs) return 0
    durationNs = endNs - startNs
    if (durationNs > LONGEST) return 0
  }
  store<u32>(to, kind | ((failed && status === 0 ? ERROR : status) << 8) | (marks << 16), AT_BITS)
  store<u64>(to, startNs, AT_START)
  store<u64>(to, durationNs, AT_DURATION)
  return p + 1
}
