// A span object of any of the large JSON formats, from bytes to words, as the tables of its syntax say. What is not usual
// is left to the host.
import { readHex, readText, readTraceId, whole, wholeNumber } from './fields.ts'
import { ARRAY, lineBreaks, OBJECT, QUOTE, setLineBreaks, value } from './json.ts'
import { firstMember, isDone, member, nextMember } from './members.ts'
import {
  beginParts,
  failed,
  HAS_ERROR_TAG,
  HAS_KIND_TAG,
  kind,
  mapTags,
  readCode,
  readEndpoint,
  readKind,
  readReferences,
  readStatus,
  readTagList,
  readTagMap,
  status,
} from './parts.ts'
import { keys, needed, numberOf, parameterOf } from './table.ts'

// What a key of a span means (core/import/fast/spanSyntax.ts).
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
const AT_SPAN_ID: usize = 16
const AT_PARENT: usize = 24
const AT_NAME: usize = 32
const AT_CONTEXT: usize = 40
const AT_BITS: usize = 48
const AT_START: usize = 64
const AT_DURATION: usize = 72

/** Of a duration's parameter: 0 is left to the host. */
const NOT_ZERO: u32 = 1 << 31

const ERROR: u32 = 2
const LAST_START: u64 = 9223372035000000000
const LONGEST: u64 = 9000000000000000

// Of the span at hand.
let marks: u32 = 0
let startNs: u64 = 0
let endNs: u64 = 0
let durationNs: u64 = 0
let traceIdAt: usize = 0
/** References that came before the trace id. */
let referencesAt: usize = 0

/** Reads the span object that begins at `from` into the words at `to`. Returns the position behind it. */
export function readSpan(from: usize, to: usize, window: usize): usize {
  store<u64>(to, 0, AT_PARENT)
  store<u64>(to, <u64>(from - window), AT_NAME)
  store<u64>(to, <u64>(from - window), AT_CONTEXT)
  beginParts()
  marks = 0
  traceIdAt = 0
  referencesAt = 0
  let seen: u32 = 0
  let p = firstMember(keys, from)
  while (!isDone) {
    if (member === 0) p = value(p)
    else {
      const field = numberOf(member)
      const bit = (<u32>1) << field
      if ((seen & bit) !== 0) return 0
      seen |= bit
      p = readField(field, parameterOf(member), p, to, window)
    }
    p = nextMember(keys, p)
  }
  return p !== 0 && finish(seen, to) ? p : 0
}

function readField(field: u32, parameter: u32, from: usize, to: usize, window: usize): usize {
  const byte: u32 = load<u8>(from)
  let p = from
  switch (field) {
    case TRACE_ID:
      traceIdAt = p
      return readTraceId(p, to)
    case SPAN_ID:
      p = readHex(p, to + AT_SPAN_ID)
      return load<u64>(to, AT_SPAN_ID) === 0 ? 0 : p
    case PARENT_SPAN_ID:
      return byte === QUOTE && <u32>load<u8>(p + 1) === QUOTE ? p + 2 : readHex(p, to + AT_PARENT)
    case NAME:
      return readText(p, to + AT_NAME, window, parameter === 1)
    case CONTEXT:
      return readText(p, to + AT_CONTEXT, window, false)
    case START:
      p = wholeNumber(p)
      startNs = whole * parameter
      return whole === 0 || whole > LAST_START / parameter ? 0 : p
    case END:
      p = wholeNumber(p)
      endNs = whole
      return whole > LAST_START ? 0 : p
    case DURATION: {
      const unit = <u64>(parameter & ~NOT_ZERO)
      p = wholeNumber(p)
      durationNs = whole * unit
      return whole > LONGEST / unit || (whole === 0 && (parameter & NOT_ZERO) !== 0) ? 0 : p
    }
    case KIND:
      return readKind(p, parameter)
    case STATUS:
      return byte === OBJECT ? readStatus(p) : parameter === 1 ? readCode(p) : 0
    case FLAGS: {
      p = byte === QUOTE ? 0 : wholeNumber(p)
      const flags = <u32>whole & parameter
      marks |= ((flags & 1) << 15) | ((flags & 0x100) << 5) | ((flags & 0x200) << 5)
      return whole > 999999999 ? 0 : p
    }
    case SHARED:
    case DEBUG:
      if (load<u32>(p) === 0x65757274) {
        marks |= parameter
        return p + 4
      }
      return load<u32>(p + 1) === 0x65736c61 && byte === 0x66 ? p + 5 : 0
    case ENDPOINT:
      return byte === OBJECT ? readEndpoint(p, to, window) : 0
    case TAG_MAP:
      return byte === OBJECT ? readTagMap(p) : 0
    case TAG_LIST:
      return byte === ARRAY ? readTagList(p) : 0
    case REFERENCES:
      if (byte !== ARRAY) return 0
      if (traceIdAt !== 0) return readReferences(p, traceIdAt, to)
      referencesAt = p
      return value(p)
    case RESOURCE:
      return byte === OBJECT || byte === ARRAY ? value(p) : 0
    default:
      return 0
  }
}

/** Writes what follows from several fields; false where the host is needed. */
function finish(seen: u32, to: usize): bool {
  if ((seen & needed) !== needed) return false
  // A tag names the kind where no field does; both are the general reader's to weigh.
  if ((mapTags & HAS_KIND_TAG) !== 0 && (seen & ((<u32>1) << KIND)) === 0) return false
  if (referencesAt !== 0) {
    const lines = lineBreaks
    if (readReferences(referencesAt, traceIdAt, to) === 0) return false
    setLineBreaks(lines)
  }
  if ((seen & ((<u32>1) << END)) !== 0) {
    durationNs = endNs - startNs
    if (endNs < startNs || durationNs > LONGEST) return false
  }
  const isError = (mapTags & HAS_ERROR_TAG) !== 0 || (failed && status === 0)
  store<u32>(to, kind | ((isError ? ERROR : status) << 8) | (marks << 16), AT_BITS)
  store<u64>(to, startNs, AT_START)
  store<u64>(to, durationNs, AT_DURATION)
  return true
}
