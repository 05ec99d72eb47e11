// JSON values passed over by their bytes, 16 at a time. Positions are addresses; 0 stands for "left to the general
// reader": broken, not at hand to its end, or unusual. At least 64 zeros lie behind the bytes.

const MAX_DEPTH: i32 = 30

export const QUOTE: u32 = 0x22
export const COMMA: u32 = 0x2c
export const COLON: u32 = 0x3a
export const ARRAY: u32 = 0x5b
const BACKSLASH: u32 = 0x5c
export const ARRAY_END: u32 = 0x5d
export const OBJECT: u32 = 0x7b
export const OBJECT_END: u32 = 0x7d

/** Line breaks passed so far. */
export let lineBreaks: i32 = 0
/** Escapes passed so far in strings. */
export let escapes: i32 = 0

export function setLineBreaks(count: i32): void {
  lineBreaks = count
}

/** Space, of which there may be none. */
export function space(from: usize): usize {
  let p = from
  while (true) {
    const byte: u32 = load<u8>(p)
    if (byte > 0x20) return p
    if (byte === 0x0a) lineBreaks++
    else if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09) return p
    p++
  }
}

export function spaced(p: usize): usize {
  return <u32>load<u8>(p) > 0x20 ? p : space(p)
}

/** The rest of a string, from behind its opening quote. */
export function text(from: usize): usize {
  const ends = endsIn(from)
  const p = from + ctz(ends)
  return ends !== 0 && <u32>load<u8>(p) === QUOTE ? p + 1 : longText(from)
}

/** One bit for each of 32 bytes that ends a run of plain characters in a string. */
export function endsIn(p: usize): i32 {
  return i8x16.bitmask(isEnd(v128.load(p))) | (i8x16.bitmask(isEnd(v128.load(p, 16))) << 16)
}

/** As signed bytes, those below 0x20 are the control characters and all that is not ASCII. */
function isEnd(bytes: v128): v128 {
  return v128.or(
    v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))),
    i8x16.lt_s(bytes, i8x16.splat(0x20)),
  )
}

/** As {@link text}, for strings that are long or hold escapes or characters beyond ASCII. */
export function longText(from: usize): usize {
  let p = from
  while (true) {
    const mask = endsIn(p)
    if (mask === 0) {
      p += 32
      continue
    }
    p += ctz(mask)
    const byte: u32 = load<u8>(p)
    if (byte === QUOTE) return p + 1
    if (byte === BACKSLASH) p = escaped(p + 1)
    else if (byte >= 0xc2 && byte < 0xf5) p = sequence(p)
    else return 0
    if (p === 0) return 0
  }
}

function escaped(p: usize): usize {
  escapes++
  const byte: u32 = load<u8>(p)
  if (byte === 0x75) {
    for (let i = 1; i <= 4; i++) {
      const digit: u32 = load<u8>(p + i)
      if (digit - 0x30 > 9 && (digit | 0x20) - 0x61 > 5) return 0
    }
    return p + 5
  }
  const isKnown =
    byte === QUOTE ||
    byte === BACKSLASH ||
    byte === 0x2f ||
    byte === 0x62 ||
    byte === 0x66 ||
    byte === 0x6e ||
    byte === 0x72 ||
    byte === 0x74
  return isKnown ? p + 1 : 0
}

/** A UTF-8 sequence of two to four bytes (RFC 3629 §4). */
function sequence(p: usize): usize {
  const first: u32 = load<u8>(p)
  const second: u32 = load<u8>(p + 1)
  const length: u32 = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  for (let i: u32 = 1; i < length; i++) if ((<u32>load<u8>(p + i) & 0xc0) !== 0x80) return 0
  if (first === 0xe0 && second < 0xa0) return 0
  if (first === 0xed && second > 0x9f) return 0
  if (first === 0xf0 && second < 0x90) return 0
  if (first === 0xf4 && second > 0x8f) return 0
  return p + length
}

/** The colon and the space around it. */
export function toValue(from: usize): usize {
  const p = spaced(from)
  return <u32>load<u8>(p) === COLON ? spaced(p + 1) : 0
}

/** A value of any kind. */
export function value(from: usize): usize {
  const byte: u32 = load<u8>(from)
  if (byte === QUOTE) return text(from + 1)
  if (byte === OBJECT) return container(from)
  if (byte !== ARRAY) return scalar(from)
  if (load<u64>(from + 1) !== OPEN_KEY) return container(from)
  const before = lineBreaks
  const end = keyValues(from)
  if (end !== 0) return end
  lineBreaks = before
  return container(from)
}

// Eight bytes and less, as they lie in memory.
/** `{"key":"` */
export const OPEN_KEY: u64 = ((<u64>0x223a2279) << 32) | 0x656b227b
/** `,"value"` */
export const THEN_VALUE: u64 = ((<u64>0x2265756c) << 32) | 0x6176222c
/** `:{"` */
const OF_TYPE: u32 = 0x227b3a
/** `stringVa`, `lue"` and `:"` */
const STRING_VALUE: u64 = ((<u64>0x6156676e) << 32) | 0x69727473
const STRING_VALUE_END: u32 = 0x2265756c
const STRING_FOLLOWS: u32 = 0x223a
/** `}}` */
const BOTH_CLOSE: u32 = 0x7d7d

/**
 * A list of `{"key":"…","value":{"…":…}}` without space, as OTLP has attributes; 0 where it is written otherwise, and
 * has to be passed over as any other value.
 */
function keyValues(from: usize): usize {
  let p = from
  do {
    if (load<u64>(p + 1) !== OPEN_KEY) return 0
    p = text(p + 9)
    if (p === 0 || load<u64>(p) !== THEN_VALUE || (load<u32>(p + 8) & 0xffffff) !== OF_TYPE) return 0
    p += 11
    const isString =
      load<u64>(p) === STRING_VALUE &&
      load<u32>(p + 8) === STRING_VALUE_END &&
      <u32>load<u16>(p + 12) === STRING_FOLLOWS
    if (isString) p = text(p + 14)
    else {
      p = text(p)
      if (p === 0 || <u32>load<u8>(p) !== COLON) return 0
      p++
      const byte: u32 = load<u8>(p)
      p = byte === QUOTE ? text(p + 1) : byte === OBJECT || byte === ARRAY ? container(p) : scalar(p)
    }
    if (p === 0 || <u32>load<u16>(p) !== BOTH_CLOSE) return 0
    p += 2
  } while (<u32>load<u8>(p) === COMMA)
  return <u32>load<u8>(p) === ARRAY_END ? p + 1 : 0
}

function container(from: usize): usize {
  let p = from
  /** One bit for each open container, the innermost lowest: 1 for an array. */
  let open: u32 = 0
  let depth: i32 = 0
  while (true) {
    let byte: u32 = load<u8>(p)
    if (byte === QUOTE) p = text(p + 1)
    else if (byte === OBJECT || byte === ARRAY) {
      if (++depth > MAX_DEPTH) return 0
      open = (open << 1) | u32(byte === ARRAY)
      p = spaced(p + 1)
      // The bracket that closes lies two above the one that opens.
      if (<u32>load<u8>(p) !== byte + 2) {
        if (byte === OBJECT) p = key(p)
        if (p === 0) return 0
        continue
      }
      p++
      open >>= 1
      depth--
    } else p = scalar(p)
    while (true) {
      if (p === 0 || depth === 0) return p
      byte = load<u8>(p)
      if (byte <= 0x20) {
        p = space(p)
        byte = load<u8>(p)
      }
      p++
      if (byte === COMMA) break
      if (byte !== ((open & 1) === 1 ? ARRAY_END : OBJECT_END)) return 0
      open >>= 1
      depth--
    }
    p = spaced(p)
    if ((open & 1) === 0) p = key(p)
    if (p === 0) return 0
  }
}

function key(from: usize): usize {
  if (<u32>load<u8>(from) !== QUOTE) return 0
  const p = text(from + 1)
  if (p === 0) return 0
  if (load<u8>(p) === 0x3a && load<u8>(p + 1) > 0x20) return p + 1
  return toValue(p)
}

function scalar(from: usize): usize {
  const byte: u32 = load<u8>(from)
  if (byte === 0x74) return load<u32>(from) === 0x65757274 ? from + 4 : 0
  if (byte === 0x66) return load<u32>(from + 1) === 0x65736c61 ? from + 5 : 0
  if (byte === 0x6e) return load<u32>(from) === 0x6c6c756e ? from + 4 : 0
  let p = byte === 0x2d ? from + 1 : from
  const first: u32 = load<u8>(p)
  const whole = digits(p)
  if (whole === p || (first === 0x30 && whole > p + 1)) return 0
  p = whole
  if (load<u8>(p) === 0x2e) {
    const end = digits(p + 1)
    if (end === p + 1) return 0
    p = end
  }
  if ((load<u8>(p) | 0x20) === 0x65) {
    p++
    if (load<u8>(p) === 0x2b || load<u8>(p) === 0x2d) p++
    const end = digits(p)
    if (end === p) return 0
    p = end
  }
  const after: u32 = load<u8>(p)
  return after === 0x2b || after === 0x2d || after === 0x2e || (after | 0x20) === 0x65 ? 0 : p
}

function digits(from: usize): usize {
  let p = from
  while (<u32>load<u8>(p) - 0x30 <= 9) p++
  return p
}
