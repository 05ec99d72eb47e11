import { decodeUtf8 } from '../bytes/utf8.ts'
import { isSpace } from './jsonBytes.ts'

const SCALAR = /^(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)$/
/** Longer words are no JSON scalars. */
const LONGEST_SCALAR = 1000

/** 1 for the bytes that end a word: brackets, quotes, commas. */
const ENDS_WORD = new Uint8Array(256)
for (const c of '{}[],"') ENDS_WORD[c.charCodeAt(0)] = 1

/** Where the run of bytes from `from` on that are no space, bracket, quote or comma ends. */
export function wordEnd(bytes: Uint8Array, from: number): number {
  let end = from
  while (end < bytes.length && ENDS_WORD[bytes[end]] === 0 && !isSpace(bytes[end])) end++
  return end
}

/** Whether the bytes are a JSON number, true, false or null. */
export function isScalar(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < 16 && isPositiveInteger(bytes, from, to)) return true
  return to - from <= LONGEST_SCALAR && SCALAR.test(decodeUtf8(bytes.subarray(from, to)).trim())
}

function isPositiveInteger(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] < 0x31 || bytes[i] > 0x39) return false
  return to > from
}
