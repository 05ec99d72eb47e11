// What the host calls: batches of spans, with or without the resources and scopes that they lie in. The twin in
// TypeScript is core/import/fast/batchSkimmer.ts.
import { ARRAY, COMMA, lineBreaks, OBJECT, QUOTE, setLineBreaks, space, value } from './json.ts'
import { firstMember, firstObject, isDone, memberNumber, nextMember, nextObject } from './members.ts'
import { readSpan } from './span.ts'
import { groups, setTables } from './table.ts'
import { rememberResource, rememberText, resourceNumber } from './texts.ts'

// What is to be read (core/import/fast/spanTokenizer.ts).
const SPAN_LINES: i32 = 1
const GROUPS: i32 = 2
const REQUEST_LINES: i32 = 3

// What keys around spans mean (core/import/fast/spanSyntax.ts).
const RESOURCE: u32 = 1
const SCOPES: u32 = 2
const SCOPE: u32 = 3
const SPANS: u32 = 4
const SCHEMA: u32 = 5
const ALL_GROUPS: u32 = 6

// Words of a span (core/model/spanBatch.ts) and of a stretch of spans (core/import/fast/spanTokenizer.ts), in bytes.
const SPAN_BYTES: usize = 80
const AT_FROM: usize = 52
const AT_BYTES: usize = 56
const AT_LINE: usize = 60
const SCOPE_BYTES: usize = 36

// Set by `configure`.
let words: usize = 0
let scopes: usize = 0
let mostSpans: i32 = 0
let mostScopes: i32 = 0

// Of the last `read`.
let window: usize = 0
let firstLine: i32 = 0
let spans: i32 = 0
let stretches: i32 = 0
let isFull: bool = false
let stop: usize = 0
let left: usize = 0
let lastLine: i32 = 0

// Of the group at hand: its unit, and where its resource and scope lie.
let unit: i32 = 0
let unitFrom: usize = 0
let unitLine: i32 = 0
let resourceAt: usize = 0
let resourceEnd: usize = 0
let scopeAt: usize = 0
let scopeEnd: usize = 0

/** First address that the host may use. */
export function base(): usize {
  return __heap_base
}

/** Tells where spans, stretches of them and tables lie, and how many there is room for. */
export function configure(toWords: usize, toScopes: usize, tables: usize, roomForSpans: i32, roomForScopes: i32): void {
  words = toWords
  scopes = toScopes
  mostSpans = roomForSpans
  mostScopes = roomForScopes
  setTables(tables)
}

/** Spans read. */
export function spanCount(): i32 {
  return spans
}

/** Stretches of spans in one scope. */
export function scopeCount(): i32 {
  return stretches
}

/** Behind what was read last. */
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

/** Gives a number to a text of the window, which is written in its place from now on. */
export function learn(from: usize, length: u32, number: u32): void {
  rememberText(from, length, number)
}

/** Gives a number to a resource of the window. */
export function learnResource(from: usize, length: u32, number: u32): void {
  rememberResource(from, length, number)
}

/** Reads from `from` on as long as there is room. Returns how many spans, groups or requests. */
export function read(ofWindow: usize, from: usize, ofLine: i32, lineMode: bool, reading: i32): i32 {
  setLineBreaks(0)
  window = ofWindow
  firstLine = ofLine
  spans = 0
  stretches = 0
  left = 0
  stop = from
  lastLine = ofLine
  let p = from
  let units = 0
  while (true) {
    const spansBefore = spans
    const stretchesBefore = stretches
    const before = lineBreaks
    isFull = false
    unit = units
    unitFrom = stop
    unitLine = lastLine
    const end = reading === GROUPS ? readGroup(p) : reading === REQUEST_LINES ? readRequest(p) : readOne(p)
    if (end === 0 || (lineMode && lineBreaks > before)) {
      spans = spansBefore
      stretches = stretchesBefore
      if (!isFull || units === 0) left = p
      return units
    }
    units++
    stop = end
    lastLine = firstLine + lineBreaks
    p = nextUnit(end, reading === SPAN_LINES || reading === REQUEST_LINES, lineMode)
    if (p === 0) return units
  }
}

/** Where the next unit begins, behind a comma or on a line of its own; 0 for none. */
function nextUnit(from: usize, ofLines: bool, lineMode: bool): usize {
  const before = lineBreaks
  let p = space(from)
  if (ofLines) return lineBreaks > before && <u32>load<u8>(p) === OBJECT ? p : 0
  if (<u32>load<u8>(p) !== COMMA) return 0
  p = space(p + 1)
  return <u32>load<u8>(p) !== OBJECT || (lineMode && lineBreaks > before) ? 0 : p
}

/** An object of which the list of groups is the only member. */
function readRequest(from: usize): usize {
  let p = firstMember(groups, from)
  if (isDone || memberNumber() !== ALL_GROUPS || <u32>load<u8>(p) !== ARRAY) return 0
  p = firstObject(p)
  while (!isDone) p = nextObject(readGroup(p))
  p = nextMember(groups, p)
  return isDone ? p : 0
}

/** A resource and, behind it, its scopes, which hold a span at least. */
function readGroup(from: usize): usize {
  const stretchesBefore = stretches
  let hasResource = false
  let hasScopes = false
  let p = firstMember(groups, from)
  while (!isDone) {
    const at = p
    const byte: u32 = load<u8>(p)
    switch (memberNumber()) {
      case RESOURCE: {
        if (hasResource || byte !== OBJECT) return 0
        hasResource = true
        p = value(p)
        resourceAt = at
        resourceEnd = p
        break
      }
      case SCOPES: {
        if (!hasResource || hasScopes || byte !== ARRAY) return 0
        hasScopes = true
        p = readScopes(p)
        break
      }
      case SCHEMA: {
        p = byte === QUOTE ? value(p) : 0
        break
      }
      default:
        return 0
    }
    p = nextMember(groups, p)
  }
  return stretches > stretchesBefore ? p : 0
}

function readScopes(from: usize): usize {
  let p = firstObject(from)
  while (!isDone) p = nextObject(readScope(p))
  return p
}

/** A scope, if it is told, and its spans behind it. */
function readScope(from: usize): usize {
  let hasSpans = false
  scopeAt = window
  scopeEnd = window
  let p = firstMember(groups, from)
  while (!isDone) {
    const at = p
    const byte: u32 = load<u8>(p)
    switch (memberNumber()) {
      case SCOPE: {
        if (hasSpans || scopeEnd > window || byte !== OBJECT) return 0
        p = value(p)
        scopeAt = at
        scopeEnd = p
        break
      }
      case SPANS: {
        if (hasSpans || byte !== ARRAY) return 0
        hasSpans = true
        p = readSpans(p)
        break
      }
      case SCHEMA: {
        p = byte === QUOTE ? value(p) : 0
        break
      }
      default:
        return 0
    }
    p = nextMember(groups, p)
  }
  return p
}

function readSpans(from: usize): usize {
  const first = spans
  let p = firstObject(from)
  while (!isDone) p = nextObject(readOne(p))
  if (p === 0 || spans === first) return p
  if (stretches === mostScopes) {
    isFull = true
    return 0
  }
  const to = scopes + <usize>stretches * SCOPE_BYTES
  store<u32>(to, first)
  store<u32>(to, <u32>(resourceAt - window), 4)
  store<u32>(to, <u32>(resourceEnd - resourceAt), 8)
  store<u32>(to, <u32>(scopeAt - window), 12)
  store<u32>(to, <u32>(scopeEnd - scopeAt), 16)
  store<u32>(to, unit, 20)
  store<u32>(to, <u32>(unitFrom - window), 24)
  store<u32>(to, unitLine, 28)
  store<u32>(to, resourceNumber(resourceAt, <u32>(resourceEnd - resourceAt)), 32)
  stretches++
  return p
}

function readOne(from: usize): usize {
  if (spans === mostSpans) {
    isFull = true
    return 0
  }
  const to = words + <usize>spans * SPAN_BYTES
  const before = lineBreaks
  const end = readSpan(from, to, window)
  store<u32>(to, <u32>(from - window), AT_FROM)
  store<u32>(to, <u32>(end - from), AT_BYTES)
  store<u32>(to, firstLine + before, AT_LINE)
  if (end !== 0) spans++
  return end
}
