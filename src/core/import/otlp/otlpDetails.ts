import type { ByteSource } from '../../model/byteSource.ts'
import { NO_DETAILS, type Scope, type SpanDetails, type SpanEvent, type SpanLink } from '../../model/details.ts'
import type { SpanLocation } from '../../model/spanRecord.ts'
import { countFrom, field, isJsonObject, type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { spanIdFrom, traceIdFrom } from '../fields/readIds.ts'
import { nsFromNanos } from '../json/exactNumber.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { otlpAttributes } from './otlpValues.ts'

/** Details of one span of OTLP JSON; what is no span object has none. */
export function readOtlpDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  return readDetails(source, location, (resource) => field(resource, 'attributes'))
}

/** Like {@link readOtlpDetails}, where the resource is nothing but its attributes. */
export function readBareResourceDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  return readDetails(source, location, (resource) => resource)
}

async function readDetails(
  source: ByteSource,
  location: SpanLocation,
  attributesOf: (resource: JsonObject) => unknown,
): Promise<SpanDetails> {
  const [span, resource, scope] = await Promise.all([
    readJsonAt(source, location.span),
    readJsonAt(source, location.resource),
    readJsonAt(source, location.scope),
  ])
  if (!isJsonObject(span)) return NO_DETAILS
  const attributes = otlpAttributes(field(span, 'attributes'))
  const status = objectFrom(field(span, 'status'))
  return {
    attributes: attributes.attributes(),
    events: objects(field(span, 'events')).map(otlpEvent),
    links: objects(field(span, 'links')).map(otlpLink),
    statusMessage: (status && textFrom(field(status, 'message'))) ?? '',
    traceState: textFrom(field(span, 'traceState', 'trace_state')) ?? '',
    resource: isJsonObject(resource) ? otlpAttributes(attributesOf(resource)).attributes() : [],
    scope: isJsonObject(scope) ? otlpScope(scope) : undefined,
    dropped: {
      attributes: countFrom(field(span, 'droppedAttributesCount', 'dropped_attributes_count')),
      events: countFrom(field(span, 'droppedEventsCount', 'dropped_events_count')),
      links: countFrom(field(span, 'droppedLinksCount', 'dropped_links_count')),
    },
    warnings: attributes.warnings(),
  }
}

function objects(value: unknown): JsonObject[] {
  return listFrom(value).filter((item): item is JsonObject => isJsonObject(item))
}

function otlpEvent(event: JsonObject): SpanEvent {
  const timeNs = nsFromNanos(field(event, 'timeUnixNano', 'time_unix_nano'))
  return {
    timeUnixNs: timeNs === 0n ? undefined : timeNs,
    name: textFrom(field(event, 'name')) ?? '',
    attributes: otlpAttributes(field(event, 'attributes')).attributes(),
  }
}

function otlpLink(link: JsonObject): SpanLink {
  return {
    traceId: traceIdFrom(field(link, 'traceId', 'trace_id'))?.id ?? '',
    spanId: spanIdFrom(field(link, 'spanId', 'span_id')) ?? '',
    traceState: textFrom(field(link, 'traceState', 'trace_state')) ?? '',
    attributes: otlpAttributes(field(link, 'attributes')).attributes(),
  }
}

/** An instrumentation scope; undefined for one that says nothing. */
function otlpScope(scope: JsonObject): Scope | undefined {
  const name = textFrom(field(scope, 'name')) ?? ''
  const version = textFrom(field(scope, 'version')) ?? ''
  const attributes = otlpAttributes(field(scope, 'attributes')).attributes()
  return name === '' && version === '' && attributes.length === 0 ? undefined : { name, version, attributes }
}
