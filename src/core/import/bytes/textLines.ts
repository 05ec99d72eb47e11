import type { ByteSource } from '../../model/byteSource.ts'
import type { InputPosition } from '../../model/diagnostic.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { LinePrefixes, stripLinePrefixes } from './linePrefix.ts'
import { decodeUtf8 } from './utf8.ts'

const SLICE_BYTES = 4 * 1024 * 1024
/** Longer lines are read in pieces of this size. */
const LONGEST_LINE_BYTES = 64 * 1024 * 1024
/** Longer blocks are given up. */
const LONGEST_BLOCK_BYTES = 64 * 1024 * 1024
const LF = 0x0a
const BOM = [0xef, 0xbb, 0xbf]

/** A line of an input; its range is that of the whole line, without the line break. */
export interface TextLine extends SourceRange, InputPosition {
  /** Without the prefix of a log. */
  readonly text: string
}

/** Lines that belong together, and where they lie. */
export interface TextBlock extends SourceRange, InputPosition {
  readonly lines: readonly string[]
}

/** Reads the lines of a UTF-8 text in slices. Rejects only with what `progress` of the sink throws. O(n) time. */
export async function walkLines(source: ByteSource, sink: SpanSink, onLine: (line: TextLine) => void): Promise<void> {
  let rest: Uint8Array = new Uint8Array(0)
  let byte = 0
  let line = 1
  const prefixes = new LinePrefixes()
  const emit = (bytes: Uint8Array) => {
    const at = { byte, line }
    const text = decodeUtf8(bytes, () => sink.report('input.encoding', at)).replace(/\r$/, '')
    onLine({ text: prefixes.strip(text), byte, line, byteLength: bytes.length })
  }
  for (let from = 0; from < source.size; ) {
    let slice: Uint8Array
    try {
      slice = await source.read(from, Math.min(source.size, from + SLICE_BYTES))
    } catch (problem) {
      sink.report('input.unreadable', { byte: from, line }, problem instanceof Error ? problem.message : undefined)
      break
    }
    if (slice.length === 0) break
    if (from === 0 && BOM.every((value, i) => slice[i] === value)) byte = BOM.length
    const bytes = joined(rest, from === 0 ? slice.subarray(byte) : slice)
    let start = 0
    for (let end = bytes.indexOf(LF, rest.length); end !== -1; end = bytes.indexOf(LF, start)) {
      emit(bytes.subarray(start, end))
      byte += end + 1 - start
      line++
      start = end + 1
    }
    rest = bytes.subarray(start)
    if (rest.length > LONGEST_LINE_BYTES) {
      emit(rest)
      byte += rest.length
      rest = new Uint8Array(0)
    }
    from += slice.length
    sink.progress(from)
  }
  if (rest.length > 0) emit(rest)
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b
  const bytes = new Uint8Array(a.length + b.length)
  bytes.set(a)
  bytes.set(b, a.length)
  return bytes
}

/** Gathers the lines of one block after the other. Blank lines at a block's end do not belong to it. */
export class BlockGatherer {
  readonly #onBlock: (block: TextBlock) => void
  #first: TextLine | undefined
  #lines: string[] = []
  #end = 0
  #lastFilled = 0

  constructor(onBlock: (block: TextBlock) => void) {
    this.#onBlock = onBlock
  }

  get isOpen(): boolean {
    return this.#first !== undefined
  }

  /** Where the open block begins. */
  get start(): InputPosition | undefined {
    return this.#first === undefined ? undefined : { byte: this.#first.byte, line: this.#first.line }
  }

  /** Ends the open block, if there is one, and begins the next with this line. */
  begin(line: TextLine): void {
    this.end()
    this.#first = line
    this.add(line)
  }

  /** Adds a line to the open block; without one the line is passed over. */
  add(line: TextLine): void {
    if (this.#first === undefined || line.byte - this.#first.byte > LONGEST_BLOCK_BYTES) return
    this.#lines.push(line.text)
    if (line.text.trim() === '') return
    this.#end = line.byte + line.byteLength
    this.#lastFilled = this.#lines.length
  }

  /** Hands over the open block, if there is one. */
  end(): void {
    const first = this.#first
    const lines = this.#lines.slice(0, this.#lastFilled)
    this.drop()
    if (first === undefined) return
    this.#onBlock({ lines, byte: first.byte, line: first.line, byteLength: this.#end - first.byte })
  }

  /** Forgets the open block. */
  drop(): void {
    this.#first = undefined
    this.#lines = []
    this.#lastFilled = 0
  }
}

const OPENS = /^(\s*)\S.*\{$|^(\s*)\{$/
const CLOSES = /^(\s*)\}\)?[,;]?$/

/**
 * Hands over the blocks that begin with a line that ends in `{` and end with a `}` of the same indentation. Text outside
 * blocks is passed over; a block that another one cuts off, or the end of the input, is reported and costs only itself.
 */
export async function walkBraceBlocks(
  source: ByteSource,
  sink: SpanSink,
  onBlock: (block: TextBlock) => void,
): Promise<void> {
  const gatherer = new BlockGatherer(onBlock)
  let indent = 0
  const giveUp = (code: 'json.syntax' | 'json.truncated', message: string) => {
    if (gatherer.start !== undefined) sink.report(code, gatherer.start, message)
    gatherer.drop()
  }
  await walkLines(source, sink, (line) => {
    const text = line.text.trimEnd()
    if (gatherer.isOpen) {
      if (text.trimStart() === '{' && text.length - 1 <= indent) {
        giveUp('json.syntax', 'The block is not complete where the next one begins. It was skipped.')
      } else {
        gatherer.add(line)
        const closing = CLOSES.exec(text)
        if (closing !== null && closing[1].length === indent) gatherer.end()
        return
      }
    }
    const opening = OPENS.exec(text)
    if (opening === null) return
    indent = (opening[1] ?? opening[2]).length
    gatherer.begin(line)
  })
  giveUp('json.truncated', 'The input ends inside this block. It was skipped.')
}

/** The lines that lie in a stretch of a source, read again, without the prefixes of a log. */
export async function readLinesAt(source: ByteSource, range: SourceRange | undefined): Promise<string[]> {
  if (range === undefined || range.byteLength === 0) return []
  const text = decodeUtf8(await source.read(range.byte, range.byte + range.byteLength))
  return stripLinePrefixes(text.split('\n').map((line) => line.replace(/\r$/, '')))
}
