import type { ByteSource } from '../../model/byteSource.ts'
import { type Attribute, NO_DETAILS, type SpanDetails, type SpanEvent, type SpanLink } from '../../model/details.ts'
import type { SpanLocation } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import { hexFromDecimal } from '../fields/decimalIds.ts'
import { attributeFromJson, field, type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { linkTo, plainAttributes } from '../fields/plainDetails.ts'
import { kindFromTag } from '../jaeger/jaegerTags.ts'
import { nsFromNanos } from '../json/exactNumber.ts'
import { parseJson } from '../json/parseJson.ts'
import { readJsonAt } from '../json/readJsonAt.ts'

/** Details of a Datadog span: `meta`, `metrics` and `meta_struct` are its attributes. */
export async function readDatadogDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const span = objectFrom(await readJsonAt(source, location.span))
  return span === undefined ? NO_DETAILS : datadogDetails(span)
}

/** Details of a span object in Datadog's notation. */
export function datadogDetails(span: JsonObject): SpanDetails {
  const list = new AttributeList()
  const meta = objectFrom(span.meta) ?? {}
  const operation = textFrom(span.name)
  if (operation && textFrom(span.resource)) list.add('operation.name', { type: 'string', value: operation })
  const type = textFrom(span.type)
  if (type) list.add('span.type', { type: 'string', value: type })
  for (const part of [meta, objectFrom(span.metrics), objectFrom(span.meta_struct)]) {
    for (const [key, value] of Object.entries(part ?? {})) {
      if (value !== null && !isTold(key, value)) list.add(key, attributeFromJson(value))
    }
  }
  const service = textFrom(span.service)
  return {
    ...NO_DETAILS,
    attributes: list.attributes(),
    events: [...listFrom(span.span_events), ...listInText(meta.events)].flatMap(readEvent),
    links: [...listFrom(span.span_links), ...listInText(meta['_dd.span_links'])].flatMap(readLink),
    statusMessage: textFrom(field(meta, 'error.message', 'error.msg')) ?? '',
    resource: service ? [{ key: 'service.name', value: { type: 'string', value: service } }] : [],
    warnings: list.warnings(),
  }
}

/** Tags that ids, columns, events, links or the status message tell of. */
function isTold(key: string, value: unknown): boolean {
  if (key === 'span.kind') return kindFromTag(textFrom(value) ?? '') !== undefined
  if (key === '_dd.span_links' || key === 'events') return listInText(value).length > 0
  return key === '_dd.p.tid' || key === 'error.message' || key === 'error.msg'
}

/** A list that is written as JSON text (`meta` holds only texts). */
function listInText(value: unknown): readonly unknown[] {
  return typeof value === 'string' && value.startsWith('[') ? listFrom(parseJson(value)) : []
}

function readEvent(value: unknown): SpanEvent[] {
  const event = objectFrom(value)
  if (event === undefined) return []
  const timeUnixNs = nsFromNanos(event.time_unix_nano)
  return [{ timeUnixNs, name: textFrom(event.name) ?? '', attributes: plainAttributes(event.attributes) }]
}

/** Ids as numbers, the upper half of the trace id apart, or as hex text. */
function readLink(value: unknown): SpanLink[] {
  const link = objectFrom(value)
  if (link === undefined) return []
  const isText = typeof link.trace_id === 'string' && link.trace_id.length === 32
  const trace = isText ? link.trace_id : `${hexFromDecimal(link.trace_id_high) ?? ''}${hexFromDecimal(link.trace_id)}`
  const span = isText ? link.span_id : hexFromDecimal(link.span_id)
  const attributes: Attribute[] = plainAttributes(link.attributes)
  return linkTo(trace, span, textFrom(link.tracestate) ?? '', attributes)
}
