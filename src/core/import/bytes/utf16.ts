import type { ByteSource } from '../../model/byteSource.ts'

const SLICE_BYTES = 1024 * 1024

/** The byte order of UTF-16 text by its byte order mark or, without one, by an ASCII bracket at its beginning. */
export function utf16Order(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [a, b] = head
  if ((a === 0xff && b === 0xfe) || (isBracket(a) && b === 0)) return 'utf-16le'
  if ((a === 0xfe && b === 0xff) || (a === 0 && isBracket(b))) return 'utf-16be'
  return undefined
}

function isBracket(byte: number): boolean {
  return byte === 0x7b || byte === 0x5b
}

/** UTF-16 text as UTF-8, without its mark; what is no text becomes U+FFFD. Rejects where the source does. */
export async function utf8FromUtf16(
  source: ByteSource,
  order: 'utf-16le' | 'utf-16be',
  onProgress: (byte: number) => void,
): Promise<Blob> {
  const decoder = new TextDecoder(order)
  const parts: Blob[] = []
  for (let at = 0; at < source.size; at += SLICE_BYTES) {
    onProgress(at)
    const slice = await source.read(at, Math.min(at + SLICE_BYTES, source.size))
    parts.push(new Blob([decoder.decode(slice, { stream: true })]))
  }
  return new Blob([...parts, decoder.decode()])
}
