import type { InputPosition } from '../../model/diagnostic.ts'

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

/** The text of UTF-8 bytes; bytes that are no text become U+FFFD and are told by `onInvalid`. */
export function decodeUtf8(bytes: Uint8Array, onInvalid?: () => void): string {
  try {
    return strict.decode(bytes)
  } catch {
    onInvalid?.()
    return lenient.decode(bytes)
  }
}

/** The place behind a text that begins at `start`. */
export function placeAfter(start: InputPosition, text: string): InputPosition {
  return {
    byte: start.byte + new TextEncoder().encode(text).length,
    line: start.line + text.split('\n').length - 1,
  }
}
