import type { InputPosition, Report } from './diagnostic.ts'
import { freeBuffers } from './freeBuffers.ts'
import { hexWord, isHexSpanId, printSpanId } from './ids.ts'
import { RowIds } from './rowIds.ts'
import {
  BYTES,
  CONTEXT,
  DURATION,
  FROM,
  KIND_STATUS_MARKS,
  LINE,
  NAME,
  PARENT_SPAN_ID,
  SPAN_ID,
  SPAN_WORDS,
  START,
} from './spanBatch.ts'
import {
  ENDS_BEFORE_START,
  HAS_PARENT_ID,
  NO_START,
  OPAQUE_ID,
  OPAQUE_PARENT_ID,
  REMOTE_KNOWN,
  REMOTE_PARENT,
  SAMPLED,
  SHARED_HALF,
  UNFINISHED,
} from './spanMarks.ts'
import type { ContextRecord, SpanLocation, SpanRecord, SpanSink } from './spanRecord.ts'
import type { ContextIndex, SourceRange } from './spanTable.ts'
import { TextTable } from './textTable.ts'
import { TraceInterner } from './traceInterner.ts'

/** The `service` of a raw row that takes its context's. */
export const NO_SERVICE = 0xffffffff

/** Spans as read, in the order read: one column per field. Columns may be longer than `length`. */
export interface RawSpans {
  length: number
  /** Number of the trace in order of first sight. */
  trace: Uint32Array
  /** Two words a row; with OPAQUE_ID 0 and a text index. */
  spanId: Uint32Array
  parentSpanId: Uint32Array
  name: Uint32Array
  /** {@link NO_SERVICE} where the record named none. */
  service: Uint32Array
  kind: Uint8Array
  status: Uint8Array
  /** The marks that a record shows by itself. */
  marks: Uint16Array
  context: Uint32Array
  byte: Float64Array
  byteLength: Uint32Array
  line: Uint32Array
  /** Unix ns; 0 for none, and for those of `farStarts`. */
  startUnixNs: BigInt64Array
  /** ns, exact; 0 for none, for negative ones and for those of `longDurations`. */
  durationNs: Float64Array
  /** Starts that 64 signed bits cannot hold. */
  farStarts: Map<number, bigint>
  /** Durations above 2^53 ns. */
  longDurations: Map<number, bigint>
}

/** Contexts as read. Columns may be longer than `length`. */
export interface RawContexts {
  length: number
  file: Uint16Array
  /** {@link NO_SERVICE} for none. */
  service: Uint32Array
  isServiceLabel: Uint8Array
  resourceByte: Float64Array
  resourceLength: Uint32Array
  scopeByte: Float64Array
  scopeLength: Uint32Array
}

/**
 * Collects the spans of all files of a dataset in the order read, as columns; no object is kept for a span. About 90
 * bytes a span. Rows are counted from 0 over all files.
 */
export class SpanColumns {
  readonly texts = new TextTable()
  readonly traces = new TraceInterner()
  readonly spans: RawSpans = emptySpans(1024)
  readonly contexts: RawContexts = emptyContexts(16)
  readonly ids = new RowIds(this.spans)
  /** Numbers of the files that hold only parts of their traces. */
  readonly partialFiles = new Set<number>()
  readonly #records: number[] = []
  /** Rows that there will be, by how many there are in the bytes read so far; 0 where that is not known. */
  #rowsAhead = 0

  /** Rows so far. */
  get length(): number {
    return this.spans.length
  }

  /** Announces one more input. Returns its number, from 0. */
  addFile(): number {
    return this.#records.push(0) - 1
  }

  /**
   * What a reader of file number `file` writes to. `onProgress` may throw to cancel the reading. `size` are the bytes of the
   * file, where they are known: room is made for as many spans as they will hold.
   */
  sink(file: number, report: Report, onProgress: (byte: number) => void, size = 0): SpanSink {
    const before = this.length
    return {
      report,
      openContext: () => this.openContext(file),
      describeContext: (context, record) => this.#describeContext(context, record),
      addSpan: (record) => {
        this.#records[file]++
        this.#addSpan(record)
      },
      markPartial: () => this.partialFiles.add(file),
      batches: {
        internText: (text) => this.texts.intern(text),
        addBatch: (words, count, base) => {
          this.#records[file] += count
          this.#addBatch(words, count, base)
        },
      },
      progress: (byte) => {
        this.#rowsAhead = byte === 0 ? 0 : before + (this.length - before) * (size / byte)
        onProgress(byte)
      },
    }
  }

  /** Spans read from file number `file`. */
  recordsOf(file: number): number {
    return this.#records[file]
  }

  /** File number of a row. */
  fileOf(row: number): number {
    return this.contexts.file[this.spans.context[row]]
  }

  /** Where the span's object lies in its file. */
  rangeOf(row: number): SourceRange {
    return { byte: this.spans.byte[row], byteLength: this.spans.byteLength[row] }
  }

  /** Where the span's object begins, for diagnostics. */
  positionOf(row: number): InputPosition {
    return { byte: this.spans.byte[row], line: this.spans.line[row] }
  }

  /** Number of the row's context. */
  contextOf(row: number): ContextIndex {
    return this.spans.context[row]
  }

  /** All that a format needs to decode the details of a row. */
  location(row: number): SpanLocation {
    const context = this.contextOf(row)
    const { resourceByte, resourceLength, scopeByte, scopeLength } = this.contexts
    return {
      span: this.rangeOf(row),
      fragments: [],
      resource: rangeOrNone(resourceByte[context], resourceLength[context]),
      scope: rangeOrNone(scopeByte[context], scopeLength[context]),
    }
  }

  /** OTLP number of the row's kind. */
  kindOf(row: number): number {
    return this.spans.kind[row]
  }

  /** Whether the record itself said that it is the server's half of a shared id. */
  isSharedHalf(row: number): boolean {
    return (this.spans.marks[row] & SHARED_HALF) !== 0
  }

  /** Gives the memory of spans back at once: there are none any more, and nothing is to be added. */
  free(): void {
    this.spans.length = 0
    freeBuffers(Object.values(this.spans).filter((column) => ArrayBuffer.isView(column)))
  }

  /** Makes room for `count` more rows of a file, for one who writes their columns. Returns the first of them. */
  addRows(file: number, count: number): number {
    const { spans } = this
    this.#records[file] += count
    this.#makeRoom(count)
    spans.length += count
    return spans.length - count
  }

  /** A new context of a file, without content. */
  openContext(file: number): ContextIndex {
    const { contexts } = this
    if (contexts.length === contexts.file.length) growColumns(contexts, contexts.length, 2 * contexts.length)
    const context = contexts.length++
    contexts.file[context] = file
    contexts.service[context] = NO_SERVICE
    return context
  }

  /** Room for `count` more rows, and for those that are foreseen: columns that grow in steps are copied at each. */
  #makeRoom(count: number): void {
    const { spans } = this
    const room = spans.trace.length
    const least = spans.length + count
    if (least <= room) return
    const foreseen = Math.min(this.#rowsAhead * FORESEEN_MARGIN, least * MOST_GROWTH)
    growColumns(spans, room, Math.ceil(Math.max(2 * room, least, foreseen)))
  }

  #describeContext(context: ContextIndex, { service, serviceLabel, resource, scope }: ContextRecord): void {
    const { contexts } = this
    const hasService = contexts.service[context] !== NO_SERVICE && contexts.isServiceLabel[context] === 0
    if (service) {
      contexts.service[context] = this.texts.intern(service)
      contexts.isServiceLabel[context] = 0
    } else if (serviceLabel && !hasService) {
      contexts.service[context] = this.texts.intern(serviceLabel)
      contexts.isServiceLabel[context] = 1
    }
    if (resource !== undefined) {
      contexts.resourceByte[context] = resource.byte
      contexts.resourceLength[context] = resource.byteLength
    }
    if (scope !== undefined) {
      contexts.scopeByte[context] = scope.byte
      contexts.scopeLength[context] = scope.byteLength
    }
  }

  #addSpan(record: SpanRecord): void {
    const { spans, texts } = this
    this.#makeRoom(1)
    const row = spans.length++
    const { flags, service } = record
    spans.trace[row] = this.traces.intern(record.traceId, record.rawTraceId)
    spans.name[row] = texts.intern(record.name)
    spans.service[row] = service === undefined || service === '' ? NO_SERVICE : texts.intern(service)
    spans.kind[row] = record.kind
    spans.status[row] = record.status
    spans.context[row] = record.context
    spans.byte[row] = record.at.byte
    spans.byteLength[row] = record.byteLength
    spans.line[row] = record.at.line
    spans.marks[row] =
      this.#writeIds(row, record) |
      this.#writeTimes(row, record) |
      (record.sharedHalf === true ? SHARED_HALF : 0) |
      ((flags & 0x100) !== 0 ? REMOTE_KNOWN : 0) |
      ((flags & 0x200) !== 0 ? REMOTE_PARENT : 0) |
      ((flags & 1) !== 0 ? SAMPLED : 0)
  }

  #addBatch(words: Uint32Array, count: number, base: number): void {
    const { spans, traces } = this
    this.#makeRoom(count)
    const startWords = new Uint32Array(spans.startUnixNs.buffer)
    for (let i = 0; i < count; i++) {
      const at = i * SPAN_WORDS
      const row = spans.length++
      const tracesBefore = traces.length
      const trace = traces.internWords(words[at], words[at + 1], words[at + 2], words[at + 3])
      if (trace === tracesBefore && (words[at] | words[at + 1]) === 0) {
        traces.rawIds.set(trace, printSpanId(words[at + 2], words[at + 3]))
      }
      spans.trace[row] = trace
      spans.spanId[2 * row] = words[at + SPAN_ID]
      spans.spanId[2 * row + 1] = words[at + SPAN_ID + 1]
      const parentHigh = words[at + PARENT_SPAN_ID]
      const parentLow = words[at + PARENT_SPAN_ID + 1]
      spans.parentSpanId[2 * row] = parentHigh
      spans.parentSpanId[2 * row + 1] = parentLow
      spans.name[row] = words[at + NAME]
      spans.service[row] = NO_SERVICE
      const bits = words[at + KIND_STATUS_MARKS]
      spans.kind[row] = bits
      spans.status[row] = bits >>> 8
      spans.marks[row] = (bits >>> 16) | ((parentHigh | parentLow) === 0 ? 0 : HAS_PARENT_ID)
      spans.context[row] = words[at + CONTEXT]
      spans.byte[row] = base + words[at + FROM]
      spans.byteLength[row] = words[at + BYTES]
      spans.line[row] = words[at + LINE]
      startWords[2 * row] = words[at + START]
      startWords[2 * row + 1] = words[at + START + 1]
      spans.durationNs[row] = words[at + DURATION] + words[at + DURATION + 1] * 2 ** 32
    }
  }

  #writeIds(row: number, { spanId, parentSpanId }: SpanRecord): number {
    const { spans } = this
    const opaque = this.#writeId(spans.spanId, row, spanId) ? 0 : OPAQUE_ID
    if (parentSpanId === undefined || parentSpanId === '') return opaque
    return opaque | HAS_PARENT_ID | (this.#writeId(spans.parentSpanId, row, parentSpanId) ? 0 : OPAQUE_PARENT_ID)
  }

  /** Writes an id as two words, or 0 and its text. Returns whether it was words. */
  #writeId(column: Uint32Array, row: number, id: string): boolean {
    const isHex = isHexSpanId(id)
    column[2 * row] = isHex ? hexWord(id, 0) : 0
    column[2 * row + 1] = isHex ? hexWord(id, 8) : this.texts.intern(id)
    return isHex
  }

  #writeTimes(row: number, { startUnixNs, durationNs }: SpanRecord): number {
    const { spans } = this
    let marks = 0
    if (startUnixNs === undefined) {
      marks |= NO_START
    } else if (startUnixNs === BigInt.asIntN(64, startUnixNs)) {
      spans.startUnixNs[row] = startUnixNs
    } else {
      spans.farStarts.set(row, startUnixNs)
    }
    if (durationNs === undefined) return marks | UNFINISHED
    if (durationNs < 0n) return marks | ENDS_BEFORE_START
    if (durationNs <= LONGEST_NS) spans.durationNs[row] = Number(durationNs)
    else spans.longDurations.set(row, durationNs)
    return marks
  }
}

/** Later bytes may hold more spans than the first. */
const FORESEEN_MARGIN = 1.05
/** What a few rows foretell is not trusted further than so many times their number. */
const MOST_GROWTH = 16

/** The longest time, in ns, up to which a double holds every whole number. */
const LONGEST_NS = 2n ** 53n

function rangeOrNone(byte: number, byteLength: number): SourceRange | undefined {
  return byteLength === 0 ? undefined : { byte, byteLength }
}

/** Columns with room for `size` spans and none in them. */
export function emptySpans(size: number): RawSpans {
  return {
    length: 0,
    trace: new Uint32Array(size),
    spanId: new Uint32Array(size * 2),
    parentSpanId: new Uint32Array(size * 2),
    name: new Uint32Array(size),
    service: new Uint32Array(size),
    kind: new Uint8Array(size),
    status: new Uint8Array(size),
    marks: new Uint16Array(size),
    context: new Uint32Array(size),
    byte: new Float64Array(size),
    byteLength: new Uint32Array(size),
    line: new Uint32Array(size),
    startUnixNs: new BigInt64Array(size),
    durationNs: new Float64Array(size),
    farStarts: new Map(),
    longDurations: new Map(),
  }
}

function emptyContexts(size: number): RawContexts {
  return {
    length: 0,
    file: new Uint16Array(size),
    service: new Uint32Array(size),
    isServiceLabel: new Uint8Array(size),
    resourceByte: new Float64Array(size),
    resourceLength: new Uint32Array(size),
    scopeByte: new Float64Array(size),
    scopeLength: new Uint32Array(size),
  }
}

/** Gives all columns room for `to` rows in place of `from`. */
function growColumns(columns: RawSpans | RawContexts, from: number, to: number): void {
  for (const [key, column] of Object.entries(columns)) {
    if (ArrayBuffer.isView(column)) Object.assign(columns, { [key]: grown(column as GrowableColumn, from, to) })
  }
}

type GrowableColumn = Uint8Array | Uint16Array | Uint32Array | Float64Array | BigInt64Array

function grown(column: GrowableColumn, from: number, to: number): GrowableColumn {
  const bytes = new Uint8Array((column.byteLength / from) * to)
  bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
  const Column = column.constructor as new (buffer: ArrayBuffer) => GrowableColumn
  return new Column(bytes.buffer)
}
