import type { ByteSource } from '../../model/byteSource.ts'
import { decodeUtf8 } from './utf8.ts'

/** A file in a ZIP archive. */
export interface ZipEntry {
  readonly name: string
  /** Where its content lies in the archive. */
  readonly from: number
  readonly to: number
  /** How it is kept; 'unknown': encrypted, or compressed by a method that browsers cannot undo. */
  readonly method: 'stored' | 'deflate-raw' | 'unknown'
}

/** What an archive lists. */
export interface ZipDirectory {
  readonly entries: readonly ZipEntry[]
  /** True where the directory at the end of the archive is missing, broken or longer than {@link MAX_ENTRIES}. */
  readonly isIncomplete: boolean
}

/** Files of one archive that are read. */
const MAX_ENTRIES = 1000
const END_BYTES = 22
const MAX_COMMENT_BYTES = 65_535
const MAX_DIRECTORY_BYTES = 16 * 1024 * 1024
const END_SIGNATURE = 0x06054b50
const ENTRY_SIGNATURE = 0x02014b50
const LOCAL_SIGNATURE = 0x04034b50
const ENTRY_BYTES = 46
const LOCAL_BYTES = 30
const ENCRYPTED = 1
const STORED = 0
const DEFLATED = 8
/** Stands for "see the ZIP64 record". */
const ELSEWHERE = 0xffffffff

/**
 * Reads the central directory of a ZIP archive (PKWARE APPNOTE 6.3 §4.3). Folders are left out, and what macOS adds.
 * ZIP64 is not read: such entries are of method 'unknown'. Rejects where the source does.
 */
export async function readZipDirectory(source: ByteSource): Promise<ZipDirectory> {
  const tailFrom = Math.max(0, source.size - END_BYTES - MAX_COMMENT_BYTES)
  const tail = viewOf(await source.read(tailFrom, source.size))
  let end = tail.byteLength - END_BYTES
  while (end >= 0 && tail.getUint32(end, true) !== END_SIGNATURE) end--
  if (end < 0) return { entries: [], isIncomplete: true }
  const count = tail.getUint16(end + 10, true)
  const size = Math.min(tail.getUint32(end + 12, true), MAX_DIRECTORY_BYTES)
  const from = tail.getUint32(end + 16, true)
  const directory = viewOf(await source.read(from, Math.min(from + size, source.size)))
  const entries: ZipEntry[] = []
  let at = 0
  let listed = 0
  while (listed < MAX_ENTRIES && at + ENTRY_BYTES <= directory.byteLength) {
    if (directory.getUint32(at, true) !== ENTRY_SIGNATURE) break
    const nameLength = directory.getUint16(at + 28, true)
    const name = decodeUtf8(bytesOf(directory, at + ENTRY_BYTES, nameLength))
    if (!name.endsWith('/') && !/(?:^|\/)(?:__MACOSX\/|\.DS_Store$)/.test(name)) {
      entries.push(await readEntry(source, directory, at, name))
    }
    at += ENTRY_BYTES + nameLength + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true)
    listed++
  }
  return { entries, isIncomplete: listed < count }
}

/** The content begins behind the entry's own header, whose fields differ in length from those of the directory. */
async function readEntry(source: ByteSource, directory: DataView, at: number, name: string): Promise<ZipEntry> {
  const flags = directory.getUint16(at + 8, true)
  const method = directory.getUint16(at + 10, true)
  const size = directory.getUint32(at + 20, true)
  const header = directory.getUint32(at + 42, true)
  const unknown: ZipEntry = { name, from: 0, to: 0, method: 'unknown' }
  if ((flags & ENCRYPTED) !== 0 || size === ELSEWHERE || header === ELSEWHERE) return unknown
  const local = viewOf(await source.read(header, header + LOCAL_BYTES))
  if (local.byteLength < LOCAL_BYTES || local.getUint32(0, true) !== LOCAL_SIGNATURE) return unknown
  const from = header + LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true)
  const to = Math.min(from + size, source.size)
  if (method === STORED) return { name, from, to, method: 'stored' }
  return method === DEFLATED ? { name, from, to, method: 'deflate-raw' } : unknown
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function bytesOf(view: DataView, at: number, length: number): Uint8Array {
  const end = Math.min(at + length, view.byteLength)
  return new Uint8Array(view.buffer, view.byteOffset + at, Math.max(0, end - at))
}
