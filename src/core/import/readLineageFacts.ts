import type { ByteSource } from '../model/byteSource.ts'
import type { Dataset } from '../model/dataset.ts'
import type { Attribute } from '../model/details.ts'
import type { LineageFacts } from '../model/lineageFacts.ts'
import { radixSort } from '../model/radixSort.ts'
import { HAS_PARENT_ID } from '../model/spanMarks.ts'
import { type SourceRange, type SpanTable, textAt } from '../model/spanTable.ts'
import { SliceReader } from './bytes/sliceReader.ts'
import { decodeUtf8 } from './bytes/utf8.ts'
import { FactColumns } from './factColumns.ts'
import { attributeText } from './fields/fields.ts'
import { formatById } from './formats.ts'
import { parsePlain } from './json/parseJson.ts'
import { OtlpFactScan } from './otlp/otlpFactScan.ts'
import { spanLocation } from './readDetails.ts'

const INTERNAL = 1
const CLIENT = 3
const PRODUCER = 4
/** Calls between two services that are read though both ends are there: they tell what peers are called. */
const CALLS_READ = 32
/** Spans read beside those that verdicts hang on, for the lint. */
const SAMPLE = 20_000
/** Spans decoded one by one where a format has no scan; the others stay unread. */
const MAX_DECODED = 400_000

/** Unanswered calls of one operation that all went to databases: the others of its kind are taken for such, unread. */
const DATABASE_CALLS = 64
/** Longest scope that is read, in bytes. */
const MAX_SCOPE = 4096
/** Names that say only how was called: of databases and of services alike. */
const BARE_METHOD = /^(?:HTTP )?[A-Z]+$/i

/**
 * Reads what the judgement of lineage needs of attributes, links and resources, from the sources of `dataset.files`, in
 * their order. Reads spans without a parent, entries whose parent is absent, unanswered calls (of databases only some),
 * producers, one span of each resource, and a sample. A source that fails leaves its spans unread. O(bytes of the spans
 * read); memory: one slice and the columns.
 */
export async function readLineageFacts(
  { files, spans }: Pick<Dataset, 'files' | 'spans'>,
  sources: readonly ByteSource[],
  signal?: AbortSignal,
): Promise<LineageFacts> {
  const columns = new FactColumns(spans)
  const { rows, isSpare } = listWanted(spans)
  const databases = new DatabaseCalls(spans, columns)
  const readers = files.map(({ format }, file) => new FileFacts(spans, columns, format, sources[file]))
  for (const row of listInOrder(spans, rows)) {
    if (isSpare[row] === 1 && databases.knows(row)) continue
    const step = readers[spans.contexts.file[spans.context[row]]].read(row)
    if (step !== undefined) {
      signal?.throwIfAborted()
      await step
    }
    if (isSpare[row] === 1) databases.see(row)
  }
  return columns.facts()
}

/** What is to be read. */
interface Wanted {
  readonly rows: Uint32Array
  /** 1 for rows that are read only because they are unanswered calls. */
  readonly isSpare: Uint8Array
}

/** Rows that a verdict may hang on, one of each context, and a sample. */
function listWanted({ length, kind, parent, service, marks, context, contexts }: SpanTable): Wanted {
  const every = Math.max(1, Math.ceil(length / SAMPLE))
  const isAnswered = new Uint8Array(length)
  const isWanted = new Uint8Array(length)
  const isContextSeen = new Uint8Array(contexts.length)
  const calls = new Map<number, number>()
  for (let i = 0; i < length; i++) {
    const up = parent[i]
    if (i % every === 0 || kind[i] === PRODUCER || isContextSeen[context[i]] === 0) isWanted[i] = 1
    isContextSeen[context[i]] = 1
    if (up === -1) {
      if ((marks[i] & HAS_PARENT_ID) === 0 || (kind[i] !== CLIENT && kind[i] !== INTERNAL)) isWanted[i] = 1
      continue
    }
    if (service[up] === service[i]) continue
    isAnswered[up] = 1
    const pair = service[up] * 2 ** 24 + service[i]
    const seen = calls.get(pair) ?? 0
    if (seen === CALLS_READ) continue
    calls.set(pair, seen + 1)
    isWanted[i] = 1
    isWanted[up] = 1
  }
  const rows = new Uint32Array(length)
  const isSpare = new Uint8Array(length)
  let count = 0
  for (let i = 0; i < length; i++) {
    if (isWanted[i] === 0 && kind[i] === CLIENT && isAnswered[i] === 0) isSpare[i] = 1
    if (isWanted[i] === 1 || isSpare[i] === 1) rows[count++] = i
  }
  return { rows: rows.subarray(0, count), isSpare }
}

/** Operations of which all calls that were read went to databases. */
class DatabaseCalls {
  readonly #spans: SpanTable
  readonly #columns: FactColumns
  /** By service and name: calls read that went to a database; -1 once one did not. */
  readonly #seen = new Map<number, number>()

  constructor(spans: SpanTable, columns: FactColumns) {
    this.#spans = spans
    this.#columns = columns
  }

  /** Whether a call need not be read, being one of a database; then it is marked so. */
  knows(row: number): boolean {
    if (this.#seen.get(this.#keyOf(row)) !== DATABASE_CALLS) return false
    this.#columns.takeForDatabase(row)
    return true
  }

  /** Learns from a call that has been read. */
  see(row: number): void {
    const key = this.#keyOf(row)
    const seen = this.#seen.get(key) ?? (BARE_METHOD.test(textAt(this.#spans, this.#spans.name[row])) ? -1 : 0)
    if (seen === -1) this.#seen.set(key, -1)
    else this.#seen.set(key, this.#columns.isDatabase(row) ? seen + 1 : -1)
  }

  #keyOf(row: number): number {
    return this.#spans.service[row] * 2 ** 26 + this.#spans.name[row]
  }
}

/** Rows by file and byte, so that sources are read once from front to back. */
function listInOrder({ byte, context, contexts }: SpanTable, rows: Uint32Array): Uint32Array {
  const low = new Uint32Array(rows.length)
  const high = new Uint32Array(rows.length)
  for (let k = 0; k < rows.length; k++) {
    const at = byte[rows[k]]
    low[k] = at % 2 ** 32
    high[k] = Math.floor(at / 2 ** 32) + contexts.file[context[rows[k]]] * 2 ** 16
  }
  return radixSort(rows.length, [low, high]).map((k) => rows[k])
}

/** Reads the facts of the spans of one file. */
class FileFacts {
  readonly #spans: SpanTable
  readonly #columns: FactColumns
  readonly #format: string | undefined
  readonly #source: ByteSource | undefined
  readonly #reader: SliceReader | undefined
  readonly #resources: SliceReader | undefined
  readonly #scan: OtlpFactScan | undefined
  /** Context that was first seen with the resource at that byte. */
  readonly #contextOf = new Map<number, number>()
  readonly #seen: Uint8Array
  #decoded = 0
  #failed = false

  constructor(spans: SpanTable, columns: FactColumns, format: string | undefined, source: ByteSource | undefined) {
    this.#spans = spans
    this.#columns = columns
    this.#format = format
    this.#source = source
    this.#reader = source === undefined ? undefined : new SliceReader(source, { ahead: true })
    this.#resources = source === undefined ? undefined : new SliceReader(source)
    this.#scan = formatById(format)?.spanShape === 'otlp' ? new OtlpFactScan(columns) : undefined
    this.#seen = new Uint8Array(spans.contexts.length)
  }

  /** Reads a span; a promise where that has to wait for the source. */
  read(row: number): Promise<void> | undefined {
    if (this.#failed || this.#reader === undefined) return undefined
    const { byte, byteLength, context } = this.#spans
    const range = { byte: byte[row], byteLength: byteLength[row] }
    if (this.#scan !== undefined && this.#seen[context[row]] === 1 && this.#reader.holds(range)) {
      this.#columns.begin(row)
      if (this.#scanSpan(this.#scan, this.#reader, range)) {
        this.#columns.end()
        return undefined
      }
    }
    return this.#readSlowly(row, range).catch(() => {
      this.#failed = true
    })
  }

  #scanSpan(scan: OtlpFactScan, reader: SliceReader, range: SourceRange): boolean {
    const from = reader.place(range)
    return scan.span(reader.bytes, from, from + range.byteLength)
  }

  async #readSlowly(row: number, range: SourceRange): Promise<void> {
    if (this.#reader === undefined) return
    if (!this.#reader.holds(range)) await this.#reader.load(range)
    const context = this.#spans.context[row]
    if (this.#scan === undefined) {
      if (this.#decoded++ < MAX_DECODED) await this.#decode(row)
      return
    }
    if (this.#seen[context] === 0) await this.#readResource(context)
    this.#columns.begin(row)
    if (this.#scanSpan(this.#scan, this.#reader, range)) this.#columns.end()
    else if (this.#decoded++ < MAX_DECODED) await this.#decode(row)
  }

  async #readResource(context: number): Promise<void> {
    this.#seen[context] = 1
    const { resourceByte, resourceLength } = this.#spans.contexts
    const range = { byte: resourceByte[context], byteLength: resourceLength[context] }
    if (range.byteLength === 0) await this.#readScope(context)
    if (range.byteLength === 0 || this.#resources === undefined || this.#reader === undefined) return
    const known = this.#contextOf.get(range.byte)
    if (known !== undefined) {
      this.#columns.copyResource(context, known)
      await this.#readScope(context)
      return
    }
    this.#contextOf.set(range.byte, context)
    const reader = this.#reader.holds(range) ? this.#reader : this.#resources
    if (!reader.holds(range)) await reader.load(range)
    this.#columns.beginContext()
    const { bytes } = reader
    const from = reader.place(range)
    this.#scan?.resource(bytes, from, from + range.byteLength, context)
    await this.#readScope(context)
  }

  async #readScope(context: number): Promise<void> {
    const { scopeByte, scopeLength } = this.#spans.contexts
    const range = { byte: scopeByte[context], byteLength: scopeLength[context] }
    if (range.byteLength === 0 || range.byteLength > MAX_SCOPE || this.#source === undefined) return
    const scope = parsePlain(
      decodeUtf8(await this.#windowed(this.#source).read(range.byte, range.byte + range.byteLength)),
    )
    if (typeof scope !== 'object' || scope === null || !('name' in scope)) return
    if (typeof scope.name === 'string') this.#columns.scopeName(context, scope.name)
  }

  async #decode(row: number): Promise<void> {
    const format = formatById(this.#format)
    if (format === undefined || this.#source === undefined) return
    const context = this.#spans.context[row]
    const details = await format.readDetails(this.#windowed(this.#source), spanLocation(this.#spans, row))
    const columns = this.#columns
    if (this.#seen[context] === 0) {
      this.#seen[context] = 1
      columns.beginContext()
      for (const { key, value } of details.resource) columns.resourceAttribute(context, key, attributeText(value))
      columns.scopeName(context, details.scope?.name ?? '')
    }
    columns.begin(row)
    for (const attribute of details.attributes) addAttribute(columns, attribute)
    columns.traceState(details.traceState)
    for (const { traceId, spanId } of details.links) columns.link({ traceId, spanId })
    columns.end()
  }

  /** The source, answering from the bytes at hand where it can. */
  #windowed(source: ByteSource): ByteSource {
    return {
      size: source.size,
      read: (from, to) => {
        const range = { byte: from, byteLength: to - from }
        return this.#reader?.holds(range) === true ? Promise.resolve(this.#reader.at(range)) : source.read(from, to)
      },
    }
  }
}

function addAttribute(columns: FactColumns, { key, value }: Attribute): void {
  if (value.type === 'array' || value.type === 'map' || value.type === 'empty') columns.countOnly()
  else columns.attribute(key, attributeText(value))
}
