import type { ByteSource } from '../../model/byteSource.ts'
import type { InputPosition } from '../../model/diagnostic.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import type { ContextIndex, SourceRange } from '../../model/spanTable.ts'
import { type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import type { FormatReader } from '../format.ts'
import { nsFromMicros, nsFromMillis } from '../json/exactNumber.ts'
import type { JsonCursor, JsonVisitor } from '../json/jsonVisitor.ts'
import { walkJson } from '../json/jsonWalk.ts'
import { SpanIntake } from '../spanIntake.ts'
import { readElasticIntakeDetails } from './elasticIntakeDetails.ts'
import { elasticKind } from './elasticKinds.ts'

/** Reads {@link elasticIntake}. */
export const elasticIntakeReader: FormatReader = { read: readIntake, readDetails: readElasticIntakeDetails }

async function readIntake(source: ByteSource, sink: SpanSink): Promise<void> {
  const reader = new IntakeReader(sink)
  await walkJson(source, reader, sink.report, (byte) => sink.progress(byte))
  reader.finish()
}

const OTHER_SIGNALS: ReadonlySet<string | number> = new Set(['metricset', 'error', 'log'])

interface WaitingSpan {
  readonly span: JsonObject
  readonly range: SourceRange & InputPosition
  readonly context: ContextIndex
}

class IntakeReader implements JsonVisitor {
  readonly #sink: SpanSink
  readonly #intake: SpanIntake
  /** Of the metadata at hand, by service. */
  readonly #contexts = new Map<string | undefined, ContextIndex>()
  #metadata: { readonly service: string | undefined; readonly resource: SourceRange } | undefined
  /** Starts of transactions, by trace id and id, in ns. */
  readonly #starts = new Map<string, bigint>()
  /** Spans that tell their start after that of a transaction which has not been seen. */
  #waiting: WaitingSpan[] = []

  constructor(sink: SpanSink) {
    this.#sink = sink
    this.#intake = new SpanIntake(sink)
  }

  onValue(cursor: JsonCursor) {
    const key = cursor.key()
    if (cursor.type === 'object' && (key === 'metadata' || key === 'transaction' || key === 'span')) return 'take'
    if (OTHER_SIGNALS.has(key)) {
      this.#sink.report('signal.skipped', cursor.at)
      return 'skip'
    }
    return cursor.type === 'object' || cursor.type === 'array' ? 'enter' : 'skip'
  }

  onTaken(cursor: JsonCursor, value: unknown, range: SourceRange & InputPosition): void {
    const event = objectFrom(value) ?? {}
    switch (cursor.key()) {
      case 'metadata':
        this.#contexts.clear()
        this.#metadata = {
          service: textFrom(objectFrom(event.service)?.name) || undefined,
          resource: { byte: range.byte, byteLength: range.byteLength },
        }
        break
      case 'transaction':
        this.#addTransaction(event, range)
        break
      default:
        this.#takeSpan({ span: event, range, context: this.#contextOf(event) })
    }
  }

  /** The input has ended: what waits is placed as far as it can be. */
  finish(): void {
    for (const { span, range, context } of this.#waiting) this.#addSpan(span, range, context)
  }

  /** Each service that the events below one metadata name has a context with that metadata. */
  #contextOf(event: JsonObject): ContextIndex {
    const named = textFrom(objectFrom(objectFrom(event.context)?.service)?.name)
    const service = named || this.#metadata?.service
    const known = this.#contexts.get(service)
    if (known !== undefined) return known
    const context = this.#sink.openContext()
    this.#contexts.set(service, context)
    this.#sink.describeContext(context, { service, resource: this.#metadata?.resource })
    return context
  }

  #addTransaction(event: JsonObject, range: SourceRange & InputPosition): void {
    const startNs = nsFromMicros(event.timestamp)
    if (startNs !== undefined) this.#starts.set(transactionKey(event.trace_id, event.id), startNs)
    this.#intake.add(
      {
        ...fieldsOf(event, true),
        parentSpanId: event.parent_id,
        startNs,
        context: this.#contextOf(event),
      },
      range,
    )
  }

  #takeSpan(waiting: WaitingSpan): void {
    const { span, range, context } = waiting
    const isOffset = nsFromMicros(span.timestamp) === undefined && nsFromMillis(span.start) !== undefined
    if (isOffset && !this.#starts.has(transactionKey(span.trace_id, span.transaction_id))) this.#waiting.push(waiting)
    else this.#addSpan(span, range, context)
  }

  #addSpan(span: JsonObject, range: SourceRange & InputPosition, context: ContextIndex): void {
    const transactionNs = this.#starts.get(transactionKey(span.trace_id, span.transaction_id))
    const offsetNs = nsFromMillis(span.start)
    const isPlaced = transactionNs !== undefined && offsetNs !== undefined
    this.#intake.add(
      {
        ...fieldsOf(span, false),
        parentSpanId: span.parent_id ?? span.transaction_id,
        startNs: nsFromMicros(span.timestamp) ?? (isPlaced ? transactionNs + offsetNs : undefined),
        context,
      },
      range,
    )
  }
}

function transactionKey(traceId: unknown, id: unknown): string {
  return `${textFrom(traceId)} ${textFrom(id)}`
}

/** What transactions and spans tell alike. */
function fieldsOf(event: JsonObject, isTransaction: boolean) {
  return {
    traceId: event.trace_id,
    spanId: event.id,
    name: event.name,
    kind: elasticKind(isTransaction, event.type, objectFrom(event.otel)?.span_kind),
    status: event.outcome === 'failure' ? 2 : 0,
    durationNs: nsFromMillis(event.duration),
  }
}
