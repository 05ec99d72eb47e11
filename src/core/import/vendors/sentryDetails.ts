import type { ByteSource } from '../../model/byteSource.ts'
import { type Attribute, NO_DETAILS, type SpanDetails, type SpanEvent, type SpanLink } from '../../model/details.ts'
import type { SpanLocation } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import { attributeFromJson, field, type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { linkTo, plainAttributes } from '../fields/plainDetails.ts'
import { addFlattened, nothingTold } from '../json/flattenJson.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { sentryMoment } from './sentryValues.ts'

/** Details of a span or a transaction event of Sentry. The resource is told by the event that holds the span. */
export async function readSentryDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const span = objectFrom(await readJsonAt(source, location.span))
  if (span === undefined) return NO_DETAILS
  const event = objectFrom(await readJsonAt(source, location.resource)) ?? span
  const trace = objectFrom(objectFrom(span.contexts)?.trace) ?? {}
  const list = new AttributeList()
  const operation = textFrom(span.op) ?? textFrom(trace.op)
  if (operation) list.add('sentry.op', { type: 'string', value: operation })
  for (const part of [trace.data, span.data, span.tags]) {
    addFlattened(list, tagsFrom(part), (key) => key === 'sentry.op' && operation !== undefined)
  }
  if (objectFrom(span.modules) !== undefined) list.add('modules', attributeFromJson(span.modules))
  addFlattened(list, span, (key) => TOLD.has(key))
  return {
    ...NO_DETAILS,
    attributes: list.attributes(),
    events: breadcrumbsOf(span).flatMap(readBreadcrumb),
    links: [...listFrom(trace.links), ...listFrom(span.links)].flatMap(readLink),
    resource: resourceOf(event),
    warnings: list.warnings(),
  }
}

/** Members that columns, events, links or the resource tell of, or that are attributes already. */
const TOLD = new Set([
  ...['trace_id', 'span_id', 'parent_span_id', 'op', 'description', 'name', 'status', 'transaction', 'type'],
  ...['start_timestamp', 'startTimestamp', 'timestamp', 'end_timestamp', 'endTimestamp', 'data', 'tags', 'links'],
  ...['spans', 'children', 'breadcrumbs', 'modules', 'contexts.trace', 'contexts.otel', 'sdk', 'debug_meta'],
  ...['platform', 'release', 'environment', 'server_name', 'dist', 'same_process_as_parent'],
])

/** Tags are a map, or a list of [key, value] or {key, value}. */
function tagsFrom(value: unknown): JsonObject {
  const pairs = listFrom(value).flatMap((item) => {
    const [key, given] = Array.isArray(item) ? item : [objectFrom(item)?.key, objectFrom(item)?.value]
    return typeof key === 'string' ? [[key, given] as const] : []
  })
  return pairs.length > 0 ? Object.fromEntries(pairs) : (objectFrom(value) ?? {})
}

/** What comes nearest to a service in an event, which has none: the first of these that is told. */
export function sentryLabel(event: JsonObject): string | undefined {
  const resource = objectFrom(objectFrom(objectFrom(event.contexts)?.otel)?.resource)
  const tags = tagsFrom(event.tags)
  const candidates = [
    resource?.['service.name'],
    tags['service.name'] ?? tags.service,
    event.server_name,
    event.project_slug ?? event.project,
    objectFrom(event.sdk)?.name,
  ]
  return candidates.map((value) => textFrom(value)).find((text) => text)
}

const RESOURCE = [
  ['deployment.environment.name', 'environment'],
  ['sentry.release', 'release'],
  ['sentry.dist', 'dist'],
  ['host.name', 'server_name'],
  ['sentry.platform', 'platform'],
  ['sentry.project', 'project_slug'],
] as const

function resourceOf(event: JsonObject): Attribute[] {
  const list = new AttributeList()
  addFlattened(list, objectFrom(objectFrom(objectFrom(event.contexts)?.otel)?.resource) ?? {}, nothingTold)
  for (const [key, member] of RESOURCE) {
    const value = textFrom(event[member])
    if (value) list.add(key, { type: 'string', value })
  }
  const sdk = objectFrom(event.sdk)
  for (const member of ['name', 'version'] as const) {
    const value = textFrom(sdk?.[member])
    if (value) list.add(`sentry.sdk.${member}`, { type: 'string', value })
  }
  return list.attributes()
}

function breadcrumbsOf(span: JsonObject): readonly unknown[] {
  const wrapped = objectFrom(span.breadcrumbs)
  return listFrom(wrapped === undefined ? span.breadcrumbs : wrapped.values)
}

function readBreadcrumb(value: unknown): SpanEvent[] {
  const crumb = objectFrom(value)
  if (crumb === undefined) return []
  const { timestamp, message, ...members } = crumb
  const list = new AttributeList()
  addFlattened(list, members, nothingTold)
  const name = textFrom(message) || textFrom(field(crumb, 'category', 'type')) || 'breadcrumb'
  return [{ timeUnixNs: sentryMoment(timestamp), name, attributes: list.attributes() }]
}

function readLink(value: unknown): SpanLink[] {
  const link = objectFrom(value)
  return link === undefined ? [] : linkTo(link.trace_id, link.span_id, '', plainAttributes(link.attributes))
}
