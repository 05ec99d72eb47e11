import type { ByteSource } from '../../model/byteSource.ts'
import type { InputPosition } from '../../model/diagnostic.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import type { ContextIndex, SourceRange } from '../../model/spanTable.ts'
import { FastSpans } from '../fast/fastSpans.ts'
import { READ, type Reading } from '../fast/spanTokenizer.ts'
import { field, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { parentIdFrom, spanIdFrom, traceIdFrom } from '../fields/readIds.ts'
import type { FormatReader } from '../format.ts'
import { kindFromTag, saysTrue, statusFromTag } from '../jaeger/jaegerTags.ts'
import { nsFromMicros } from '../json/exactNumber.ts'
import { type JsonCursor, type JsonWindow, walkJson } from '../json/jsonWalk.ts'
import { findSpanHome, homeOf, stepTo } from '../spanHome.ts'
import { readZipkinDetails } from './zipkinDetails.ts'
import { ZIPKIN_SYNTAX } from './zipkinSyntax.ts'

/** Reads {@link zipkinV2}. */
export const zipkinV2Reader: FormatReader = { read: readZipkin, readDetails: readZipkinDetails }

async function readZipkin(source: ByteSource, sink: SpanSink): Promise<void> {
  const home = (await findSpanHome(source, (keys) => keys.has('traceId') && keys.has('id'))) ?? ''
  const reader = new ZipkinReader(sink)
  const visitor = {
    onValue: (cursor: JsonCursor) => stepTo(home, cursor),
    readElements: (cursor: JsonCursor, window: JsonWindow) =>
      homeOf(cursor) === home ? reader.readFast(window, READ.spans) : 0,
    readDocuments: (window: JsonWindow) => (home === '' ? reader.readFast(window, READ.spanLines) : 0),
    onTaken: (_cursor: unknown, value: unknown, range: SourceRange & InputPosition) => reader.addSpan(value, range),
  }
  await walkJson(source, visitor, sink.report, (byte) => sink.progress(byte))
}

class ZipkinReader {
  readonly #sink: SpanSink
  readonly #fastSpans: FastSpans | undefined
  readonly #services = new Map<string | undefined, ContextIndex>()

  constructor(sink: SpanSink) {
    this.#sink = sink
    this.#fastSpans = sink.batches && new FastSpans(sink.batches, ZIPKIN_SYNTAX)
  }

  readFast(window: JsonWindow, reading: Reading): number {
    return this.#fastSpans?.readEach(window, (service) => this.#contextOf(service || undefined), reading) ?? 0
  }

  addSpan(value: unknown, range: SourceRange & InputPosition): void {
    const at = { byte: range.byte, line: range.line }
    const span = objectFrom(value)
    if (span === undefined) {
      if (value !== null) this.#sink.report('span.shape', at)
      return
    }
    const traceId = traceIdFrom(span.traceId, 'hex')
    const spanId = spanIdFrom(span.id, 'hex')
    if (traceId === undefined || spanId === undefined) {
      this.#sink.report(traceId === undefined ? 'span.traceId' : 'span.id', at)
      return
    }
    const parent = parentIdFrom(span.parentId, 'hex')
    if (parent === 'unusable') this.#sink.report('span.parentId', at)
    this.#sink.addSpan({
      traceId: traceId.id,
      rawTraceId: traceId.raw,
      spanId,
      parentSpanId: parent === 'unusable' ? undefined : parent?.id,
      name: textFrom(span.name) ?? '',
      kind: this.#kindOf(span, at),
      status: this.#statusOf(span, at),
      ...this.#timesOf(span, at),
      flags: saysTrue(span.debug) ? 1 : 0,
      sharedHalf: saysTrue(span.shared),
      context: this.#contextOf(textFrom(objectFrom(span.localEndpoint)?.serviceName) || undefined),
      at,
      byteLength: range.byteLength,
    })
  }

  /** One context for each service: all that Zipkin says of who reports a span lies in the span. */
  #contextOf(service: string | undefined): ContextIndex {
    const known = this.#services.get(service)
    if (known !== undefined) return known
    const context = this.#sink.openContext()
    this.#services.set(service, context)
    if (service !== undefined) this.#sink.describeContext(context, { service })
    return context
  }

  /** No kind is a local span: unspecified. */
  #kindOf(span: JsonObject, at: InputPosition): number {
    const kind = textFrom(span.kind) ?? textFrom(objectFrom(span.tags)?.['span.kind']) ?? ''
    const known = kind === '' ? 0 : kindFromTag(kind)
    if (known === undefined) this.#sink.report('span.kind', at, `Unknown span kind “${kind.slice(0, 80)}”.`)
    return known ?? 0
  }

  /** ERROR where there is a tag `error`, be it empty; else by the tag that OpenTelemetry exporters add. */
  #statusOf(span: JsonObject, at: InputPosition): number {
    const tags = objectFrom(span.tags)
    if (tags === undefined) return 0
    if (Object.hasOwn(tags, 'error')) return 2
    const code = textFrom(field(tags, 'otel.status_code'))
    const status = code === undefined ? 0 : statusFromTag(code)
    if (status === undefined) this.#sink.report('span.status', at, `Unknown status code “${code?.slice(0, 80)}”.`)
    return status ?? 0
  }

  /** µs; 0 and absent alike are "not told" (zipkin2-api.yaml, `timestamp`, `duration`). */
  #timesOf(span: JsonObject, at: InputPosition): { startUnixNs: bigint | undefined; durationNs: bigint | undefined } {
    const start = nsFromMicros(span.timestamp)
    const duration = nsFromMicros(span.duration)
    const startUnixNs = start !== undefined && start > 0n ? start : undefined
    const durationNs = duration === 0n ? undefined : duration
    if (startUnixNs === undefined) {
      this.#sink.report(
        'time.missing',
        at,
        'No timestamp here. Unless another part of the span has one, it is shown without a bar.',
      )
    }
    if (durationNs === undefined)
      this.#sink.report('time.unfinished', at, 'No duration here. Another part of the span may have it.')
    else if (durationNs < 0n) this.#sink.report('time.order', at)
    return { startUnixNs, durationNs }
  }
}
