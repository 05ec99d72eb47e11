import { freeBuffers } from './freeBuffers.ts'

/**
 * Bytes that are read in slices: a file on disk, a Blob, a buffer. Slices may be read in any order and again.
 * Offsets count inflated bytes.
 */
export interface ByteSource {
  /** In bytes. */
  readonly size: number
  /** Bytes `from` (inclusive) to `to` (exclusive), both clamped to the source. Rejects where the medium fails. */
  read(from: number, to: number): Promise<Uint8Array>
  /** Gives back at once the memory of what was read and is needed no more. Absent where others may look at it. */
  free?(bytes: Uint8Array): void
}

/** A source over bytes in memory; slices are views, not copies. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (from, to) => Promise.resolve(bytes.subarray(Math.max(0, from), Math.max(0, to))),
  }
}

/** A source over a Blob or File; the content stays where it is until a slice is read. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    read: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
    free: (bytes) => freeBuffers([bytes]),
  }
}

/** A source over the UTF-8 bytes of `text`. */
export function textSource(text: string): ByteSource {
  return bytesSource(new TextEncoder().encode(text))
}
