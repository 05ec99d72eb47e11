import type { InputPosition } from '../../model/diagnostic.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { FastSpans } from '../fast/fastSpans.ts'
import type { Reading } from '../fast/spanTokenizer.ts'
import { field, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { flatServiceOf } from '../fields/flatAttributes.ts'
import { parentIdFrom, spanIdFrom, traceIdFrom } from '../fields/readIds.ts'
import { ServiceContexts } from '../fields/serviceContexts.ts'
import { numberFrom } from '../json/exactNumber.ts'
import type { JsonWindow } from '../json/jsonVisitor.ts'
import { readKind, readStatus, SPELLINGS } from './flatNames.ts'
import { flatSyntax } from './flatSyntax.ts'
import { readTimeKey, type TimeKey } from './flatTimeKeys.ts'
import { type FlatTimePlan, readDuration, readMoment } from './flatTimes.ts'

/** Turns flat span objects of one file, with times as its plan says, into records. */
export class FlatReader {
  readonly #sink: SpanSink
  readonly #plan: FlatTimePlan
  readonly #services: ServiceContexts
  readonly #fastSpans: FastSpans | undefined
  readonly #timeKeys = new Map<string, TimeKey | undefined>()
  #guessesToReport: FlatTimePlan['guesses']

  constructor(sink: SpanSink, plan: FlatTimePlan) {
    this.#sink = sink
    this.#services = new ServiceContexts(sink)
    this.#plan = plan
    this.#guessesToReport = plan.guesses
    this.#fastSpans = sink.batches && new FastSpans(sink.batches, flatSyntax(plan))
  }

  /** Reads spans as far as that goes without objects; while there are guesses to report, none. */
  readFast(window: JsonWindow, reading: Reading): number {
    if (this.#fastSpans === undefined || this.#guessesToReport.length > 0) return 0
    return this.#fastSpans.readEach(window, (service) => this.#services.of(service), reading)
  }

  addSpan(value: unknown, range: SourceRange & InputPosition): void {
    const at = { byte: range.byte, line: range.line }
    const span = objectFrom(value)
    if (span === undefined) {
      if (value !== null) this.#sink.report('span.shape', at)
      return
    }
    const traceId = traceIdFrom(field(span, ...SPELLINGS.traceId))
    const spanId = spanIdFrom(field(span, ...SPELLINGS.spanId))
    if (traceId === undefined || spanId === undefined) {
      this.#sink.report(traceId === undefined ? 'span.traceId' : 'span.id', at)
      return
    }
    for (const guess of this.#guessesToReport) this.#sink.report('time.unit', at, guess.message)
    this.#guessesToReport = []
    this.#sink.addSpan({
      traceId: traceId.id,
      rawTraceId: traceId.raw,
      spanId,
      parentSpanId: this.#parentOf(span, at),
      name: this.#nameOf(span, at),
      kind: this.#kindOf(span, at),
      status: this.#statusOf(span, at),
      ...this.#timesOf(span, at),
      flags: flagsFrom(field(span, ...SPELLINGS.flags)),
      context: this.#services.of(flatServiceOf(span)),
      at,
      byteLength: range.byteLength,
    })
  }

  #parentOf(span: JsonObject, at: InputPosition): string | undefined {
    const given = field(span, ...SPELLINGS.parentSpanId)
    const nested = objectFrom(given)
    const parent = parentIdFrom(nested === undefined ? given : field(nested, ...SPELLINGS.spanId))
    if (parent === 'unusable') this.#sink.report('span.parentId', at)
    return parent === 'unusable' ? undefined : parent?.id
  }

  #nameOf(span: JsonObject, at: InputPosition): string {
    for (const key of SPELLINGS.name) {
      const name = textFrom(field(span, key))
      if (name) return name
    }
    this.#sink.report('span.name', at)
    return ''
  }

  #kindOf(span: JsonObject, at: InputPosition): number {
    const kind = readKind(field(span, ...SPELLINGS.kind))
    if (kind === undefined) this.#sink.report('span.kind', at)
    return kind ?? 0
  }

  #statusOf(span: JsonObject, at: InputPosition): number {
    const { code } = readStatus(span)
    if (code === undefined) this.#sink.report('span.status', at)
    return code ?? 0
  }

  /** A duration that is told counts more than end − start, whose parts may be coarser. */
  #timesOf(span: JsonObject, at: InputPosition): { startUnixNs: bigint | undefined; durationNs: bigint | undefined } {
    const end = this.#moment(span, 'end')
    let durationNs = this.#duration(span)
    let startUnixNs = this.#moment(span, 'start')
    if (startUnixNs === undefined && end !== undefined && durationNs !== undefined) startUnixNs = end - durationNs
    if (durationNs === undefined && startUnixNs !== undefined && end !== undefined) durationNs = end - startUnixNs
    if (startUnixNs === undefined) this.#sink.report('time.missing', at)
    if (durationNs === undefined) this.#sink.report('time.unfinished', at)
    else if (durationNs < 0n) this.#sink.report('time.order', at)
    return { startUnixNs, durationNs }
  }

  #moment(span: JsonObject, role: 'start' | 'end'): bigint | undefined {
    return this.#firstTime(span, role, (value, time) => readMoment(value, time.unit))
  }

  #duration(span: JsonObject): bigint | undefined {
    return this.#firstTime(span, 'duration', (value, time) => readDuration(value, time.unit ?? 'ms'))
  }

  /** The first usable time of a role: by the plan, else under keys that none of the first spans had. */
  #firstTime(
    span: JsonObject,
    role: TimeKey['role'],
    read: (value: unknown, time: TimeKey) => bigint | undefined,
  ): bigint | undefined {
    let isPlanned = false
    for (const time of this.#plan[role]) {
      if (!Object.hasOwn(span, time.key)) continue
      isPlanned = true
      const ns = read(span[time.key], time)
      if (ns !== undefined) return ns
    }
    if (isPlanned) return undefined
    for (const key of Object.keys(span)) {
      const time = this.#timeKey(key)
      const ns = time?.role === role ? read(span[key], time) : undefined
      if (ns !== undefined) return ns
    }
    return undefined
  }

  #timeKey(key: string): TimeKey | undefined {
    if (this.#timeKeys.has(key)) return this.#timeKeys.get(key)
    const time = readTimeKey(key)
    if (this.#timeKeys.size < MAX_KNOWN_KEYS) this.#timeKeys.set(key, time)
    return time
  }
}

/** Keys are data: more different ones than this are looked at anew each time. */
const MAX_KNOWN_KEYS = 1000

/** OTLP flags as a number, or W3C trace flags as two hex digits. */
function flagsFrom(value: unknown): number {
  if (typeof value === 'string' && /^[0-9a-f]{2}$/i.test(value)) return Number.parseInt(value, 16)
  const flags = numberFrom(value)
  return flags !== undefined && Number.isInteger(flags) && flags >= 0 && flags < 2 ** 32 ? flags : 0
}
