import type { ByteSource } from '../../model/byteSource.ts'
import {
  type Attribute,
  type AttributeValue,
  NO_DETAILS,
  type SpanDetails,
  type SpanEvent,
  type SpanLink,
} from '../../model/details.ts'
import type { SpanLocation } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import { attributeFromJson, countFrom, type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { linkTo } from '../fields/plainDetails.ts'
import { nsFromRfc3339 } from '../fields/rfc3339.ts'
import { integerFrom } from '../json/exactNumber.ts'
import { readJsonAt } from '../json/readJsonAt.ts'

/** Details of a span of Cloud Trace v2 (devtools.cloudtrace.v2, `Span`). */
export async function readGcpV2Details(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const span = objectFrom(await readJsonAt(source, location.span))
  if (span === undefined) return NO_DETAILS
  const all = readAttributes(span.attributes)
  const list = new AttributeList()
  for (const { key, value } of all) if (!TOLD.has(key)) list.add(key, value)
  for (const key of FURTHER)
    if (span[key] !== undefined && span[key] !== null) list.add(key, attributeFromJson(span[key]))
  const textOf = (key: string) => textFrom(plainText(all.find((attribute) => attribute.key === key)?.value)) ?? ''
  const scopeName = textOf('otel.scope.name')
  const timeEvents = objectFrom(span.timeEvents)
  const links = objectFrom(span.links)
  return {
    ...NO_DETAILS,
    attributes: list.attributes(),
    events: listFrom(timeEvents?.timeEvent).flatMap(readTimeEvent),
    links: listFrom(links?.link).flatMap(readLink),
    statusMessage: textFrom(objectFrom(span.status)?.message) ?? '',
    resource: all.filter(({ key }) => key === 'service.name'),
    scope: scopeName === '' ? undefined : { name: scopeName, version: textOf('otel.scope.version'), attributes: [] },
    dropped: {
      attributes: countFrom(objectFrom(span.attributes)?.droppedAttributesCount),
      events: countFrom(timeEvents?.droppedAnnotationsCount) + countFrom(timeEvents?.droppedMessageEventsCount),
      links: countFrom(links?.droppedLinksCount),
    },
    warnings: list.warnings(),
  }
}

/** Attributes that the resource and the scope tell of. */
const TOLD = new Set(['service.name', 'otel.scope.name', 'otel.scope.version'])
/** Members of a span that no other place of its details has. */
const FURTHER = ['sameProcessAsParentSpan', 'childSpanCount', 'stackTrace'] as const

/** The text of a TruncatableString, `{value, truncatedByteCount}`. */
export function gcpText(value: unknown): string | undefined {
  const object = objectFrom(value)
  return object === undefined ? textFrom(value) : (textFrom(object.value) ?? '')
}

/** The service that an exporter of OpenTelemetry wrote among the attributes. */
export function gcpServiceLabel(span: JsonObject): string | undefined {
  return gcpText(objectFrom(attributeMapOf(span.attributes)['service.name'])?.stringValue)
}

function attributeMapOf(value: unknown): JsonObject {
  return objectFrom(objectFrom(value)?.attributeMap) ?? {}
}

function readAttributes(value: unknown): Attribute[] {
  const map = attributeMapOf(value)
  return Object.entries(map).map(([key, given]) => ({ key, value: readValue(objectFrom(given) ?? {}) }))
}

function readValue(value: JsonObject): AttributeValue {
  if (value.stringValue !== undefined) return { type: 'string', value: gcpText(value.stringValue) ?? '' }
  const int = integerFrom(value.intValue)
  if (int !== undefined) return { type: 'int', value: int }
  return attributeFromJson(value.boolValue)
}

function plainText(value: AttributeValue | undefined): string | undefined {
  return value?.type === 'string' ? value.value : undefined
}

/** An annotation is an event by its description; a message event by what happened to the message. */
function readTimeEvent(value: unknown): SpanEvent[] {
  const event = objectFrom(value)
  if (event === undefined) return []
  const timeUnixNs = nsFromRfc3339(event.time)
  const annotation = objectFrom(event.annotation)
  if (annotation !== undefined) {
    return [
      { timeUnixNs, name: gcpText(annotation.description) ?? '', attributes: readAttributes(annotation.attributes) },
    ]
  }
  const { type, ...members } = objectFrom(event.messageEvent) ?? {}
  const attributes = Object.entries(members).map(([key, member]) => ({ key, value: attributeFromJson(member) }))
  return [{ timeUnixNs, name: `message ${textFrom(type)?.toLowerCase() ?? ''}`.trim(), attributes }]
}

function readLink(value: unknown): SpanLink[] {
  const link = objectFrom(value)
  if (link === undefined) return []
  const type = textFrom(link.type)
  const attributes = readAttributes(link.attributes)
  if (type && type !== 'TYPE_UNSPECIFIED') attributes.push({ key: 'type', value: { type: 'string', value: type } })
  return linkTo(link.traceId, link.spanId, '', attributes)
}
