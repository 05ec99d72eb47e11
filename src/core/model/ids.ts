/**
 * Trace ids are 16 bytes and span ids 8 bytes (W3C Trace Context §3.2.2.3 and §3.2.2.4; OTLP trace.proto). Here they are
 * lower-case hex of exactly 32 and 16 digits; an id that cannot be brought to that form is *opaque* and kept as it is.
 */

const HEX = /^[0-9a-f]+$/

/** True for 32 lower-case hex digits. */
export function isHexTraceId(id: string): boolean {
  return id.length === 32 && HEX.test(id)
}

/** True for 16 lower-case hex digits. */
export function isHexSpanId(id: string): boolean {
  return id.length === 16 && HEX.test(id)
}

/** Lower-case hex of 8 digits. */
function hex8(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}

/** Prints the two 32-bit words of a span id as 16 hex digits. */
export function printSpanId(high: number, low: number): string {
  return hex8(high) + hex8(low)
}

/** Prints the four 32-bit words of a trace id, most significant first, as 32 hex digits. */
export function printTraceId(words: Uint32Array, at: number): string {
  return hex8(words[at]) + hex8(words[at + 1]) + hex8(words[at + 2]) + hex8(words[at + 3])
}

/** The 32-bit word in lower-case hex digits `from` to `from + 8` of `id`. */
export function hexWord(id: string, from: number): number {
  let word = 0
  for (let i = from; i < from + 8; i++) {
    const code = id.charCodeAt(i)
    word = (word << 4) | (code <= NINE ? code - ZERO : code - LETTERS)
  }
  return word >>> 0
}

const ZERO = 0x30
const NINE = 0x39
/** What to take off the code of a letter: 'a' is ten. */
const LETTERS = 0x61 - 10
