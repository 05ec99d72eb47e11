import type { ByteSource } from '../../model/byteSource.ts'

/** What a stretch of compressed bytes holds. */
export interface Inflated {
  readonly blob: Blob
  /** 'damaged': it ends early or is broken; 'limit': it holds more than was allowed. */
  readonly end: 'whole' | 'damaged' | 'limit'
}

/** A stretch of a source that is compressed. */
export interface Compressed {
  readonly source: ByteSource
  readonly from: number
  readonly to: number
  /** 'gzip' has its own header (RFC 1952), 'deflate-raw' none (RFC 1951). */
  readonly method: 'gzip' | 'deflate-raw'
}

const SLICE_BYTES = 64 * 1024
/** Chunks are put together into Blobs of this size, which a browser may keep on disk. */
const PART_BYTES = 8 * 1024 * 1024

/**
 * Inflates a stretch of a source, at most `maxBytes` of it, and keeps what came out where it breaks off. `onProgress` is
 * told how far the source has been read, and may throw to cancel. Rejects where the source does.
 */
export async function inflate(
  { source, from, to, method }: Compressed,
  maxBytes: number,
  onProgress: (byte: number) => void,
): Promise<Inflated> {
  const stream = new DecompressionStream(method)
  const writer = stream.writable.getWriter()
  const reader = stream.readable.getReader()
  const parts = new BlobParts(maxBytes)
  const drained = drain(reader, parts)
  let fed = from
  let isFed = true
  while (fed < to && isFed && !parts.isFull) {
    onProgress(fed)
    const slice = await source.read(fed, Math.min(fed + SLICE_BYTES, to))
    if (slice.length === 0) break
    fed += slice.length
    isFed = await isTaken(writer.write(new Uint8Array(slice)), drained)
  }
  // What is inflated but not yet read would be lost with the stream when its end proves to be wrong.
  await parts.settled()
  if (parts.isFull) {
    void swallow(reader.cancel())
    return { blob: parts.blob(), end: 'limit' }
  }
  const closed = swallow(writer.close())
  const isWhole = await drained
  await closed
  return { blob: parts.blob(), end: isWhole && isFed ? 'whole' : parts.isFull ? 'limit' : 'damaged' }
}

/** Reads to the end; false where the stream fails. */
async function drain(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>, parts: BlobParts): Promise<boolean> {
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return true
      parts.add(value)
      if (parts.isFull) return false
    }
  } catch {
    return false
  }
}

/** Waits until a write is taken up; false where the stream fails or nobody reads any more. */
function isTaken(write: Promise<void>, drained: Promise<boolean>): Promise<boolean> {
  const taken = write.then(
    () => true,
    () => false,
  )
  return Promise.race([taken, drained])
}

function swallow(promise: Promise<void>): Promise<void> {
  return promise.catch(() => {})
}

/** Collects chunks into a Blob, up to a limit. */
class BlobParts {
  readonly #maxBytes: number
  readonly #parts: Blob[] = []
  #chunks: Uint8Array<ArrayBuffer>[] = []
  #chunkBytes = 0
  #bytes = 0
  #adds = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get isFull(): boolean {
    return this.#bytes >= this.#maxBytes
  }

  add(chunk: Uint8Array<ArrayBuffer>): void {
    const fitting = chunk.subarray(0, this.#maxBytes - this.#bytes)
    this.#adds++
    this.#bytes += fitting.length
    this.#chunkBytes += fitting.length
    this.#chunks.push(fitting)
    if (this.#chunkBytes >= PART_BYTES) this.#putTogether()
  }

  /** Resolves when no chunk has come for two turns of the event loop. */
  async settled(): Promise<void> {
    for (let quiet = 0; quiet < 2 && !this.isFull; quiet++) {
      const before = this.#adds
      await new Promise<void>((resolve) => setTimeout(resolve, 0))
      if (this.#adds !== before) quiet = -1
    }
  }

  blob(): Blob {
    this.#putTogether()
    return new Blob(this.#parts)
  }

  #putTogether(): void {
    if (this.#chunks.length > 0) this.#parts.push(new Blob(this.#chunks))
    this.#chunks = []
    this.#chunkBytes = 0
  }
}
