import type { ByteSource } from '../../model/byteSource.ts'

/** Bytes read at a time: each read of a Blob has a cost of its own. */
const CHUNK_BYTES = 32 * 1024 * 1024

/**
 * The same source for one who reads it from front to back: while a chunk is being worked on, the next one is on its way. A
 * read ends with its chunk, so it may give less than was asked for. What was read stays as it is until one reads in the chunk
 * after the next. Memory: three chunks.
 */
export function readAhead(source: ByteSource): ByteSource {
  const chunks = new Map<number, Promise<Uint8Array>>()
  const request = (chunk: number) => {
    const from = chunk * CHUNK_BYTES
    if (from >= source.size || chunks.has(chunk)) return
    const bytes = source.read(from, Math.min(source.size, from + CHUNK_BYTES))
    // A failure is told to the one who asks for the chunk.
    bytes.catch(() => {})
    chunks.set(chunk, bytes)
  }
  const drop = (chunk: number) => {
    chunks.get(chunk)?.then(
      (bytes) => source.free?.(bytes),
      () => {},
    )
    chunks.delete(chunk)
  }
  return {
    size: source.size,
    async read(from, to) {
      const chunk = Math.floor(from / CHUNK_BYTES)
      // One who asks for a chunk may still look at the one before.
      for (const known of chunks.keys()) if (known < chunk - 1) drop(known)
      for (let next = chunk; next <= chunk + 1; next++) request(next)
      const bytes = await chunks.get(chunk)
      const start = from - chunk * CHUNK_BYTES
      if (bytes === undefined || start >= bytes.length) return source.read(from, to)
      return bytes.subarray(start, to - chunk * CHUNK_BYTES)
    },
  }
}
