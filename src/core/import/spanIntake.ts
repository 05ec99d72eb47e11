import type { InputPosition } from '../model/diagnostic.ts'
import type { SpanSink } from '../model/spanRecord.ts'
import type { ContextIndex, SourceRange } from '../model/spanTable.ts'
import { textFrom } from './fields/fields.ts'
import { type IdWriting, parentIdFrom, spanIdFrom, type TraceIdText, traceIdFrom } from './fields/readIds.ts'
import { ServiceContexts } from './fields/serviceContexts.ts'

/** A span as a reader found it in the notation of its format: ids, parent and name unchecked. */
export interface FoundSpan {
  readonly traceId: unknown
  /** A trace id that needs no check; counts instead of `traceId`. */
  readonly checkedTraceId?: TraceIdText | undefined
  readonly spanId: unknown
  readonly parentSpanId: unknown
  readonly name: unknown
  /** OTLP number; undefined for one that is not known. */
  readonly kind: number | undefined
  /** OTLP number; undefined for one that is not known. */
  readonly status: number | undefined
  /** Unix ns; undefined and 0: none. */
  readonly startNs: bigint | undefined
  /** True where a start of 0 is the year 1970 and not a missing time. */
  readonly zeroIsTime?: boolean | undefined
  /** Unix ns; undefined and 0: none. Counts where `durationNs` is absent. */
  readonly endNs?: bigint | undefined
  /** ns. */
  readonly durationNs?: bigint | undefined
  readonly flags?: number | undefined
  readonly service?: string | undefined
  /** A name to show where there is no service; see `ContextRecord`. */
  readonly serviceLabel?: string | undefined
  /** Absent: the context that spans of this service share. */
  readonly context?: ContextIndex | undefined
}

/** Checks found spans and hands them on as records, with one context for each service. */
export class SpanIntake {
  readonly #sink: SpanSink
  readonly #writing: IdWriting
  readonly #services: ServiceContexts

  constructor(sink: SpanSink, writing: IdWriting = 'hex') {
    this.#sink = sink
    this.#writing = writing
    this.#services = new ServiceContexts(sink)
  }

  /** Takes a span; one without usable ids is reported and left out. */
  add(found: FoundSpan, range: SourceRange & InputPosition): void {
    const at = { byte: range.byte, line: range.line }
    const { report } = this.#sink
    const traceId = found.checkedTraceId ?? traceIdFrom(found.traceId, this.#writing)
    const spanId = spanIdFrom(found.spanId, this.#writing)
    if (traceId === undefined || spanId === undefined) {
      report(traceId === undefined ? 'span.traceId' : 'span.id', at)
      return
    }
    const parent = parentIdFrom(found.parentSpanId, this.#writing)
    if (parent === 'unusable') report('span.parentId', at)
    const name = textFrom(found.name) ?? ''
    if (name === '') report('span.name', at)
    if (found.kind === undefined) report('span.kind', at)
    if (found.status === undefined) report('span.status', at)
    this.#sink.addSpan({
      traceId: traceId.id,
      rawTraceId: traceId.raw,
      spanId,
      parentSpanId: parent === 'unusable' ? undefined : parent?.id,
      name,
      kind: found.kind ?? 0,
      status: found.status ?? 0,
      ...this.#timesOf(found, at),
      flags: found.flags ?? 0,
      context: found.context ?? this.#contextOf(found),
      at,
      byteLength: range.byteLength,
    })
  }

  #contextOf({ service, serviceLabel }: FoundSpan): ContextIndex {
    return !service && serviceLabel ? this.#services.labelled(serviceLabel) : this.#services.of(service)
  }

  #timesOf({ startNs, endNs, durationNs: given, zeroIsTime = false }: FoundSpan, at: InputPosition) {
    const startUnixNs = startNs === 0n && !zeroIsTime ? undefined : startNs
    let durationNs = given
    if (durationNs === undefined && startUnixNs !== undefined && endNs !== undefined && (endNs !== 0n || zeroIsTime)) {
      durationNs = endNs - startUnixNs
    }
    if (startUnixNs === undefined) this.#sink.report('time.missing', at)
    if (durationNs === undefined) this.#sink.report('time.unfinished', at)
    else if (durationNs < 0n) this.#sink.report('time.order', at)
    return { startUnixNs, durationNs }
  }
}

/** W3C trace flags from two hex digits or a number; 0 for anything else. */
export function traceFlagsFrom(value: unknown): number {
  if (typeof value === 'string') return /^[0-9a-f]{1,2}$/i.test(value) ? Number.parseInt(value, 16) : 0
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 32 ? value : 0
}
