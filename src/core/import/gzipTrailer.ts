import type { ByteSource } from '../model/byteSource.ts'

const TRAILER_BYTES = 8
const SLICE_BYTES = 1024 * 1024

/**
 * Where in [from, to) of a source the gzip member ends that unpacks to `blob`: behind the first trailer (RFC 1952 §2.3.1)
 * with its checksum and length. Undefined where there is none, as `blob` is not the whole. O(blob + source). Rejects where
 * the source does.
 */
export async function endOfGzip(source: ByteSource, from: number, to: number, blob: Blob): Promise<number | undefined> {
  if (blob.size === 0) return undefined
  const trailer = new Uint8Array(TRAILER_BYTES)
  const view = new DataView(trailer.buffer)
  view.setUint32(0, await crc32(blob), true)
  view.setUint32(4, blob.size % 2 ** 32, true)
  for (let at = from; at + TRAILER_BYTES <= to; at += SLICE_BYTES) {
    const slice = await source.read(at, Math.min(at + SLICE_BYTES + TRAILER_BYTES - 1, to))
    const found = indexOf(slice, trailer)
    if (found !== -1) return at + found + TRAILER_BYTES
  }
  return undefined
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let at = bytes.indexOf(wanted[0]); at !== -1; at = bytes.indexOf(wanted[0], at + 1)) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at
  }
  return -1
}

/** CRC-32 as gzip has it (RFC 1952 §8). */
async function crc32(blob: Blob): Promise<number> {
  const table = crcTable()
  let crc = 0xffffffff
  for (let at = 0; at < blob.size; at += SLICE_BYTES) {
    const bytes = new Uint8Array(await blob.slice(at, at + SLICE_BYTES).arrayBuffer())
    for (const byte of bytes) crc = table[(crc ^ byte) & 0xff] ^ (crc >>> 8)
  }
  return (crc ^ 0xffffffff) >>> 0
}

/** The polynomial's remainders of all bytes. */
function crcTable(): Uint32Array {
  const table = new Uint32Array(256)
  for (let byte = 0; byte < 256; byte++) {
    let rest = byte
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1
    table[byte] = rest
  }
  return table
}
