import type { ByteSource } from '../model/byteSource.ts'
import type { InputPosition } from '../model/diagnostic.ts'
import type { SpanSink } from '../model/spanRecord.ts'
import type { ContextIndex, SourceRange } from '../model/spanTable.ts'
import { nsFromMicros, numberFrom } from './exactNumber.ts'
import { type JsonObject, objectFrom, textFrom } from './fields.ts'
import type { Format, Probe, Score } from './format.ts'
import { readJaegerDetails } from './jaegerDetails.ts'
import { readParentage } from './jaegerReferences.ts'
import { summarizeTags } from './jaegerTags.ts'
import { type JsonCursor, type JsonVisitor, walkJson } from './jsonWalk.ts'
import { findProbeObject } from './probeObjects.ts'
import { spanIdFrom, type TraceIdText, traceIdFrom } from './readIds.ts'
import { findSpanHome, homeOf, type SpanHome, stepTo } from './spanHome.ts'

/** Traces as Jaeger's query service and its UI give them: `{data: [{traceID, spans, processes}]}` and parts of that. */
export const jaegerJson: Format = {
  id: 'jaeger',
  label: 'Jaeger JSON',
  sameId: 'duplicate',
  score: scoreJaeger,
  read: readJaeger,
  readDetails: readJaegerDetails,
}

function scoreJaeger(probe: Probe): Score {
  const span = findProbeObject(probe, isJaegerSpan)
  const trace = findProbeObject(probe, isJaegerTrace)
  if (span !== undefined && ('startTimeMillis' in span || 'tag' in span)) {
    return { score: 0.5, reason: 'spans with `spanID` and `operationName`, stored with `startTimeMillis` or `tag`' }
  }
  if (trace !== undefined) return { score: 0.95, reason: 'traces with `spans` and `processes`' }
  if (span !== undefined) return { score: 0.9, reason: 'spans with `spanID` and `operationName`' }
  return { score: 0, reason: '' }
}

function isJaegerTrace(object: JsonObject): boolean {
  if (!Array.isArray(object.spans) || objectFrom(object.processes) === undefined) return false
  const first = objectFrom(object.spans.find((span) => objectFrom(span) !== undefined))
  return first === undefined || isJaegerSpan(first)
}

function isJaegerSpan(object: JsonObject): boolean {
  return textFrom(object.spanID) !== undefined && textFrom(object.operationName) !== undefined
}

async function readJaeger(source: ByteSource, sink: SpanSink): Promise<void> {
  const home = await findSpanHome(source, (keys) => keys.has('spanID') && keys.has('operationName'))
  const reader = new JaegerReader(sink, home ?? 'spans')
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
  /** Of the trace at hand, by process id. */
  readonly #processes = new Map<string, ProcessState>()
  /** Contexts of processes that stand in their spans, by service. */
  readonly #services = new Map<string | undefined, ContextIndex>()
  /** Depth of the trace object at hand; -1 outside traces. */
  #traceDepth = -1
  #traceId: TraceIdText | undefined

  constructor(sink: SpanSink, home: SpanHome) {
    this.#sink = sink
    this.#home = home
  }

  onValue(cursor: JsonCursor) {
    const key = cursor.key()
    if (cursor.key(1) === 'processes' && typeof key === 'string') {
      this.#traceDepth = cursor.depth - 2
      return cursor.type === 'object' ? 'take' : 'skip'
    }
    if (key === 'traceID' && cursor.type === 'string') return 'take'
    if (cursor.type !== 'array' && typeof key === 'number' && homeOf(cursor) === 'spans') {
      this.#traceDepth = cursor.depth - 2
      return 'take'
    }
    return stepTo(this.#home, cursor)
  }

  onTaken(cursor: JsonCursor, value: unknown, range: SourceRange & InputPosition): void {
    const key = cursor.key()
    if (key === 'traceID') this.#traceId = traceIdFrom(value, 'hex')
    else if (cursor.key(1) === 'processes' && typeof key === 'string') this.#addProcess(key, value, range)
    else this.#addSpan(value, range)
  }

  onLeave(cursor: JsonCursor): void {
    if (cursor.type === 'object' && cursor.depth <= this.#traceDepth) this.endTrace()
  }

  /** Process ids are good for one trace; says which of them led nowhere. */
  endTrace(): void {
    for (const [id, process] of this.#processes) {
      if (!process.isKnown)
        this.#sink.report('resource.missing', process.at, `Process “${id}” is not defined in its trace.`)
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
    const service = serviceOf(value)
    if (service === undefined) this.#sink.report('resource.service', at, `Process “${id}” names no service.`)
    const resource = { byte: range.byte, byteLength: range.byteLength }
    this.#sink.describeContext(process.context, service === undefined ? { resource } : { service, resource })
    process.isKnown = true
  }

  #contextOf(span: JsonObject, at: InputPosition): ContextIndex {
    const id = textFrom(span.processID)
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

  #addSpan(value: unknown, range: SourceRange & InputPosition): void {
    const at = { byte: range.byte, line: range.line }
    const { report } = this.#sink
    const span = objectFrom(value)
    if (span === undefined) {
      if (value !== null) report('span.shape', at)
      return
    }
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
    const tags = summarizeTags(span.tags)
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

/** '' is no service. */
function serviceOf(process: unknown): string | undefined {
  return textFrom(objectFrom(process)?.serviceName) || undefined
}
