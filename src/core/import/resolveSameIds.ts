import type { ByteSource } from '../model/byteSource.ts'
import type { SpanDetails } from '../model/details.ts'
import type { Report } from '../model/diagnostic.ts'
import { noVerdicts, type SameIdVerdicts } from '../model/findSameIds.ts'
import { NO_SERVICE, type SpanColumns } from '../model/spanColumns.ts'
import { HAS_PARENT_ID, NO_START, UNFINISHED } from '../model/spanMarks.ts'
import { SPAN_KINDS } from '../model/spanTable.ts'
import { hashBytes } from './bytes/hashBytes.ts'
import { SliceReader } from './bytes/sliceReader.ts'
import type { Format } from './format.ts'
import { type ComparedSpan, saysTheSame, tellingOf } from './saysTheSame.ts'

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
 * Says of rows that share trace id and span id which repeat another one, which are parts of one span, and which differ.
 * Equal are rows of one format and service with equal bytes, or with equal fields and details;
 * rows of different formats where they say the same (saysTheSame.ts). Parts are merged within a file. Each row is read
 * once, a bounded number of them is decoded. Rejects where a source does.
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
      const kept: number[][] = []
      for (const sameFormat of this.#byFormat(rows)) kept.push(await this.#resolveOneFormat(sameFormat, contents))
      if (kept.length > 1) await this.#compareFormats(kept)
    }
    return this.#verdicts
  }

  /** Rows of one id and format. Returns those that stay rows, but for the server's halves. */
  async #resolveOneFormat(rows: readonly number[], contents: ReadonlyMap<number, string>): Promise<number[]> {
    if (this.#formatOf(rows[0])?.sameId !== 'fragment') return this.#markDifferent(this.#dropRepeated(rows, contents))
    this.#splitHalves(rows)
    const [whole, server] = this.#halves(rows)
    const kept = await this.#resolveFragments(this.#dropRepeated(whole, contents))
    await this.#resolveFragments(this.#dropRepeated(server, contents))
    return kept
  }

  /** Parts in one file are merged; what other files say of the same half is compared with that. */
  #resolveFragments(rows: readonly number[]): Promise<number[]> {
    const byFile = new Map<number, number[]>()
    for (const row of rows) pushTo(byFile, this.#columns.fileOf(row), row)
    for (const parts of byFile.values()) this.#merge(parts)
    return this.#markDifferent([...byFile.values()].map(([first]) => first))
  }

  #byFormat(rows: Uint32Array): number[][] {
    const byFormat = new Map<Format | undefined, number[]>()
    for (const row of rows) pushTo(byFormat, this.#formatOf(row), row)
    return [...byFormat.values()]
  }

  /** Of rows of different formats that say the same, keeps the one that tells more; marks the others. */
  async #compareFormats(formats: readonly (readonly number[])[]): Promise<void> {
    const seen: number[] = []
    for (const rows of formats) {
      const before = seen.filter((row) => this.#verdicts.dropped[row] === 0).slice(0, COMPARED_PER_ID)
      for (const row of rows) {
        const same = await this.#findSame(row, before)
        if (same !== undefined) this.#drop(same)
        else if (before.length > 0) this.#markPair(before[0], row)
      }
      seen.push(...rows)
    }
  }

  /** Which row of the two that say the same is to go; undefined where none of the others does. */
  async #findSame(row: number, others: readonly number[]): Promise<number | undefined> {
    const span = await this.#comparedSpan(row)
    for (const other of others) {
      if (span === undefined || this.#comparisons-- <= 0) return undefined
      const known = await this.#comparedSpan(other)
      if (known === undefined || !saysTheSame(span, known)) continue
      const isPoorer = tellingOf(span) <= tellingOf(known)
      const poorer = isPoorer ? row : other
      return this.#merged.has(poorer) ? undefined : poorer
    }
    return undefined
  }

  #markPair(first: number, second: number): void {
    this.#verdicts.duplicate[first] = 1
    this.#verdicts.duplicate[second] = 1
    this.#files[this.#columns.fileOf(second)].report('span.duplicateDifferent', this.#columns.positionOf(second))
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
  #splitHalves(rows: readonly number[]): void {
    const { sharedHalf } = this.#verdicts
    const hasClient = rows.some((row) => this.#columns.kindOf(row) === CLIENT && sharedHalf[row] === 0)
    if (!hasClient) return
    for (const row of rows) if (this.#columns.kindOf(row) === SERVER) sharedHalf[row] = 1
  }

  #halves(rows: readonly number[]): [whole: number[], server: number[]] {
    const { sharedHalf } = this.#verdicts
    const isServer = (row: number) => sharedHalf[row] === 1
    return [rows.filter((row) => !isServer(row)), rows.filter(isServer)]
  }

  #merge([first, ...parts]: readonly number[]): void {
    if (parts.length === 0) return
    this.#merged.set(first, parts)
    for (const part of parts) {
      this.#files[this.#columns.fileOf(part)].report('span.merged', this.#columns.positionOf(part))
    }
  }

  /** Rows whose bytes differ: drops those that say the same nevertheless, marks those that do not. Returns these. */
  async #markDifferent(rows: readonly number[]): Promise<number[]> {
    if (rows.length < 2) return [...rows]
    const seen = new Set<string>()
    const different: number[] = []
    for (const row of rows) {
      const isCompared = seen.size < COMPARED_PER_ID && this.#comparisons-- > 0
      const meaning = isCompared ? await this.#meaningOf(row) : undefined
      if (meaning !== undefined && seen.has(meaning) && !this.#merged.has(row)) this.#drop(row)
      else different.push(row)
      if (meaning !== undefined) seen.add(meaning)
    }
    if (different.length < 2) return different
    for (const row of different) this.#verdicts.duplicate[row] = 1
    for (const row of different.slice(1)) {
      this.#files[this.#columns.fileOf(row)].report('span.duplicateDifferent', this.#columns.positionOf(row))
    }
    return different
  }

  async #comparedSpan(row: number): Promise<ComparedSpan | undefined> {
    const { spans, texts } = this.#columns
    const details = await this.#detailsOf(row)
    if (details === undefined) return undefined
    const hasParent = (spans.marks[row] & HAS_PARENT_ID) !== 0
    const service = this.#serviceOf(row)
    return {
      service: service === NO_SERVICE ? '' : texts.texts[service],
      name: texts.texts[spans.name[row]],
      kind: spans.kind[row],
      status: spans.status[row],
      parentSpanId: hasParent ? `${spans.parentSpanId[2 * row]} ${spans.parentSpanId[2 * row + 1]}` : '',
      startUnixNs: (spans.marks[row] & NO_START) !== 0 ? undefined : this.#startOf(row),
      durationNs: (spans.marks[row] & UNFINISHED) !== 0 ? undefined : this.#durationOf(row),
      details,
    }
  }

  #startOf(row: number): bigint {
    return this.#columns.spans.farStarts.get(row) ?? this.#columns.spans.startUnixNs[row]
  }

  #durationOf(row: number): bigint {
    return this.#columns.spans.longDurations.get(row) ?? BigInt(this.#columns.spans.durationNs[row])
  }

  async #detailsOf(row: number): Promise<SpanDetails | undefined> {
    const { source, format } = this.#files[this.#columns.fileOf(row)]
    return format?.readDetails(source, this.#columns.location(row))
  }

  /** A text that is equal for rows of equal fields and details. */
  async #meaningOf(row: number): Promise<string | undefined> {
    const { spans } = this.#columns
    const details = await this.#detailsOf(row)
    if (details === undefined) return undefined
    const fields = [
      this.#serviceOf(row),
      spans.name[row],
      spans.kind[row],
      spans.status[row],
      spans.marks[row],
      spans.parentSpanId[2 * row],
      spans.parentSpanId[2 * row + 1],
      String(this.#startOf(row)),
      String(this.#durationOf(row)),
    ]
    return JSON.stringify([fields, sortedByKey(details)], (_key, value) =>
      typeof value === 'bigint' ? String(value) : value,
    )
  }
}

function pushTo<K>(lists: Map<K, number[]>, key: K, row: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [row])
  else list.push(row)
}

/** Details with attributes in order of their keys; where an attribute stands among others means nothing. */
function sortedByKey(details: SpanDetails): SpanDetails {
  const attributes = [...details.attributes].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return { ...details, attributes }
}
