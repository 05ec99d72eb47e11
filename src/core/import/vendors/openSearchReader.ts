import type { ByteSource } from '../../model/byteSource.ts'
import { type Attribute, NO_DETAILS, type Scope, type SpanDetails, type SpanEvent } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import {
  attributeFromJson,
  countFrom,
  field,
  type JsonObject,
  listFrom,
  objectFrom,
  textFrom,
} from '../fields/fields.ts'
import { plainLinks } from '../fields/plainDetails.ts'
import { nsFromRfc3339 } from '../fields/rfc3339.ts'
import { readKind, readStatus } from '../flat/flatNames.ts'
import type { FormatReader } from '../format.ts'
import { nsFromNanos } from '../json/exactNumber.ts'
import { addFlattened, nothingTold } from '../json/flattenJson.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { SpanIntake } from '../spanIntake.ts'
import { walkSpanObjects } from '../spanObjects.ts'
import { isBulkAction } from './bulkAction.ts'
import { OPEN_SEARCH_KEYS } from './openSearchKeys.ts'

/** Reads {@link openSearch}. */
export const openSearchReader: FormatReader = { read: readOpenSearch, readDetails: readOpenSearchDetails }

async function readOpenSearch(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  const isSpan = (keys: ReadonlySet<string>) => OPEN_SEARCH_KEYS.every((key) => keys.has(key))
  await walkSpanObjects(source, sink, isSpan, (document, range) => {
    if (isBulkAction(document)) return
    const span = withoutLists(document)
    intake.add(
      {
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        name: span.name,
        kind: readKind(span.kind ?? undefined),
        status: readStatus(span).code,
        startNs: nsFromRfc3339(span.startTime),
        endNs: nsFromRfc3339(span.endTime),
        durationNs: nsFromNanos(span.durationInNanos),
        flags: countFrom(span.flags),
        service: textFrom(span.serviceName) || serviceIn(resourceOf(span)),
      },
      range,
    )
  })
}

/** The `fields` of a hit hold lists of one value each. */
function withoutLists(document: JsonObject): JsonObject {
  if (!Array.isArray(document.spanId)) return document
  return Object.fromEntries(
    Object.entries(document).map(([key, value]) => [
      key,
      Array.isArray(value) && value.length === 1 ? value[0] : value,
    ]),
  )
}

async function readOpenSearchDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const document = objectFrom(await readJsonAt(source, location.span))
  if (document === undefined) return NO_DETAILS
  const span = withoutLists(document)
  return {
    attributes: attributesUnder(span, 'span.attributes.', objectFrom(span.attributes)),
    events: listFrom(span.events).flatMap(readEvent),
    links: plainLinks(span.links),
    statusMessage: readStatus(span).message,
    traceState: textFrom(span.traceState) ?? '',
    resource: resourceOf(span),
    scope: readScope(span),
    dropped: {
      attributes: countFrom(span.droppedAttributesCount),
      events: countFrom(span.droppedEventsCount),
      links: countFrom(span.droppedLinksCount),
    },
    warnings: [],
  }
}

/** Attributes that stand in the document under a prefix, dots of their keys written `@`, and nested ones. */
function attributesUnder(span: JsonObject, prefix: string, nested: JsonObject | undefined): Attribute[] {
  const list = new AttributeList()
  if (nested !== undefined) addFlattened(list, nested, nothingTold)
  for (const [key, value] of Object.entries(span)) {
    if (key.startsWith(prefix) && value !== null) list.add(dotted(key.slice(prefix.length)), attributeFromJson(value))
  }
  return list.attributes()
}

function dotted(key: string): string {
  return key.includes('.') ? key : key.replaceAll('@', '.')
}

function resourceOf(span: JsonObject): Attribute[] {
  return attributesUnder(span, 'resource.attributes.', objectFrom(objectFrom(span.resource)?.attributes))
}

function serviceIn(resource: readonly Attribute[]): string | undefined {
  const value = resource.find(({ key }) => key === 'service.name')?.value
  return value?.type === 'string' && value.value !== '' ? value.value : undefined
}

function readScope(span: JsonObject): Scope | undefined {
  const nested = objectFrom(field(span, 'instrumentationScope', 'instrumentationLibrary')) ?? {}
  const name = textFrom(nested.name ?? field(span, 'instrumentationLibrary.name', 'instrumentationScope.name')) ?? ''
  const version =
    textFrom(nested.version ?? field(span, 'instrumentationLibrary.version', 'instrumentationScope.version')) ?? ''
  return name === '' && version === '' ? undefined : { name, version, attributes: [] }
}

function readEvent(value: unknown): SpanEvent[] {
  const event = objectFrom(value)
  if (event === undefined) return []
  const list = new AttributeList()
  for (const [key, given] of Object.entries(objectFrom(event.attributes) ?? {})) {
    if (given !== null) list.add(dotted(key), attributeFromJson(given))
  }
  return [{ timeUnixNs: nsFromRfc3339(event.time), name: textFrom(event.name) ?? '', attributes: list.attributes() }]
}
