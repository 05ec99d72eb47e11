const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const NO_SEXTET = 255
const EQUALS = 0x3d
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Value of each character, by its code; white space and strangers have none. */
const SEXTETS = new Uint8Array(128).fill(NO_SEXTET)
for (let i = 0; i < ALPHABET.length; i++) SEXTETS[ALPHABET.charCodeAt(i)] = i
SEXTETS[0x2d] = 62
SEXTETS[0x5f] = 63

/**
 * The bytes behind base64 (RFC 4648 §4 and §5), padded or not, line breaks allowed; undefined where another character
 * stands in it. O(n).
 */
function bytesFromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let length = 0
  let held = 0
  let bits = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === EQUALS || code === 0x0a || code === 0x0d) continue
    const sextet = code < 128 ? SEXTETS[code] : NO_SEXTET
    if (sextet === NO_SEXTET) return undefined
    held = ((held << 6) | sextet) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[length++] = (held >> bits) & 0xff
  }
  return bytes.subarray(0, length)
}

/** The UTF-8 text behind base64; undefined where it is no base64 or no text. */
export function textFromBase64(text: string): string | undefined {
  const bytes = bytesFromBase64(text)
  if (bytes === undefined) return undefined
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}
