import type { ByteSource } from '../../model/byteSource.ts'
import { NO_DETAILS, type SpanDetails, type SpanEvent } from '../../model/details.ts'
import type { InputPosition } from '../../model/diagnostic.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { field, isJsonObject, type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { flatServiceOf } from '../fields/flatAttributes.ts'
import { plainAttributes, plainLinks, plainScope } from '../fields/plainDetails.ts'
import { readKind, readStatus } from '../flat/flatNames.ts'
import { readMoment } from '../flat/flatTimes.ts'
import type { FormatReader } from '../format.ts'
import { type JsonCursor, walkJson } from '../json/jsonWalk.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { SpanIntake } from '../spanIntake.ts'

/** Reads {@link genkit}. */
export const genkitReader: FormatReader = { read: readGenkit, readDetails: readGenkitDetails }

/** Parts of a trace that hold no spans. */
const SKIPPED_KEYS: ReadonlySet<unknown> = new Set([
  'attributes',
  'links',
  'timeEvents',
  'status',
  'instrumentationLibrary',
])

async function readGenkit(source: ByteSource, sink: SpanSink): Promise<void> {
  const reader = new GenkitReader(sink)
  await walkJson(source, reader, sink.report, (byte) => sink.progress(byte))
}

interface HeldSpan {
  readonly span: JsonObject
  readonly range: SourceRange & InputPosition
}

/** A trace whose members are being read. */
interface OpenTrace {
  traceId: string | undefined
  /** Spans read before the trace id. */
  readonly held: HeldSpan[]
}

class GenkitReader {
  readonly #sink: SpanSink
  readonly #intake: SpanIntake
  /** By the depth of their members. */
  readonly #open = new Map<number, OpenTrace>()

  constructor(sink: SpanSink) {
    this.#sink = sink
    this.#intake = new SpanIntake(sink)
  }

  onValue(cursor: JsonCursor): 'enter' | 'take' | 'skip' {
    const key = cursor.key()
    if (key === 'traceId' && cursor.type === 'string') return 'take'
    if (cursor.key(1) === 'spans') return 'take'
    const isContainer = cursor.type === 'object' || cursor.type === 'array'
    return isContainer && !SKIPPED_KEYS.has(key) ? 'enter' : 'skip'
  }

  onTaken(cursor: JsonCursor, value: unknown, range: SourceRange & InputPosition): void {
    if (cursor.key(1) !== 'spans') {
      const trace = this.#traceAt(cursor.depth)
      trace.traceId = textFrom(value)
      this.#letGo(trace)
      return
    }
    if (!isJsonObject(value)) {
      if (value !== null) this.#sink.report('span.shape', { byte: range.byte, line: range.line })
      return
    }
    const trace = this.#traceAt(cursor.depth - 1)
    trace.held.push({ span: value, range })
    if (trace.traceId !== undefined) this.#letGo(trace)
  }

  onLeave(cursor: JsonCursor): void {
    const trace = this.#open.get(cursor.depth + 1)
    if (trace === undefined) return
    this.#open.delete(cursor.depth + 1)
    this.#letGo(trace)
  }

  #traceAt(depth: number): OpenTrace {
    const known = this.#open.get(depth)
    if (known !== undefined) return known
    const trace: OpenTrace = { traceId: undefined, held: [] }
    this.#open.set(depth, trace)
    return trace
  }

  /** Hands on the spans held; where a trace has no id, the id of its root, or of its first span, stands for it. */
  #letGo(trace: OpenTrace): void {
    const root = trace.held.find(({ span }) => !span.parentSpanId) ?? trace.held.at(0)
    for (const { span, range } of trace.held) {
      this.#addSpan(span, field(span, 'traceId') ?? trace.traceId ?? root?.span.spanId, range)
    }
    trace.held.length = 0
  }

  #addSpan(span: JsonObject, traceId: unknown, range: SourceRange & InputPosition): void {
    this.#intake.add(
      {
        traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        name: span.displayName,
        kind: readKind(field(span, 'spanKind')),
        status: readStatus(span).code,
        startNs: readMoment(span.startTime, undefined),
        endNs: readMoment(span.endTime, undefined),
        service: flatServiceOf(span),
      },
      range,
    )
  }
}

async function readGenkitDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const span = objectFrom(await readJsonAt(source, location.span))
  if (span === undefined) return NO_DETAILS
  return {
    ...NO_DETAILS,
    attributes: plainAttributes(span.attributes),
    events: listFrom(objectFrom(span.timeEvents)?.timeEvent).flatMap(readEvent),
    links: plainLinks(span.links),
    statusMessage: readStatus(span).message,
    scope: plainScope(field(span, 'instrumentationLibrary', 'instrumentationScope')),
  }
}

function readEvent(value: unknown): SpanEvent[] {
  const event = objectFrom(value)
  const annotation = objectFrom(event?.annotation)
  if (annotation === undefined) return []
  const name = textFrom(annotation.description) ?? ''
  return [{ timeUnixNs: readMoment(event?.time, undefined), name, attributes: plainAttributes(annotation.attributes) }]
}
