import type { ByteSource } from '../../model/byteSource.ts'
import type { InputPosition } from '../../model/diagnostic.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { countFrom, field, listFrom, objectFrom } from '../fields/fields.ts'
import { readKind, readStatus } from '../flat/flatNames.ts'
import type { FormatReader } from '../format.ts'
import { integerFrom, nsFromNanos } from '../json/exactNumber.ts'
import type { JsonCursor, JsonVisitor, WalkStep } from '../json/jsonVisitor.ts'
import { walkJson } from '../json/jsonWalk.ts'
import { otlpText } from '../otlp/otlpValues.ts'
import { SpanIntake } from '../spanIntake.ts'
import { readTempoSearchDetails } from './tempoSearchDetails.ts'

/** Reads {@link tempoSearch}. */
export const tempoSearchReader: FormatReader = { read: readTempoSearch, readDetails: readTempoSearchDetails }

async function readTempoSearch(source: ByteSource, sink: SpanSink): Promise<void> {
  await walkJson(source, new SearchVisitor(sink), sink.report, sink.progress)
}

/** A span, held until its trace has been read: its parent and the id of its trace may come after it. */
interface HeldSpan {
  readonly value: unknown
  readonly range: SourceRange & InputPosition
  /** True in `spanSet`, which repeats the first of `spanSets`. */
  readonly isRepeated: boolean
}

class SearchVisitor implements JsonVisitor {
  readonly #sink: SpanSink
  readonly #intake: SpanIntake
  /** Depth of the members of the trace at hand; -1 outside traces. */
  #depth = -1
  #traceId: unknown
  #matched = 0
  #held: HeldSpan[] = []

  constructor(sink: SpanSink) {
    this.#sink = sink
    this.#intake = new SpanIntake(sink)
  }

  onValue(cursor: JsonCursor): WalkStep {
    const key = cursor.key()
    if (cursor.type === 'string' || cursor.type === 'scalar') {
      if (key !== 'traceID' && key !== 'traceId') return key === 'matched' ? 'take' : 'skip'
      this.#depth = cursor.depth
      return 'take'
    }
    if (key === 'spanSet' || key === 'spanSets') this.#depth = cursor.depth
    if (typeof key === 'number' && cursor.key(1) === 'spans' && cursor.type === 'object') return 'take'
    return key === 'metrics' || key === 'serviceStats' ? 'skip' : 'enter'
  }

  onTaken(cursor: JsonCursor, value: unknown, range: SourceRange & InputPosition): void {
    const key = cursor.key()
    if (typeof key === 'number') this.#held.push({ value, range, isRepeated: cursor.key(2) === 'spanSet' })
    else if (key === 'matched') this.#matched = Math.max(this.#matched, countFrom(value))
    else this.#traceId = value
  }

  onLeave(cursor: JsonCursor): void {
    if (cursor.depth >= this.#depth) return
    this.#leaveTrace(cursor.at)
    this.#depth = -1
    this.#traceId = undefined
    this.#matched = 0
    this.#held = []
  }

  #leaveTrace(at: InputPosition): void {
    const sets = this.#held.filter(({ isRepeated }) => !isRepeated)
    const ids = new Set(sets.map(({ value }) => idOf(value)))
    const spans = [...sets, ...this.#held.filter(({ value, isRepeated }) => isRepeated && !ids.has(idOf(value)))]
    const matched = Math.max(this.#matched, spans.length)
    const some = spans.length === 0 ? 'None' : `${spans.length} of the ${matched}`
    this.#sink.markPartial()
    this.#sink.report('trace.partial', at, `${some} matching spans of this trace are in the answer, and no others.`)
    const places = placesOf(spans)
    for (const { value, range } of spans) this.#addSpan(value, range, places)
  }

  #addSpan(value: unknown, range: SourceRange & InputPosition, places: ReadonlyMap<bigint, unknown>): void {
    const span = objectFrom(value) ?? {}
    const { attributes } = span
    this.#intake.add(
      {
        traceId: this.#traceId,
        spanId: idOf(span),
        parentSpanId: parentOf(attributes, places),
        name: span.name,
        kind: readKind(otlpText(attributes, 'kind')) ?? 0,
        status: readStatus({ status: otlpText(attributes, 'status') }).code ?? 0,
        startNs: nsFromNanos(span.startTimeUnixNano),
        durationNs: nsFromNanos(span.durationNanos),
        service: otlpText(attributes, 'resource.service.name') || otlpText(attributes, 'service.name'),
      },
      range,
    )
  }
}

function idOf(value: unknown): unknown {
  const span = objectFrom(value)
  return span && field(span, 'spanID', 'spanId')
}

/** Span ids by their `nestedSetLeft`: where they stand in the tree of their trace, which Tempo numbers from 1. */
function placesOf(spans: readonly HeldSpan[]): Map<bigint, unknown> {
  const places = new Map<bigint, unknown>()
  for (const { value } of spans) {
    const left = integerFrom(otlpText(listFrom(objectFrom(value)?.attributes), 'nestedSetLeft'))
    if (left !== undefined) places.set(left, idOf(value))
  }
  return places
}

/**
 * The parent by `nestedSetParent`, -1 and 0 for a root, where the query selected that; else by `span:parentID`. A place that
 * no span of the answer has names a parent that is not here.
 */
function parentOf(attributes: unknown, places: ReadonlyMap<bigint, unknown>): unknown {
  const place = integerFrom(otlpText(attributes, 'nestedSetParent'))
  if (place === undefined) return otlpText(attributes, 'span:parentID')
  return place <= 0n ? undefined : (places.get(place) ?? `nested set ${place}`)
}
