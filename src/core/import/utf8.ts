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
