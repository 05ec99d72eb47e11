import type { ByteSource } from '../../model/byteSource.ts'
import type { InputPosition } from '../../model/diagnostic.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import type { ContextIndex, SourceRange } from '../../model/spanTable.ts'
import { field, isJsonObject } from '../fields/fields.ts'
import type { FormatReader } from '../format.ts'
import type { JsonCursor, JsonVisitor, WalkStep } from '../json/jsonVisitor.ts'
import { walkJson } from '../json/jsonWalk.ts'
import { readBareResourceDetails } from '../otlp/otlpDetails.ts'
import { REQUEST_KEYS } from '../otlp/otlpShapes.ts'
import { otlpSpan } from '../otlp/otlpSpan.ts'
import { OtlpVisitor } from '../otlp/otlpWalk.ts'

/** Reads {@link persesTrace}. */
export const persesTraceReader: FormatReader = { read: readPerses, readDetails: readBareResourceDetails }

async function readPerses(source: ByteSource, sink: SpanSink): Promise<void> {
  await walkJson(source, new PersesVisitor(sink), sink.report, sink.progress)
}

/** A span read before the id of its trace. */
interface HeldSpan {
  readonly value: unknown
  readonly range: SourceRange & InputPosition
  readonly context: ContextIndex
}

class PersesVisitor implements JsonVisitor {
  readonly #sink: SpanSink
  readonly #otlp: OtlpVisitor
  #traceId: unknown
  /** Depth of the members of the trace at hand; -1 outside traces. */
  #depth = -1
  #held: HeldSpan[] = []

  constructor(sink: SpanSink) {
    this.#sink = sink
    this.#otlp = new OtlpVisitor(sink, (value, range, context) => this.#readSpan({ value, range, context }))
  }

  onValue(cursor: JsonCursor): WalkStep {
    if (isTraceId(cursor)) return 'take'
    if (REQUEST_KEYS.some((key) => key === cursor.key())) this.#depth = cursor.depth
    return this.#otlp.onValue(cursor)
  }

  onTaken(cursor: JsonCursor, value: unknown, range: SourceRange & InputPosition): void {
    if (!isTraceId(cursor)) {
      this.#otlp.onTaken(cursor, value, range)
      return
    }
    this.#depth = cursor.depth
    this.#traceId = value
  }

  onLeave(cursor: JsonCursor): void {
    this.#otlp.onLeave(cursor)
    if (cursor.depth >= this.#depth) return
    for (const span of this.#held) {
      const record = this.#recordOf(span)
      if (record !== undefined) this.#sink.addSpan(record)
    }
    this.#held = []
    this.#traceId = undefined
    this.#depth = -1
  }

  #readSpan(span: HeldSpan): ReturnType<typeof otlpSpan> {
    if (this.#traceId !== undefined) return this.#recordOf(span)
    this.#held.push(span)
    return undefined
  }

  #recordOf({ value, range, context }: HeldSpan): ReturnType<typeof otlpSpan> {
    const isWithout = isJsonObject(value) && field(value, 'traceId', 'trace_id') === undefined
    const whole = isWithout ? { ...value, traceId: this.#traceId } : value
    return otlpSpan(whole, range, context, this.#sink.report)
  }
}

function isTraceId(cursor: JsonCursor): boolean {
  return cursor.type === 'string' && (cursor.key() === 'traceId' || cursor.key() === 'traceID')
}
