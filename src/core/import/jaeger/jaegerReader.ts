import type { ByteSource } from '../../model/byteSource.ts'
import type { InputPosition } from '../../model/diagnostic.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import type { ContextIndex, SourceRange } from '../../model/spanTable.ts'
import { FastSpans } from '../fast/fastSpans.ts'
import { type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { spanIdFrom, type TraceIdText, traceIdFrom } from '../fields/readIds.ts'
import { nsFromMicros, numberFrom } from '../json/exactNumber.ts'
import type { JsonCursor, JsonVisitor, JsonWindow } from '../json/jsonVisitor.ts'
import { walkJson } from '../json/jsonWalk.ts'
import { findSpanHome, homeOf, type SpanHome, stepTo } from '../spanHome.ts'
import { type JaegerDialect, PLAIN_JAEGER } from './jaegerDialect.ts'
import { readParentage } from './jaegerReferences.ts'
import { JAEGER_SYNTAX } from './jaegerSyntax.ts'
import { summarizeTags } from './jaegerTags.ts'

/** Reads the spans of Jaeger, in whichever of its notations. */
export async function readJaegerSpans(source: ByteSource, sink: SpanSink, dialect: JaegerDialect): Promise<void> {
  const home = await findSpanHome(source, dialect.isSpan)
  const reader = new JaegerReader(sink, home ?? 'spans', dialect)
  await walkJson(source, reader, sink.report, (byte) => sink.progress(byte))
  reader.endTrace()
}

/** What is known of a process while its trace is read. */
interface ProcessState {
  readonly context: ContextIndex
  /** The first span that refers to it. */
  readonly at: InputPosition
  /** True where the input says what it is. */
  isKnown: boolean
}

class JaegerReader implements JsonVisitor {
  readonly #sink: SpanSink
  readonly #home: SpanHome
  readonly #dialect: JaegerDialect
  readonly #fastSpans: FastSpans | undefined
  /** Of the trace at hand, by process id. */
  readonly #processes = new Map<string, ProcessState>()
  /** Contexts of processes that stand in their spans, by service. */
  readonly #services = new Map<string | undefined, ContextIndex>()
  /** Depth of the trace object at hand; -1 outside traces. */
  #traceDepth = -1
  #traceId: TraceIdText | undefined

  constructor(sink: SpanSink, home: SpanHome, dialect: JaegerDialect) {
    this.#sink = sink
    this.#home = home
    this.#dialect = dialect
    const isPlain = dialect === PLAIN_JAEGER
    this.#fastSpans = isPlain && sink.batches ? new FastSpans(sink.batches, JAEGER_SYNTAX) : undefined
  }

  onValue(cursor: JsonCursor) {
    const key = cursor.key()
    if (cursor.key(1) === 'processes' && typeof key === 'string') {
      this.#traceDepth = cursor.depth - 2
      return cursor.type === 'object' ? 'recall' : 'skip'
    }
    if (this.#isBatchProcess(cursor)) {
      this.#traceDepth = cursor.depth - 1
      return 'take'
    }
    if (isListedProcess(cursor)) {
      this.#traceDepth = cursor.depth - 2
      return 'take'
    }
    if (key === 'traceID' && cursor.type === 'string') return 'take'
    if (cursor.type !== 'array' && typeof key === 'number' && homeOf(cursor) === 'spans') {
      this.#traceDepth = cursor.depth - 2
      return 'take'
    }
    return stepTo(this.#home, cursor)
  }

  readElements(cursor: JsonCursor, window: JsonWindow): number {
    if (this.#fastSpans === undefined || homeOf(cursor) !== 'spans') return 0
    this.#traceDepth = cursor.depth - 2
    return this.#fastSpans.readEach(window, (id, byte, line) => this.#process(id, { byte, line }).context)
  }

  onTaken(cursor: JsonCursor, value: unknown, range: SourceRange & InputPosition): void {
    const key = cursor.key()
    if (key === 'traceID') this.#traceId = traceIdFrom(value, 'hex')
    else if (cursor.key(1) === 'processes' && typeof key === 'string') this.#addProcess(key, value, range)
    else if (this.#isBatchProcess(cursor)) this.#addProcess(BATCH_PROCESS, value, range)
    else if (isListedProcess(cursor)) this.#addProcess(listedId(value), value, range)
    else this.#addSpan(value, range)
  }

  #isBatchProcess(cursor: JsonCursor): boolean {
    return this.#dialect.hasBatches && cursor.key() === 'process' && cursor.type === 'object'
  }

  onLeave(cursor: JsonCursor): void {
    if (cursor.type === 'object' && cursor.depth <= this.#traceDepth) this.endTrace()
  }

  /** Process ids are good for one trace; says which of them led nowhere. */
  endTrace(): void {
    for (const [id, process] of this.#processes) {
      if (process.isKnown) continue
      const message = id === BATCH_PROCESS ? undefined : `Process “${id}” is not defined in its trace.`
      this.#sink.report('resource.missing', process.at, message)
    }
    this.#processes.clear()
    this.#traceDepth = -1
    this.#traceId = undefined
  }

  #process(id: string, at: InputPosition): ProcessState {
    const known = this.#processes.get(id)
    if (known !== undefined) return known
    const opened: ProcessState = { context: this.#sink.openContext(), at, isKnown: false }
    this.#processes.set(id, opened)
    return opened
  }

  #addProcess(id: string, value: unknown, range: SourceRange & InputPosition): void {
    const at = { byte: range.byte, line: range.line }
    const process = this.#process(id, at)
    const object = objectFrom(value)
    const service = object && serviceOf(this.#dialect.process(object))
    if (service === undefined) this.#sink.report('resource.service', at, `Process “${id}” names no service.`)
    const resource = { byte: range.byte, byteLength: range.byteLength }
    this.#sink.describeContext(process.context, service === undefined ? { resource } : { service, resource })
    process.isKnown = true
  }

  #contextOf(span: JsonObject, at: InputPosition): ContextIndex {
    const id = textFrom(span.processID) || this.#batchProcessOf(span)
    const inline = objectFrom(span.process)
    if (id !== undefined) {
      const process = this.#process(id, at)
      if (inline !== undefined && !process.isKnown) {
        this.#sink.describeContext(process.context, { service: serviceOf(inline) })
        process.isKnown = true
      }
      return process.context
    }
    const service = serviceOf(inline)
    if (service === undefined) {
      this.#sink.report(inline === undefined ? 'resource.missing' : 'resource.service', at)
    }
    const known = this.#services.get(service)
    if (known !== undefined) return known
    const context = this.#sink.openContext()
    this.#services.set(service, context)
    if (service !== undefined) this.#sink.describeContext(context, { service })
    return context
  }

  /** In a batch, spans without a process are of its process. */
  #batchProcessOf(span: JsonObject): string | undefined {
    const isOfBatch = this.#dialect.hasBatches && this.#traceDepth >= 0 && objectFrom(span.process) === undefined
    return isOfBatch ? BATCH_PROCESS : undefined
  }

  #addSpan(value: unknown, range: SourceRange & InputPosition): void {
    const at = { byte: range.byte, line: range.line }
    const { report } = this.#sink
    const object = objectFrom(value)
    if (object === undefined) {
      if (value !== null) report('span.shape', at)
      return
    }
    const span = this.#dialect.span(object)
    if (span === undefined) return
    const traceId = traceIdFrom(span.traceID, 'hex') ?? this.#traceId
    if (traceId === undefined) {
      report('span.traceId', at)
      return
    }
    const spanId = spanIdFrom(span.spanID, 'hex')
    if (spanId === undefined) {
      report('span.id', at)
      return
    }
    const { parentSpanId, unusableParent } = readParentage(span, traceId.id)
    if (unusableParent) report('span.parentId', at)
    const name = textFrom(span.operationName) ?? ''
    if (name === '') report('span.name', at)
    const tags = summarizeTags(span.tags, this.#dialect.errorTag)
    if (tags.unknownKind !== undefined) report('span.kind', at, `Unknown span kind “${tags.unknownKind.slice(0, 80)}”.`)
    if (tags.unknownStatus !== undefined) {
      report('span.status', at, `Unknown status code “${tags.unknownStatus.slice(0, 80)}”.`)
    }
    const startUnixNs = nsFromMicros(span.startTime)
    if (startUnixNs === undefined) report('time.missing', at)
    const durationNs = nsFromMicros(span.duration)
    if (durationNs === undefined) report('time.unfinished', at)
    else if (durationNs < 0n) report('time.order', at)
    this.#sink.addSpan({
      traceId: traceId.id,
      rawTraceId: traceId.raw,
      spanId,
      parentSpanId,
      name,
      kind: tags.kind,
      status: tags.status,
      startUnixNs,
      durationNs,
      flags: (numberFrom(span.flags) ?? 0) & 1,
      context: this.#contextOf(span, at),
      at,
      byteLength: range.byteLength,
    })
  }
}

/** Stands for the process of a batch (jaeger-idl, model.proto, `Batch`), which has no id. */
const BATCH_PROCESS = ''
/** Lists of `{processId, process}` (model.proto, `Trace.ProcessMapping`). */
const PROCESS_LISTS: ReadonlySet<string | number> = new Set(['processMap', 'process_map'])

function isListedProcess(cursor: JsonCursor): boolean {
  return typeof cursor.key() === 'number' && cursor.type === 'object' && PROCESS_LISTS.has(cursor.key(1))
}

function listedId(value: unknown): string {
  const item = objectFrom(value)
  return textFrom(item?.processId ?? item?.process_id) ?? ''
}

/** '' is no service. */
function serviceOf(process: unknown): string | undefined {
  return textFrom(objectFrom(process)?.serviceName) || undefined
}
