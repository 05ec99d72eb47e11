import type { ByteSource } from '../../model/byteSource.ts'
import type { SourceRange } from '../../model/spanTable.ts'

const WINDOW_BYTES = 1024 * 1024
/** Of a window that is read ahead: a round trip to the source costs more than its bytes. */
const AHEAD_BYTES = 16 * 1024 * 1024
/** A window read ahead begins so much before the end of the last one, for the stretch that lies across it. */
const OVERLAP_BYTES = 64 * 1024

/** How a source is read. */
interface SliceOptions {
  /** The stretches lie close together: larger windows, and the next one is on its way while one is worked on. */
  readonly ahead: boolean
}

interface Window {
  readonly from: number
  readonly bytes: Promise<Uint8Array>
}

/** Reads many small stretches of a source that lie mostly one after the other, with few reads of the source itself. */
export class SliceReader {
  readonly #source: ByteSource
  readonly #ahead: boolean
  #window: Uint8Array = new Uint8Array(0)
  #from = 0
  #next: Window | undefined

  constructor(source: ByteSource, { ahead }: SliceOptions = { ahead: false }) {
    this.#source = source
    this.#ahead = ahead
  }

  /** True where {@link at} can answer without reading. */
  holds({ byte, byteLength }: SourceRange): boolean {
    return byte >= this.#from && byte + byteLength <= this.#from + this.#window.length
  }

  /** Brings a stretch to hand, and what lies behind it. Rejects where the source does. */
  async load(range: SourceRange): Promise<void> {
    const before = this.#window
    const { from, bytes } = this.#windowOf(range)
    this.#window = await bytes
    this.#from = from
    this.#source.free?.(before)
    if (!this.#ahead) return
    const nextFrom = from + this.#window.length - OVERLAP_BYTES
    this.#next = nextFrom + OVERLAP_BYTES < this.#source.size ? this.#request(nextFrom, AHEAD_BYTES) : undefined
  }

  /** All bytes at hand, of which a stretch begins at {@link place}; the next `load` leaves them behind. */
  get bytes(): Uint8Array {
    return this.#window
  }

  /** Where a stretch that is at hand begins in {@link bytes}. */
  place({ byte }: SourceRange): number {
    return byte - this.#from
  }

  /** The bytes of a stretch that is at hand; a view that the next `load` leaves behind. */
  at({ byte, byteLength }: SourceRange): Uint8Array {
    return this.#window.subarray(byte - this.#from, byte - this.#from + byteLength)
  }

  /** The window that was read ahead, where it holds the stretch, else one that begins with it. */
  #windowOf({ byte, byteLength }: SourceRange): Window {
    const next = this.#next
    this.#next = undefined
    if (next !== undefined && byte >= next.from && byte + byteLength <= next.from + AHEAD_BYTES) return next
    next?.bytes.then(
      (bytes) => this.#source.free?.(bytes),
      () => {},
    )
    return this.#request(byte, Math.max(byteLength, this.#ahead ? AHEAD_BYTES : WINDOW_BYTES))
  }

  #request(from: number, length: number): Window {
    const bytes = this.#source.read(from, Math.min(from + length, this.#source.size))
    // A failure is told to the one who asks for the window.
    bytes.catch(() => {})
    return { from, bytes }
  }
}
