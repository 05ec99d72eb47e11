import type { ByteSource } from '../../model/byteSource.ts'
import type { SourceRange } from '../../model/spanTable.ts'

const WINDOW_BYTES = 1024 * 1024

/** Reads many small stretches of a source that lie mostly one after the other, with few reads of the source itself. */
export class SliceReader {
  readonly #source: ByteSource
  #window: Uint8Array = new Uint8Array(0)
  #from = 0

  constructor(source: ByteSource) {
    this.#source = source
  }

  /** True where {@link at} can answer without reading. */
  holds({ byte, byteLength }: SourceRange): boolean {
    return byte >= this.#from && byte + byteLength <= this.#from + this.#window.length
  }

  /** Brings a stretch to hand, and what lies behind it. Rejects where the source does. */
  async load({ byte, byteLength }: SourceRange): Promise<void> {
    const before = this.#window
    this.#window = await this.#source.read(byte, byte + Math.max(byteLength, WINDOW_BYTES))
    this.#from = byte
    this.#source.free?.(before)
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
}
