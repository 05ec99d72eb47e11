import type { InputPosition, Report } from '../../model/diagnostic.ts'
import type { SpanRecord } from '../../model/spanRecord.ts'
import { type ContextIndex, SPAN_KINDS, STATUS_CODES } from '../../model/spanTable.ts'
import { countFrom, isJsonObject, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { parentIdFrom, spanIdFrom, traceIdFrom } from '../fields/readIds.ts'
import { timesFromEnds } from '../fields/spanTimes.ts'
import { integerFrom, nsFromNanos } from '../json/exactNumber.ts'

const KINDS: ReadonlyMap<unknown, number> = new Map(
  SPAN_KINDS.flatMap((name, number) => namesOf(name, number, 'SPAN_KIND_')),
)
const STATUSES: ReadonlyMap<unknown, number> = new Map(
  STATUS_CODES.flatMap((name, number) => namesOf(name, number, 'STATUS_CODE_')),
)

/** How an enum value may be written: its number, that as text, its name with and without prefix. */
function namesOf(name: string, number: number, prefix: string): [unknown, number][] {
  return [number, String(number), prefix + name.toUpperCase(), name].map((written) => [written, number])
}

/** Reads a span object that lies where OTLP JSON has spans; undefined for one that makes no record, or not yet. */
export type OtlpSpanReader = typeof otlpSpan

/**
 * A span object of OTLP JSON (trace.proto, `Span`), camel or snake case, as a record; undefined for one without usable
 * ids. Reports what is wrong with it.
 */
export function otlpSpan(
  value: unknown,
  range: InputPosition & { readonly byteLength: number },
  context: ContextIndex,
  report: Report,
): SpanRecord | undefined {
  const at = { byte: range.byte, line: range.line }
  if (!isJsonObject(value)) {
    report('span.shape', at)
    return undefined
  }
  const ids = otlpIds(value, at, report)
  if (ids === undefined) return undefined
  const start = nanos(value.startTimeUnixNano ?? value.start_time_unix_nano, 'start time', at, report)
  const end = nanos(value.endTimeUnixNano ?? value.end_time_unix_nano, 'end time', at, report)
  const name = textFrom(value.name) ?? ''
  if (name === '') report('span.name', at)
  const times = timesFromEnds(start, end, at, report)
  return {
    traceId: ids.traceId,
    rawTraceId: ids.rawTraceId,
    spanId: ids.spanId,
    parentSpanId: ids.parentSpanId,
    startUnixNs: times.startUnixNs,
    durationNs: times.durationNs,
    name,
    kind: otlpKind(value.kind ?? undefined, at, report),
    status: otlpStatus(objectFrom(value.status), at, report),
    flags: value.flags === undefined ? 0 : countFrom(value.flags),
    context,
    at,
    byteLength: range.byteLength,
  }
}

type Ids = Pick<SpanRecord, 'traceId' | 'rawTraceId' | 'spanId' | 'parentSpanId'>

function otlpIds(span: JsonObject, at: InputPosition, report: Report): Ids | undefined {
  const trace = traceIdFrom(span.traceId ?? span.trace_id)
  if (trace === undefined) {
    report('span.traceId', at)
    return undefined
  }
  const spanId = spanIdFrom(span.spanId ?? span.span_id)
  if (spanId === undefined) {
    report('span.id', at)
    return undefined
  }
  const parent = parentIdFrom(span.parentSpanId ?? span.parent_span_id)
  if (parent === 'unusable') report('span.parentId', at)
  return {
    traceId: trace.id,
    rawTraceId: trace.raw,
    spanId,
    parentSpanId: parent === 'unusable' ? undefined : parent?.id,
  }
}

function nanos(value: unknown, what: string, at: InputPosition, report: Report): bigint | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const ns = nsFromNanos(value)
  if (ns === undefined || ns < 0n) {
    report('span.value', at, `The ${what} is no number of ns. It was left out.`)
    return undefined
  }
  return ns
}

function otlpKind(value: unknown, at: InputPosition, report: Report): number {
  if (value === undefined) return 0
  const kind = KINDS.get(value) ?? KINDS.get(typeof value === 'string' ? value.toLowerCase() : undefined)
  if (kind === undefined) report('span.kind', at, `Unknown span kind “${shortText(value)}”. Read as unspecified.`)
  return kind ?? 0
}

function otlpStatus(status: JsonObject | undefined, at: InputPosition, report: Report): number {
  if (status === undefined) return 0
  const value = status.code ?? undefined
  if (value === undefined) return isDeprecatedError(status) ? STATUS_CODES.indexOf('error') : 0
  const code = STATUSES.get(value) ?? STATUSES.get(typeof value === 'string' ? value.toLowerCase() : undefined)
  if (code === undefined) report('span.status', at, `Unknown status code “${shortText(value)}”. Read as unset.`)
  return code ?? 0
}

/** Before OTLP 0.7 a status had gRPC codes, 0 for OK (trace.proto of that time, `deprecated_code`). */
function isDeprecatedError(status: JsonObject): boolean {
  const code = status.deprecatedCode ?? status.deprecated_code ?? undefined
  return code !== undefined && integerFrom(code) !== 0n && code !== 'DEPRECATED_STATUS_CODE_OK'
}

function shortText(value: unknown): string {
  const text = textFrom(value) ?? typeof value
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
