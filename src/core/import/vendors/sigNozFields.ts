import type { SpanEvent, SpanLink } from '../../model/details.ts'
import { durationFromText } from '../fields/durationText.ts'
import { field, isJsonObject, type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { linkTo, plainAttributes } from '../fields/plainDetails.ts'
import { readKind, readStatus } from '../flat/flatNames.ts'
import { readMoment } from '../flat/flatTimes.ts'
import { nsFromNanos } from '../json/exactNumber.ts'
import { parseJson } from '../json/parseJson.ts'
import type { FoundSpan } from '../spanIntake.ts'
import { SIGNOZ } from './sigNozNames.ts'

/** The columns of a SigNoz span; `encloser` is the span in whose `children` it stands. */
export function sigNozSpan(span: JsonObject, encloser: JsonObject | undefined): FoundSpan {
  const duration = nsFromNanos(field(span, ...SIGNOZ.durationNs))
  const durationText = textFrom(field(span, ...SIGNOZ.duration))
  return {
    traceId: field(span, ...SIGNOZ.traceId) ?? (encloser && field(encloser, ...SIGNOZ.traceId)),
    spanId: field(span, ...SIGNOZ.spanId),
    parentSpanId:
      field(span, ...SIGNOZ.parentSpanId) ??
      (encloser && field(encloser, ...SIGNOZ.spanId)) ??
      readReferences(span).find(isParent)?.spanId,
    name: field(span, ...SIGNOZ.name),
    kind: kindOf(span),
    status: statusOf(span),
    startNs: readMoment(field(span, ...SIGNOZ.start), undefined),
    durationNs: duration ?? (durationText === undefined ? undefined : durationFromText(durationText)),
    service: textFrom(field(span, ...SIGNOZ.service)) || serviceIn(field(span, ...SIGNOZ.resource)),
  }
}

function kindOf(span: JsonObject): number | undefined {
  const given = SIGNOZ.kind.map((key) => field(span, key)).filter((kind) => kind !== undefined && kind !== '')
  return given.map(readKind).find((kind) => kind !== undefined) ?? (given.length === 0 ? 0 : undefined)
}

/** OTLP number of the code, else what its name says; an error wherever the row says that it has one. */
function statusOf(span: JsonObject): number | undefined {
  if ([true, 'true', 1, '1'].some((yes) => yes === field(span, ...SIGNOZ.hasError))) return 2
  const code = field(span, ...SIGNOZ.statusCode) ?? field(span, ...SIGNOZ.statusName)
  return readStatus({ status: code }).code
}

function serviceIn(resource: unknown): string | undefined {
  const map = objectFrom(resource)
  return map && (textFrom(field(map, 'service.name')) || undefined)
}

/** Events as objects or as JSON texts of them. */
export function sigNozEvents(span: JsonObject): SpanEvent[] {
  return fromTexts(field(span, ...SIGNOZ.events)).map((event) => ({
    timeUnixNs: readMoment(field(event, 'timeUnixNano', 'time_unix_nano', 'timestamp', 'time'), undefined),
    name: textFrom(event.name) ?? '',
    attributes: plainAttributes(field(event, 'attributeMap', 'attributes')),
  }))
}

/** References but those that name the parent. */
export function sigNozLinks(span: JsonObject): SpanLink[] {
  return readReferences(span)
    .filter((reference) => !isParent(reference))
    .flatMap(({ traceId, spanId }) => linkTo(traceId, spanId, '', []))
}

interface Reference {
  readonly traceId: unknown
  readonly spanId: unknown
  readonly type: string
}

function isParent({ type }: Reference): boolean {
  return type === 'CHILD_OF'
}

/** As the old table prints them: `{TraceId=…, SpanId=…, RefType=CHILD_OF}`. */
const PRINTED = /^\{TraceId=([^,}]*), ?SpanId=([^,}]*), ?RefType=([^,}]*)\}$/

function readReferences(span: JsonObject): Reference[] {
  const given = field(span, ...SIGNOZ.references)
  const printed = (Array.isArray(given) ? given : [given]).flatMap((item) => {
    const match = typeof item === 'string' ? PRINTED.exec(item.trim()) : null
    return match === null ? [] : [{ traceId: match[1], spanId: match[2], type: match[3] }]
  })
  if (printed.length > 0) return printed
  return fromTexts(given).map((reference) => ({
    traceId: field(reference, 'traceId', 'trace_id', 'traceID'),
    spanId: field(reference, 'spanId', 'span_id', 'spanID'),
    type: textFrom(field(reference, 'refType', 'ref_type')) ?? '',
  }))
}

/** Objects of a list that may be written as JSON text, and so may each of them. */
function fromTexts(value: unknown): JsonObject[] {
  const parsed = typeof value === 'string' ? parseJson(value) : value
  return listFrom(parsed)
    .map((item) => (typeof item === 'string' ? parseJson(item) : item))
    .filter(isJsonObject)
}
