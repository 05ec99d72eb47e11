import { crc32 } from 'node:zlib'

const DEFLATED = 8

/** A zip archive of texts: stored, or packed by a raw deflate. */
export function zipOf(
  entries: readonly (readonly [name: string, text: string])[],
  deflate?: (bytes: Buffer) => Buffer,
): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of entries) {
    const bytes = Buffer.from(text)
    const packed = deflate === undefined ? bytes : deflate(bytes)
    const nameBytes = Buffer.from(name)
    // What the local header and the directory say alike: version, flags, method, time, date, checksum, sizes, name.
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(deflate === undefined ? 0 : DEFLATED, 4)
    facts.writeUInt32LE(crc32(bytes), 10)
    facts.writeUInt32LE(packed.length, 14)
    facts.writeUInt32LE(bytes.length, 18)
    facts.writeUInt16LE(nameBytes.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    parts.push(Buffer.from('PK\u0003\u0004'), facts, nameBytes, packed)
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0000'), facts, place, nameBytes)
    offset += 4 + facts.length + nameBytes.length + packed.length
  }
  const directoryBytes = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(directoryBytes.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, directoryBytes, Buffer.from('PK\u0005\u0006'), end])
}
