import type { ByteSource } from '../model/byteSource.ts'
import type { SpanDetails } from '../model/details.ts'
import type { Report } from '../model/diagnostic.ts'
import { noVerdicts, type SameIdVerdicts } from '../model/findSameIds.ts'
import { NO_SERVICE, type SpanColumns } from '../model/spanColumns.ts'
import { SPAN_KINDS } from '../model/spanTable.ts'
import type { Format } from './format.ts'
import { hashBytes } from './hashBytes.ts'
import { SliceReader } from './sliceReader.ts'

/** A file of the dataset, as far as its spans need it when they share ids. */
export interface ReadFile {
  readonly source: ByteSource
  readonly format: Format | undefined
  readonly report: Report
}

/** Different contents of one id whose details are compared; further ones count as different unread. */
const COMPARED_PER_ID = 8
/** Contents whose details are compared in all. */
const COMPARED_IN_ALL = 20_000
const CLIENT = SPAN_KINDS.indexOf('client')
const SERVER = SPAN_KINDS.indexOf('server')

/**
 * Says of rows that share trace id and span id which repeat another one, which are parts of one span, and which differ
 * (FORMATS §0.4 and §3a). Equal are rows of one service with equal bytes, or with equal fields and details. Each row is
 * read once, a bounded number of them is decoded. Rejects where a source does.
 */
export async function resolveSameIds(
  columns: SpanColumns,
  groups: readonly Uint32Array[],
  files: readonly ReadFile[],
): Promise<SameIdVerdicts> {
  return new SameIdResolver(columns, files).resolve(groups)
}

class SameIdResolver {
  readonly #columns: SpanColumns
  readonly #files: readonly ReadFile[]
  readonly #verdicts: SameIdVerdicts
  readonly #merged = new Map<number, number[]>()
  #comparisons = COMPARED_IN_ALL

  constructor(columns: SpanColumns, files: readonly ReadFile[]) {
    this.#columns = columns
    this.#files = files
    this.#verdicts = { ...noVerdicts(columns), merged: this.#merged }
  }

  async resolve(groups: readonly Uint32Array[]): Promise<SameIdVerdicts> {
    const contents = await this.#hashContents(groups)
    for (const rows of groups) {
      const isFragments = this.#formatOf(rows[0])?.sameId === 'fragment'
      if (isFragments) this.#splitHalves(rows)
      for (const half of isFragments ? this.#halves(rows) : [[...rows]]) {
        const distinct = this.#dropRepeated(half, contents)
        if (isFragments) this.#merge(distinct)
        else await this.#markDifferent(distinct)
      }
    }
    return this.#verdicts
  }

  #formatOf(row: number): Format | undefined {
    return this.#files[this.#columns.fileOf(row)].format
  }

  /** A text for each row that is equal where bytes and service are. Rows are read in the order they lie in the files. */
  async #hashContents(groups: readonly Uint32Array[]): Promise<Map<number, string>> {
    const rows = Uint32Array.from(groups.flatMap((group) => [...group])).sort()
    const contents = new Map<number, string>()
    const readers = this.#files.map((file) => new SliceReader(file.source))
    for (const row of rows) {
      const range = this.#columns.rangeOf(row)
      const reader = readers[this.#columns.fileOf(row)]
      if (!reader.holds(range)) await reader.load(range)
      contents.set(row, `${this.#serviceOf(row)} ${hashBytes(reader.at(range))}`)
    }
    return contents
  }

  #serviceOf(row: number): number {
    const { spans, contexts } = this.#columns
    return spans.service[row] === NO_SERVICE ? contexts.service[spans.context[row]] : spans.service[row]
  }

  /** Drops rows whose content came before. Returns the others. */
  #dropRepeated(rows: readonly number[], contents: ReadonlyMap<number, string>): number[] {
    const seen = new Set<string>()
    return rows.filter((row) => {
      const content = contents.get(row) ?? ''
      if (seen.has(content)) this.#drop(row)
      else seen.add(content)
      return this.#verdicts.dropped[row] === 0
    })
  }

  #drop(row: number): void {
    this.#verdicts.dropped[row] = 1
    this.#files[this.#columns.fileOf(row)].report('span.duplicateEqual', this.#columns.positionOf(row))
  }

  /** The server's half: marked so by its record, or SERVER beside a CLIENT. */
  #splitHalves(rows: Uint32Array): void {
    const { sharedHalf } = this.#verdicts
    const hasClient = rows.some((row) => this.#columns.kindOf(row) === CLIENT && sharedHalf[row] === 0)
    if (!hasClient) return
    for (const row of rows) if (this.#columns.kindOf(row) === SERVER) sharedHalf[row] = 1
  }

  #halves(rows: Uint32Array): number[][] {
    const { sharedHalf } = this.#verdicts
    const isServer = (row: number) => sharedHalf[row] === 1
    return [[...rows].filter((row) => !isServer(row)), [...rows].filter(isServer)]
  }

  #merge([first, ...parts]: readonly number[]): void {
    if (parts.length === 0) return
    this.#merged.set(first, parts)
    for (const part of parts) {
      this.#files[this.#columns.fileOf(part)].report('span.merged', this.#columns.positionOf(part))
    }
  }

  /** Rows whose bytes differ: drops those that say the same nevertheless, marks those that do not. */
  async #markDifferent(rows: readonly number[]): Promise<void> {
    if (rows.length < 2) return
    const seen = new Set<string>()
    const different: number[] = []
    for (const row of rows) {
      const isCompared = seen.size < COMPARED_PER_ID && this.#comparisons-- > 0
      const meaning = isCompared ? await this.#meaningOf(row) : undefined
      if (meaning !== undefined && seen.has(meaning)) this.#drop(row)
      else different.push(row)
      if (meaning !== undefined) seen.add(meaning)
    }
    if (different.length < 2) return
    for (const row of different) this.#verdicts.duplicate[row] = 1
    for (const row of different.slice(1)) {
      this.#files[this.#columns.fileOf(row)].report('span.duplicateDifferent', this.#columns.positionOf(row))
    }
  }

  /** A text that is equal for rows of equal fields and details. */
  async #meaningOf(row: number): Promise<string | undefined> {
    const { spans } = this.#columns
    const { source, format } = this.#files[this.#columns.fileOf(row)]
    const details = await format?.readDetails(source, this.#columns.location(row))
    if (details === undefined) return undefined
    const fields = [
      this.#serviceOf(row),
      spans.name[row],
      spans.kind[row],
      spans.status[row],
      spans.marks[row],
      spans.parentSpanId[2 * row],
      spans.parentSpanId[2 * row + 1],
      String(spans.farStarts.get(row) ?? spans.startUnixNs[row]),
      String(spans.longDurations.get(row) ?? spans.durationNs[row]),
    ]
    return JSON.stringify([fields, sortedByKey(details)], (_key, value) =>
      typeof value === 'bigint' ? String(value) : value,
    )
  }
}

/** Details with attributes in order of their keys; where an attribute stands among others means nothing. */
function sortedByKey(details: SpanDetails): SpanDetails {
  const attributes = [...details.attributes].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return { ...details, attributes }
}
