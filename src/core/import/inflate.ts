import { type ByteSource, bytesSource } from '../model/byteSource.ts'
import { endOfGzip } from './gzipTrailer.ts'

/** What a stretch of compressed bytes holds. */
export interface Inflated {
  readonly blob: Blob
  /** 'trailing': it is whole, but bytes follow it; 'damaged': it ends early or is broken; 'limit': more than was allowed. */
  readonly end: 'whole' | 'trailing' | 'damaged' | 'limit'
  /** Bytes that follow where `end` is 'trailing', else 0. */
  readonly trailingBytes: number
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
 * Some streams (Node.js) throw away what they inflated of the bytes in hand when they fail. So bytes near the failure are
 * given again in ever smaller pieces, each alone: the size of a piece, and how far before the failure that begins.
 */
const CAREFUL: readonly Care[] = [
  { pieceBytes: 4096, before: 2 * SLICE_BYTES },
  { pieceBytes: 256, before: 4 * 4096 },
  { pieceBytes: 16, before: 6 * 256 },
  { pieceBytes: 1, before: 8 * 16 },
]

/** A stream finds a fault in the last bytes within this time. */
const PATIENCE_MS = 100
/** And in a piece within this. */
const PIECE_MS = 4
const IN_SLICES: Pace = { pieceBytes: SLICE_BYTES, carefulFrom: Number.POSITIVE_INFINITY }
/** One letter, stored, and then a block of a kind that does not exist (RFC 1951 §3.2.3). */
const LETTER_AND_FAULT = new Uint8Array([0x00, 0x01, 0x00, 0xfe, 0xff, 0x61, 0x07])

interface Care {
  readonly pieceBytes: number
  readonly before: number
}

/**
 * Inflates a stretch of a source, at most `maxBytes` of it, and keeps what came out where it breaks off. `onProgress` is
 * told how far the source has been read, and may throw to cancel. Rejects where the source does.
 */
export async function inflate(
  compressed: Compressed,
  maxBytes: number,
  onProgress: (byte: number) => void,
): Promise<Inflated> {
  const first = await attempt(compressed, maxBytes, onProgress, IN_SLICES)
  const inflated = await withTrailing(compressed, first)
  if (inflated.end !== 'damaged' || !(await losesAtFailure())) return inflated
  return withTrailing(compressed, await tryCarefully(first, compressed, maxBytes, onProgress))
}

/** What an attempt gave, and whether what was damaged is only what follows. */
async function withTrailing({ source, from, to, method }: Compressed, { blob, end }: Attempt): Promise<Inflated> {
  const trailerEnd = end === 'damaged' && method === 'gzip' ? await endOfGzip(source, from, to, blob) : undefined
  if (trailerEnd === undefined || trailerEnd === to) return { blob, end, trailingBytes: 0 }
  return { blob, end: 'trailing', trailingBytes: to - trailerEnd }
}

/** True where a stream gives nothing of the bytes in which it finds a fault. */
async function losesAtFailure(): Promise<boolean> {
  const source = bytesSource(LETTER_AND_FAULT)
  const compressed: Compressed = { source, from: 0, to: source.size, method: 'deflate-raw' }
  return (await attempt(compressed, SLICE_BYTES, () => {}, IN_SLICES)).blob.size === 0
}

/** The attempt that keeps most, each nearer to the failure than the one before. */
async function tryCarefully(
  first: Attempt,
  compressed: Compressed,
  maxBytes: number,
  onProgress: (byte: number) => void,
): Promise<Attempt> {
  let best = first
  let { failedAt } = first
  for (const { pieceBytes, before } of CAREFUL) {
    const carefulFrom = Math.max(compressed.from, failedAt - before)
    const next = await attempt(compressed, maxBytes, onProgress, { pieceBytes, carefulFrom })
    failedAt = next.failedAt
    if (next.blob.size > best.blob.size) best = next
    if (!next.isRefused) break
  }
  return best
}

interface Attempt {
  readonly blob: Blob
  readonly end: 'whole' | 'damaged' | 'limit'
  /** How far the source was read when the stream ended; what it failed at is shortly before. */
  readonly failedAt: number
  /** True where a careful attempt found a fault in the bytes, not only that they end early. */
  readonly isRefused: boolean
}

interface Pace {
  readonly pieceBytes: number
  /** From here on each piece is inflated before the next is given. */
  readonly carefulFrom: number
}

async function attempt(
  { source, from, to, method }: Compressed,
  maxBytes: number,
  onProgress: (byte: number) => void,
  { pieceBytes, carefulFrom }: Pace,
): Promise<Attempt> {
  const stream = new DecompressionStream(method)
  const writer = stream.writable.getWriter()
  const reader = stream.readable.getReader()
  const parts = new BlobParts(maxBytes)
  const drained = drain(reader, parts)
  let fed = from
  let isFed = true
  while (fed < to && isFed && !parts.isFull) {
    onProgress(fed)
    const isCareful = fed >= carefulFrom
    const end = isCareful ? fed + pieceBytes : Math.min(fed + SLICE_BYTES, carefulFrom)
    const slice = await source.read(fed, Math.min(end, to))
    if (slice.length === 0) break
    fed += slice.length
    isFed = await isTaken(writer.write(new Uint8Array(slice)), drained)
    if (isCareful) {
      await wait(PIECE_MS)
      await parts.settled()
    }
  }
  // What is inflated but not yet read would be lost with the stream when its end proves to be wrong.
  await parts.settled()
  if (parts.isFull) {
    void swallow(reader.cancel())
    return { blob: parts.blob(), end: 'limit', failedAt: fed, isRefused: false }
  }
  const isRefused = carefulFrom < to && (await isDoneWithin(drained, PATIENCE_MS))
  const closed = swallow(writer.close())
  const isWhole = await drained
  await closed
  const end = isWhole && isFed ? 'whole' : parts.isFull ? 'limit' : 'damaged'
  return { blob: parts.blob(), end, failedAt: fed, isRefused }
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

function isDoneWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return Promise.race([promise.then(() => true), wait(ms).then(() => false)])
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
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
      await wait(0)
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
