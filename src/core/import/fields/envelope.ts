import { type ByteSource, blobSource } from '../../model/byteSource.ts'
import type { DiagnosticCode } from '../../model/diagnostic.ts'
import { inflate } from '../bytes/inflate.ts'
import { utf8FromUtf16, utf16Order } from '../bytes/utf16.ts'
import type { ZipEntry } from '../bytes/zipArchive.ts'
import { jsonInStrings, jsonOfString } from '../json/jsonInStrings.ts'
import { recognise } from '../recognise.ts'

/** What is unpacked in one import at most, over all inputs: what unpacks to more is cut off there. */
export const MAX_UNPACKED_BYTES = 1024 * 1024 * 1024

/** Bytes that a format may read, and what was around them. */
export interface Unwrapped {
  /** Of the input; for an entry of an archive with the entry's name behind it. */
  readonly name: string
  /** Offsets of spans and diagnostics count in this source. */
  readonly source: ByteSource
  /** The same bytes, where they are not the input's own. */
  readonly blob: Blob | undefined
  /** What was taken off, the outermost first: `gzip`, `ZIP`, `UTF-16`, `a JSON string`, `strings of JSON`. */
  readonly layers: readonly string[]
  /** What went wrong with that; belongs to the beginning of the input. */
  readonly problems: readonly { readonly code: DiagnosticCode; readonly message: string }[]
}

/** How much may still be unpacked, and who is told. */
export interface Unwrapping {
  /** Is lowered as it is used. */
  bytesLeft: number
  /** True where the format is given: strings inside are then not looked into. */
  readonly isFormatGiven: boolean
  /** Called while unpacking; may throw to cancel. */
  onProgress(): void
}

/** Shells inside one another that are taken off. */
const MAX_LAYERS = 4
const MIB = 1024 * 1024

/** Compressions that browsers cannot undo, by how they begin. */
const UNSUPPORTED: readonly (readonly [name: string, magic: readonly number[]])[] = [
  ['Zstandard', [0x28, 0xb5, 0x2f, 0xfd]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['7-Zip', [0x37, 0x7a, 0xbc, 0xaf]],
  ['LZ4', [0x04, 0x22, 0x4d, 0x18]],
]

/**
 * Takes off an input what is around its spans: gzip, ZIP, UTF-16, JSON in strings. Returns what there is
 * to read, one for each entry of an archive; an input without a shell is returned as it is. What cannot be unpacked is
 * among the problems. Rejects only with what `onProgress` throws.
 */
export async function unwrap(
  input: { readonly name: string; readonly source: ByteSource },
  unwrapping: Unwrapping,
): Promise<Unwrapped[]> {
  const outer = { name: input.name, source: input.source, blob: undefined, layers: [], problems: [] }
  const open: Unwrapped[] = [outer]
  const done: Unwrapped[] = []
  for (let item = open.shift(); item !== undefined; item = open.shift()) {
    const isOpen = item.layers.length < MAX_LAYERS && item.problems.every(({ code }) => code !== 'envelope.unsupported')
    const inner = isOpen ? await takeOff(item, unwrapping) : undefined
    if (inner === undefined) done.push(item)
    else open.unshift(...inner)
  }
  return done
}

/** What is inside the outermost shell; undefined where there is none. */
async function takeOff(item: Unwrapped, unwrapping: Unwrapping): Promise<Unwrapped[] | undefined> {
  const head = await headOf(item.source)
  if (head === undefined) return undefined
  if (startsWith(head, [0x1f, 0x8b])) return [await gunzipped(item, unwrapping)]
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04]) || startsWith(head, [0x50, 0x4b, 0x05, 0x06])) {
    return unzipped(item, unwrapping)
  }
  const unsupported = UNSUPPORTED.find(([, magic]) => startsWith(head, magic))
  if (unsupported !== undefined) {
    const message = `The input is compressed with ${unsupported[0]}, which browsers cannot undo; unpack it first.`
    return [withProblem(item, 'envelope.unsupported', message)]
  }
  const order = utf16Order(head)
  if (order !== undefined) {
    const blob = await utf8FromUtf16(item.source, order, unwrapping.onProgress)
    return [inside(item, 'UTF-16', blob)]
  }
  return unquoted(item, unwrapping)
}

async function headOf(source: ByteSource): Promise<Uint8Array | undefined> {
  try {
    return await source.read(0, Math.min(16, source.size))
  } catch {
    return undefined
  }
}

function startsWith(head: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => head[i] === byte)
}

async function gunzipped(item: Unwrapped, unwrapping: Unwrapping): Promise<Unwrapped> {
  const { source } = item
  return inflated(item, item.name, 'gzip', { source, from: 0, to: source.size, method: 'gzip' }, unwrapping)
}

async function inflated(
  item: Unwrapped,
  name: string,
  layer: string,
  compressed: Parameters<typeof inflate>[0],
  unwrapping: Unwrapping,
): Promise<Unwrapped> {
  const { blob, end } = await inflate(compressed, unwrapping.bytesLeft, unwrapping.onProgress)
  unwrapping.bytesLeft -= blob.size
  const unpacked = { ...inside(item, layer, blob), name }
  if (end === 'damaged') {
    const message = `The ${layer} data ends early or is damaged after ${blob.size} unpacked bytes. They were kept.`
    return withProblem(unpacked, 'envelope.damaged', message)
  }
  if (end === 'whole') return unpacked
  const message = `Unpacking stopped at the limit of ${MAX_UNPACKED_BYTES / MIB} MiB for one import. What came before was kept.`
  return withProblem(unpacked, 'envelope.limit', message)
}

async function unzipped(item: Unwrapped, unwrapping: Unwrapping): Promise<Unwrapped[]> {
  const { readZipDirectory } = await import('../bytes/zipArchive.ts')
  const { entries, isIncomplete } = await readZipDirectory(item.source).catch(() => ({
    entries: [],
    isIncomplete: true,
  }))
  const files: Unwrapped[] = []
  for (const entry of entries) files.push(await unzippedEntry(item, entry, unwrapping))
  const message = 'The directory of the ZIP archive is missing, damaged or too long. The files it lists were read.'
  if (files.length === 0)
    return [
      withProblem(
        { ...item, layers: [...item.layers, 'ZIP'] },
        'envelope.unsupported',
        isIncomplete ? message : 'The ZIP archive holds no files.',
      ),
    ]
  if (isIncomplete) files[0] = withProblem(files[0], 'envelope.damaged', message)
  return files
}

async function unzippedEntry(item: Unwrapped, entry: ZipEntry, unwrapping: Unwrapping): Promise<Unwrapped> {
  const name = `${item.name}/${entry.name}`
  const { from, to, method } = entry
  if (method === 'deflate-raw') {
    return inflated(item, name, 'ZIP', { source: item.source, from, to, method }, unwrapping)
  }
  if (method === 'stored' && to - from <= unwrapping.bytesLeft) {
    unwrapping.bytesLeft -= to - from
    return { ...inside(item, 'ZIP', await copied(item.source, from, to, unwrapping)), name }
  }
  const message = `${entry.name} is encrypted, too large, or compressed in a way that browsers cannot undo. It was left out.`
  return withProblem({ ...inside(item, 'ZIP', new Blob([])), name }, 'envelope.unsupported', message)
}

async function copied(source: ByteSource, from: number, to: number, unwrapping: Unwrapping): Promise<Blob> {
  const parts: Blob[] = []
  for (let at = from; at < to; at += MIB) {
    unwrapping.onProgress()
    parts.push(new Blob([new Uint8Array(await source.read(at, Math.min(at + MIB, to)))]))
  }
  return new Blob(parts)
}

/** JSON that stands in a string, or in strings of JSON that no format knows. */
async function unquoted(item: Unwrapped, unwrapping: Unwrapping): Promise<Unwrapped[] | undefined> {
  try {
    const content = await jsonOfString(item.source)
    if (content !== undefined) return [inside(item, 'a JSON string', new Blob([content]))]
    if (unwrapping.isFormatGiven || (await recognise(item.source)).candidates.length > 0) return undefined
  } catch {
    return undefined
  }
  const texts = await jsonInStrings(item.source, unwrapping.onProgress)
  if (texts.length === 0) return undefined
  return texts.map((text) => inside(item, 'strings of JSON', new Blob([text])))
}

function inside(item: Unwrapped, layer: string, blob: Blob): Unwrapped {
  return { ...item, source: blobSource(blob), blob, layers: [...item.layers, layer] }
}

function withProblem(item: Unwrapped, code: DiagnosticCode, message: string): Unwrapped {
  return { ...item, problems: [...item.problems, { code, message }] }
}
