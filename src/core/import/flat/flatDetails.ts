import type { ByteSource } from '../../model/byteSource.ts'
import {
  type Attribute,
  NO_DETAILS,
  type Scope,
  type SpanDetails,
  type SpanEvent,
  type SpanLink,
} from '../../model/details.ts'
import type { SpanLocation } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import { field, type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { flatServiceOf, readFlatAttributes, resourceOf } from '../fields/flatAttributes.ts'
import { spanIdFrom, traceIdFrom } from '../fields/readIds.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { readStatus, SPELLINGS } from './flatNames.ts'
import { readTimeKey, type TimeKey } from './flatTimeKeys.ts'
import { type FlatTimePlan, readMoment } from './flatTimes.ts'

/**
 * Details of a flat span. What the span holds besides the fields of a span is kept as attributes under its own key; its
 * times are read as `plan` says for its file.
 */
export async function readFlatDetails(
  source: ByteSource,
  location: SpanLocation,
  plan: FlatTimePlan,
): Promise<SpanDetails> {
  const span = objectFrom(await readJsonAt(source, location.span))
  return span === undefined ? NO_DETAILS : flatDetailsOf(span, plan)
}

/** Details of a flat span that has been read. */
export function flatDetailsOf(span: JsonObject, plan: FlatTimePlan): SpanDetails {
  const list = new AttributeList()
  for (const key of SPELLINGS.attributes) {
    if (Object.hasOwn(span, key)) for (const [name, value] of readFlatAttributes(span[key])) list.add(name, value)
  }
  for (const [key, value] of readFlatAttributes(besides(span))) if (!list.has(key)) list.add(key, value)
  return {
    attributes: list.attributes(),
    events: listFrom(field(span, ...SPELLINGS.events)).flatMap((event) => readEvent(event, plan.events)),
    links: listFrom(field(span, ...SPELLINGS.links)).flatMap(readLink),
    statusMessage: readStatus(span).message,
    traceState: textFrom(field(span, ...SPELLINGS.traceState)) ?? '',
    resource: readResource(span),
    scope: readScope(field(span, ...SPELLINGS.scope)),
    dropped: NO_DETAILS.dropped,
    warnings: list.warnings(),
  }
}

/** Spellings of fields of which a span's first one tells. */
const FIELDS = [
  SPELLINGS.traceId,
  SPELLINGS.spanId,
  SPELLINGS.parentSpanId,
  SPELLINGS.name,
  SPELLINGS.service,
  SPELLINGS.kind,
  SPELLINGS.status,
  SPELLINGS.statusMessage,
  SPELLINGS.traceState,
  SPELLINGS.flags,
  SPELLINGS.scope,
  SPELLINGS.events,
  SPELLINGS.links,
]

/** The members of a span that no field of a span takes. */
function besides(span: JsonObject): JsonObject {
  const told = new Set<string>(SPELLINGS.attributes)
  for (const spellings of FIELDS) {
    const first = spellings.find((key) => field(span, key) !== undefined)
    if (first !== undefined) told.add(first)
  }
  for (const key of SPELLINGS.resource) if (typeof span[key] === 'object') told.add(key)
  return Object.fromEntries(Object.entries(span).filter(([key]) => !told.has(key) && readTimeKey(key) === undefined))
}

function readResource(span: JsonObject): Attribute[] {
  const list = new AttributeList()
  const service = flatServiceOf(span)
  if (service !== undefined) list.add('service.name', { type: 'string', value: service })
  for (const [key, value] of readFlatAttributes(resourceOf(span))) if (!list.has(key)) list.add(key, value)
  return list.attributes()
}

function readScope(value: unknown): Scope | undefined {
  const scope = objectFrom(value)
  const name = textFrom(scope === undefined ? value : field(scope, 'name', 'Name'))
  if (!name) return undefined
  const version = scope === undefined ? undefined : textFrom(field(scope, 'version', 'Version'))
  const attributes = [...readFlatAttributes(scope?.attributes)].map(([key, given]) => ({ key, value: given }))
  return { name, version: version ?? '', attributes }
}

const EVENT_FIELDS: ReadonlySet<string> = new Set(['name', 'event', 'message', 'value', 'attributes', 'fields'])

function readEvent(value: unknown, times: readonly TimeKey[]): SpanEvent[] {
  const event = objectFrom(value)
  if (event === undefined) return []
  const list = new AttributeList()
  for (const [key, given] of readFlatAttributes(field(event, 'attributes', 'fields'))) list.add(key, given)
  const own = times.length > 0 ? times : Object.keys(event).flatMap((key) => readTimeKey(key) ?? [])
  const known = new Set(own.map((time) => time.key))
  const rest = Object.entries(event).filter(([key]) => !EVENT_FIELDS.has(key) && !known.has(key))
  for (const [key, given] of readFlatAttributes(Object.fromEntries(rest))) if (!list.has(key)) list.add(key, given)
  return [
    {
      timeUnixNs: own.map((time) => readMoment(field(event, time.key), time.unit)).find((ns) => ns !== undefined),
      name: textFrom(field(event, 'name', 'event', 'message', 'value')) ?? '',
      attributes: list.attributes(),
    },
  ]
}

function readLink(value: unknown): SpanLink[] {
  const link = objectFrom(value)
  if (link === undefined) return []
  const context = objectFrom(field(link, 'context', 'spanContext', 'span_context')) ?? link
  const traceId = traceIdFrom(field(context, ...SPELLINGS.traceId))
  const spanId = spanIdFrom(field(context, ...SPELLINGS.spanId))
  if (traceId === undefined || spanId === undefined) return []
  const attributes = [...readFlatAttributes(link.attributes)].map(([key, given]) => ({ key, value: given }))
  return [
    { traceId: traceId.id, spanId, traceState: textFrom(field(context, ...SPELLINGS.traceState)) ?? '', attributes },
  ]
}
