import { appendPart, type PartShift, partOf, type SpanPart } from '../model/appendPart.ts'
import type { ByteSource } from '../model/byteSource.ts'
import { DiagnosticCollector, type DiagnosticGroup } from '../model/diagnostic.ts'
import { SpanColumns } from '../model/spanColumns.ts'
import type { SpanSink } from '../model/spanRecord.ts'
import { COMMA, isSpace, LF, OBJECT } from './json/jsonBytes.ts'
import { holdsJsonLines } from './json/jsonLines.ts'
import { asciiBytes } from './json/jsonSkimmer.ts'
import { type JsonVisitor, walkJson } from './json/jsonWalk.ts'
import { OtlpVisitor } from './otlp/otlpWalk.ts'

/** Where a file is cut in two. */
export interface Cut {
  /** Offset of the first byte of the second part. */
  readonly byte: number
  /** Stands before the second part, so that it is read as a document of its own; '' where it is one. */
  readonly head: string
  /** Ends the first part in the same way. */
  readonly tail: string
  /** Offset of the bracket of the list that is cut; -1 where documents are cut from one another. */
  readonly listAt: number
}

/** What came of the second part; places count in it, its head included. */
export interface SecondPart {
  readonly part: SpanPart
  readonly groups: readonly DiagnosticGroup[]
  /** False where it cannot be told that it was read as it would have been behind the first. */
  readonly isSound: boolean
}

/** A second part that is being read elsewhere. */
interface Beside {
  /** Rejects where it could not be read. */
  readonly part: Promise<SecondPart>
  /** How far it is. */
  progress(): { readonly bytes: number; readonly spans: number }
}

/** Starts to read the second part of an input elsewhere. */
export type ReadBeside = (input: number, cut: Cut) => Beside

/** As much is looked at to see how a file begins: the first slice of a walk. */
const BEGINNING_BYTES = 4 * 1024 * 1024
/** As much is looked through for a place to cut. */
const SEARCHED_BYTES = 16 * 1024 * 1024
const STEP_BYTES = 1024 * 1024
/** Of the beginning of a request that is cut, so much is needed. */
const HEAD_BYTES = 256

/** How a request begins that can be cut: with its list of resources. */
const REQUEST = /^\s*\{\s*"resource_?[sS]pans"\s*:\s*\[/
/** How an element of that list begins, as exporters write it: `{"` and a letter stand in no string of valid JSON. */
const ELEMENT = '{"resource":'

/**
 * A place behind `from` at which OTLP JSON of a format can be cut in two: behind a line where each is a document, before an
 * element of the list of resources where all is one. Undefined where there is none nearby, and for other formats. Rejects
 * where the source does.
 */
export async function findCut(source: ByteSource, format: string, from: number): Promise<Cut | undefined> {
  if (format !== 'otlp-json' && format !== 'otlp-jsonl') return undefined
  const beginning = await source.read(0, Math.min(BEGINNING_BYTES, source.size))
  const isLines = holdsJsonLines(beginning)
  const request = isLines ? null : REQUEST.exec(String.fromCharCode(...beginning.subarray(0, HEAD_BYTES)))
  if (!isLines && request === null) return undefined
  const head = request === null ? '' : request[0]
  for (let at = from; at < Math.min(source.size, from + SEARCHED_BYTES); at += STEP_BYTES) {
    const bytes = await source.read(at, Math.min(source.size, at + STEP_BYTES + ELEMENT.length))
    const place = isLines ? bytes.indexOf(LF) + 1 : placeOfElement(bytes)
    if (place === 0) continue
    const byte = at + place
    const tail = isLines ? '[]' : ']}'
    return byte + tail.length >= source.size ? undefined : { byte, head, tail, listAt: head.length - 1 }
  }
  return undefined
}

/** Place of the first element that stands behind a comma; 0 where there is none. */
function placeOfElement(bytes: Uint8Array): number {
  for (let place = bytes.indexOf(OBJECT, 1); place !== -1; place = bytes.indexOf(OBJECT, place + 1)) {
    let i = 0
    while (i < ELEMENT.length && bytes[place + i] === ELEMENT.charCodeAt(i)) i++
    if (i < ELEMENT.length) continue
    let before = place - 1
    while (before > 0 && isSpace(bytes[before])) before--
    if (bytes[before] === COMMA) return place
  }
  return 0
}

/**
 * Reads the first part. Returns what moves the places of the second one, or undefined where the cut does not stand where the
 * second was supposed to begin; what was read is then void.
 */
export async function readFirstPart(source: ByteSource, cut: Cut, sink: SpanSink): Promise<PartShift | undefined> {
  let linesBefore = -1
  let isDamaged = false
  const visitor = new OtlpVisitor(sink)
  const watched: JsonVisitor = {
    onValue: (cursor) => {
      if (cut.listAt === -1 && cursor.depth === 0 && cursor.at.byte === cut.byte) linesBefore = cursor.at.line - 1
      return visitor.onValue(cursor)
    },
    onTaken: (cursor, value, range) => visitor.onTaken(cursor, value, range),
    readElements: (cursor, window) => visitor.readElements(cursor, window),
    readDocuments: (window) => visitor.readDocuments(window),
    onLeave: (cursor) => {
      const { byte, line } = cursor.position()
      if (cut.listAt !== -1 && cursor.at.byte === cut.listAt && byte === cut.byte + 1) linesBefore = line - 1
      visitor.onLeave(cursor)
    },
  }
  const report: SpanSink['report'] = (code, at, message) => {
    if (at.byte >= cut.byte) isDamaged = true
    else sink.report(code, at, message)
  }
  await walkJson(firstPartOf(source, cut), watched, report, sink.progress)
  if (isDamaged || linesBefore === -1) return undefined
  return { bytes: cut.byte - cut.head.length, lines: linesBefore - countLineBreaks(cut.head) }
}

/** Reads the second part into columns of its own. `onProgress` may throw to cancel. */
export async function readSecondPart(
  source: ByteSource,
  cut: Cut,
  onProgress: (bytes: number, spans: number) => void,
): Promise<SecondPart> {
  const columns = new SpanColumns()
  const collector = new DiagnosticCollector()
  const part = secondPartOf(source, cut)
  const tell = (byte: number) => onProgress(byte, columns.length)
  const sink = columns.sink(columns.addFile(), collector.report, tell, part.size)
  const isLines = cut.listAt === -1
  const isAlike = !isLines || holdsJsonLines(await part.read(0, Math.min(BEGINNING_BYTES, part.size)))
  if (isAlike) await walkJson(part, new OtlpVisitor(sink), sink.report, sink.progress)
  // What is said of a cut-off end names places in words.
  return { part: partOf(columns), groups: collector.groups(), isSound: isAlike && !collector.has('json.truncated') }
}

/** Adds what was read of the second part behind the first. */
export function joinParts(
  columns: SpanColumns,
  file: number,
  collector: DiagnosticCollector,
  { part, groups }: SecondPart,
  shift: PartShift,
): void {
  appendPart(columns, file, part, shift)
  collector.join(groups, shift)
}

function countLineBreaks(text: string): number {
  return text.split('\n').length - 1
}

function firstPartOf(source: ByteSource, { byte, tail }: Cut): ByteSource {
  const end = asciiBytes(tail)
  return {
    ...source,
    size: byte + end.length,
    read: async (from, to) => {
      const bytes = await source.read(from, to)
      return to <= byte ? bytes : overwritten(source, bytes, end, byte - from)
    },
  }
}

function secondPartOf(source: ByteSource, { byte, head }: Cut): ByteSource {
  const start = asciiBytes(head)
  const shift = byte - start.length
  return {
    ...source,
    size: source.size - shift,
    read: async (from, to) => {
      const bytes = await source.read(from + shift, to + shift)
      return from >= start.length ? bytes : overwritten(source, bytes, start, -from)
    },
  }
}

/** Bytes of a source with `text` in place of what stands at `at`, which may lie before them or behind. */
function overwritten(source: ByteSource, bytes: Uint8Array, text: Uint8Array, at: number): Uint8Array {
  // What is not ours to free may be looked at by others.
  const own = source.free === undefined ? bytes.slice() : bytes
  const from = Math.max(0, -at)
  own.set(text.subarray(from, Math.max(from, bytes.length - at)), at + from)
  return own
}
