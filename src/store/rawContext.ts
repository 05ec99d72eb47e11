/** What stands around a place of an input, as text. */
export interface RawContext {
  readonly before: string
  /** From the place on. */
  readonly after: string
}

const BEFORE_BYTES = 120
const AFTER_BYTES = 200

/** First byte at or after `at` that begins a character of UTF-8. */
function characterStart(bytes: Uint8Array, at: number): number {
  let start = at
  while (start < bytes.length && (bytes[start] & 0xc0) === 0x80) start++
  return start
}

/** A visible sign for a control character; line ends and tabs stay. */
function pictureOf(sign: string): string {
  if (sign === '\n' || sign === '\t') return sign
  const code = sign.charCodeAt(0)
  return String.fromCharCode(code < 0x20 ? 0x2400 + code : 0x2421)
}

/** Reads the bytes around a place; control characters are shown as pictures. Rejects where the file can no longer be read. */
export async function loadRawContext(blob: Blob, byte: number): Promise<RawContext> {
  const from = Math.max(0, byte - BEFORE_BYTES)
  const bytes = new Uint8Array(await blob.slice(from, byte + AFTER_BYTES).arrayBuffer())
  const split = Math.min(bytes.length, byte - from)
  const print = (part: Uint8Array) => new TextDecoder().decode(part).replace(/\p{Cc}/gu, pictureOf)
  return {
    before: print(bytes.subarray(from === 0 ? 0 : characterStart(bytes, 0), split)),
    after: print(bytes.subarray(split)).replace(/�+$/, ''),
  }
}
