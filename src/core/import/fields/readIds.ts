/** A trace id as it is compared, and as it was written where that differs from 32 hex digits. */
export interface TraceIdText {
  readonly id: string
  readonly raw: string | undefined
}

/** How ids are written: 'hex', or 'any', which takes base64 of exactly 16 or 8 bytes too (OTLP by way of protojson). */
export type IdWriting = 'hex' | 'any'

const HEX_DIGITS = 16
const LONGEST_ID = 1024

/**
 * A trace id from a JSON value: 32 hex digits are taken in lower case, base64 of 16 bytes becomes hex,
 * fewer hex digits are padded, `0x` and dashes go; any other text is opaque and kept as it is. Undefined for no id:
 * absent, empty, all zeros, no text.
 */
export function traceIdFrom(value: unknown, writing: IdWriting = 'any'): TraceIdText | undefined {
  const text = idText(value)
  if (text === undefined) return undefined
  const id = normalId(text, 2 * HEX_DIGITS, writing)
  if (id === undefined) return undefined
  return { id, raw: text.length === 2 * HEX_DIGITS && text.toLowerCase() === id ? undefined : text }
}

/** A span id from a JSON value, 16 hex digits or opaque; see {@link traceIdFrom}. */
export function spanIdFrom(value: unknown, writing: IdWriting = 'any'): string | undefined {
  const text = idText(value)
  return text === undefined ? undefined : normalId(text, HEX_DIGITS, writing)
}

const NO_PARENT = new Set(['', '0', '-', 'root', 'null', 'none'])

/** A parent span id: undefined where none is named, 'unusable' for what is no id. */
export function parentIdFrom(value: unknown, writing: IdWriting = 'any'): { id: string } | 'unusable' | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string' && (value.length <= 4 ? NO_PARENT.has(value.trim().toLowerCase()) : isAllZero(value))) {
    return undefined
  }
  if (value === 0 || value === 0n) return undefined
  const text = idText(value)
  if (text === undefined) return 'unusable'
  const id = normalId(text, HEX_DIGITS, writing)
  return id === undefined ? undefined : { id }
}

/** The text of an id; a number counts as its decimal digits. */
function idText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.length <= LONGEST_ID && value !== '' ? value : undefined
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) return String(value)
  return undefined
}

function normalId(text: string, digits: number, writing: IdWriting): string | undefined {
  let id = text
  if (text.length !== digits || !isHex(text)) {
    id = text.trim()
    if (writing === 'any') {
      const bytes = hexFromBase64(id, digits / 2)
      if (bytes !== undefined) return isAllZero(bytes) ? undefined : bytes
    }
    const bare = id.replace(/^0[xX]/, '').replaceAll('-', '')
    if (bare.length === 0 || bare.length > digits || !isHex(bare)) return isAllZero(bare) ? undefined : id
    id = bare.padStart(digits, '0')
  }
  return isAllZero(id) ? undefined : id.toLowerCase()
}

function isHex(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    const isDigit = c >= 0x30 && c <= 0x39
    const letter = c | 0x20
    if (!isDigit && (letter < 0x61 || letter > 0x66)) return false
  }
  return true
}

function isAllZero(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== 0x30) return false
  return true
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Hex of base64 (RFC 4648 §4 and §5, padded or not) that decodes to exactly `byteCount` bytes; else undefined. */
function hexFromBase64(text: string, byteCount: number): string | undefined {
  const sextets = Math.ceil((byteCount * 4) / 3)
  const padded = Math.ceil(byteCount / 3) * 4
  if (text.length !== sextets && text.length !== padded) return undefined
  let hex = ''
  let bits = 0
  let held = 0
  for (let i = 0; i < text.length; i++) {
    const c = text[i] === '-' ? '+' : text[i] === '_' ? '/' : text[i]
    if (i >= sextets) {
      if (c !== '=') return undefined
      continue
    }
    const value = BASE64.indexOf(c)
    if (value === -1) return undefined
    held = (held << 6) | value
    bits += 6
    while (bits >= 4 && hex.length < byteCount * 2) {
      bits -= 4
      hex += ((held >> bits) & 15).toString(16)
    }
    held &= (1 << bits) - 1
  }
  return hex
}
