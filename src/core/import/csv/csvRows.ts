import type { ByteSource } from '../../model/byteSource.ts'
import type { InputPosition, Report } from '../../model/diagnostic.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { decodeUtf8 } from '../bytes/utf8.ts'

const SLICE_BYTES = 4 * 1024 * 1024
/** A quote that is not closed within this many bytes counts as text. */
const LONGEST_ROW_BYTES = 16 * 1024 * 1024
const LF = 0x0a
const CR = 0x0d
const QUOTE = 0x22

/** A row of a CSV file and where it lies, without its line break. */
export interface CsvRow extends SourceRange, InputPosition {
  readonly cells: readonly string[]
  /** True where a line break follows; false for a last row that may be cut off. */
  readonly isComplete: boolean
}

/**
 * Reads the rows of a CSV file (RFC 4180: cells in quotes may hold delimiters, line breaks and doubled quotes) in slices;
 * blank lines are passed over. A quote that is never closed is reported and costs its line. O(n) time. Rejects only with
 * what `progress` throws.
 */
export async function walkCsv(
  source: ByteSource,
  delimiter: string,
  report: Report,
  progress: (byte: number) => void,
  onRow: (row: CsvRow) => void,
): Promise<void> {
  const scanner = new CsvScanner(delimiter, report, onRow)
  for (let from = 0; from < source.size; ) {
    let slice: Uint8Array
    try {
      slice = await source.read(from, Math.min(source.size, from + SLICE_BYTES))
    } catch (problem) {
      report('input.unreadable', scanner.at, problem instanceof Error ? problem.message : undefined)
      break
    }
    if (slice.length === 0) break
    from += slice.length
    scanner.push(slice)
    progress(from)
  }
  scanner.finish()
}

class CsvScanner {
  at: InputPosition = { byte: 0, line: 1 }
  readonly #delimiter: string
  readonly #report: Report
  readonly #onRow: (row: CsvRow) => void
  /** From the beginning of the row at hand. */
  #bytes: Uint8Array = new Uint8Array(0)

  constructor(delimiter: string, report: Report, onRow: (row: CsvRow) => void) {
    this.#delimiter = delimiter
    this.#report = report
    this.#onRow = onRow
  }

  push(slice: Uint8Array): void {
    const joined = new Uint8Array(this.#bytes.length + slice.length)
    joined.set(this.#bytes)
    joined.set(slice, this.#bytes.length)
    this.#bytes = joined
    this.#scan(false)
  }

  finish(): void {
    this.#scan(true)
  }

  #scan(atEnd: boolean): void {
    let from = 0
    while (from < this.#bytes.length) {
      const end = rowEnd(this.#bytes, from, this.#delimiter.charCodeAt(0))
      if (end === -1 || end === this.#bytes.length) {
        const isTooLong = this.#bytes.length - from > LONGEST_ROW_BYTES
        if (!atEnd && !isTooLong) break
        if (end === -1) {
          this.#report('span.shape', this.at, 'A quote is opened and never closed. The line was skipped.')
          const lineEnd = this.#bytes.indexOf(LF, from)
          const next = lineEnd === -1 ? this.#bytes.length : lineEnd + 1
          this.#advance(from, next)
          from = next
          continue
        }
      }
      const hasBreak = end < this.#bytes.length
      this.#emit(this.#bytes.subarray(from, end), hasBreak)
      const next = hasBreak ? end + 1 : end
      this.#advance(from, next)
      from = next
    }
    this.#bytes = this.#bytes.subarray(from)
  }

  #emit(row: Uint8Array, isComplete: boolean): void {
    const bytes = row.at(-1) === CR ? row.subarray(0, -1) : row
    const text = decodeUtf8(bytes, () => this.#report('input.encoding', this.at))
    if (text.trim() === '') return
    this.#onRow({ cells: splitCells(text, this.#delimiter), ...this.at, byteLength: bytes.length, isComplete })
  }

  #advance(from: number, to: number): void {
    let { line } = this.at
    for (let i = this.#bytes.indexOf(LF, from); i !== -1 && i < to; i = this.#bytes.indexOf(LF, i + 1)) line++
    this.at = { byte: this.at.byte + to - from, line }
  }
}

/** Where the row that begins at `from` ends: its line break, or where the bytes end; -1 inside a quote that is not closed. */
function rowEnd(bytes: Uint8Array, from: number, delimiter: number): number {
  let isCellStart = true
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte === LF) return i
    if (byte === QUOTE && isCellStart) {
      i = quoteEnd(bytes, i + 1)
      if (i === -1) return -1
    }
    isCellStart = byte === delimiter
  }
  return bytes.length
}

/** The quote that closes a cell; -1 where there is none. */
function quoteEnd(bytes: Uint8Array, from: number): number {
  let i = bytes.indexOf(QUOTE, from)
  while (i !== -1 && bytes[i + 1] === QUOTE) i = bytes.indexOf(QUOTE, i + 2)
  return i
}

/** The cells of one row, unquoted. */
export function splitCells(row: string, delimiter: string): string[] {
  const text = row.replace(/^\uFEFF/, '')
  const cells: string[] = []
  for (let at = 0; at <= text.length; at++) {
    let cell = ''
    if (text[at] === '"') {
      let from = at + 1
      at = text.indexOf('"', from)
      while (at !== -1 && text[at + 1] === '"') {
        cell += text.slice(from, at + 1)
        from = at + 2
        at = text.indexOf('"', from)
      }
      if (at === -1) at = text.length
      cell += text.slice(from, at)
      at = Math.min(at + 1, text.length)
    }
    const next = text.indexOf(delimiter, at)
    const end = next === -1 ? text.length : next
    cells.push(cell + text.slice(at, end))
    at = end
  }
  return cells
}
