import type { ByteSource } from '../../model/byteSource.ts'
import {
  type Attribute,
  type AttributeValue,
  NO_DETAILS,
  type SpanDetails,
  type SpanEvent,
} from '../../model/details.ts'
import type { SpanLocation } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import {
  attributeFromJson,
  attributesFromJson,
  isJsonObject,
  type JsonObject,
  listFrom,
  objectFrom,
  textFrom,
} from '../fields/fields.ts'
import { splitTags } from '../jaeger/jaegerTags.ts'
import { nsFromMicros } from '../json/exactNumber.ts'
import { parseJson } from '../json/parseJson.ts'
import { readJsonAt } from '../json/readJsonAt.ts'

/**
 * Details of a Zipkin span and its further fragments: the union of their tags and annotations. The tag `error` is the
 * status message; the remote endpoint becomes `peer.*` attributes (OpenTracing semantic conventions).
 */
export async function readZipkinDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const parts: JsonObject[] = []
  for (const range of [location.span, ...location.fragments]) {
    const part = objectFrom(await readJsonAt(source, range))
    if (part !== undefined) parts.push(part)
  }
  if (parts.length === 0) return NO_DETAILS
  const pairs = new Map(parts.flatMap(readTags))
  const error = pairs.get('error')
  pairs.delete('error')
  const tags = splitTags(pairs)
  for (const part of parts) addPeer(tags.list, objectFrom(part.remoteEndpoint))
  const errorText = error?.type === 'string' && !/^(true|false)$/i.test(error.value) ? error.value : ''
  return {
    attributes: tags.list.attributes(),
    events: distinctEvents(parts.flatMap((part) => listFrom(part.annotations)).flatMap(readAnnotation)),
    links: [],
    statusMessage: tags.statusMessage || errorText,
    traceState: tags.traceState,
    resource: readLocalEndpoint(parts),
    scope: tags.scopeName === '' ? undefined : { name: tags.scopeName, version: tags.scopeVersion, attributes: [] },
    dropped: tags.dropped,
    warnings: [],
  }
}

/** Tags, and what else a span of the older model has as `binaryAnnotations`. */
function readTags(span: JsonObject): (readonly [string, AttributeValue])[] {
  const older = listFrom(span.binaryAnnotations).flatMap((item) => {
    const key = textFrom(objectFrom(item)?.key)
    return key === undefined ? [] : [[key, attributeFromJson(objectFrom(item)?.value)] as const]
  })
  const tags = objectFrom(span.tags)
  const pairs =
    tags === undefined ? [] : Object.entries(tags).map(([key, value]) => [key, attributeFromJson(value)] as const)
  return [...older, ...pairs]
}

const ENDPOINT_FIELDS = ['ipv4', 'ipv6', 'port'] as const

function addPeer(list: AttributeList, endpoint: JsonObject | undefined): void {
  const service = textFrom(endpoint?.serviceName)
  if (service && !list.has('peer.service')) list.add('peer.service', { type: 'string', value: service })
  for (const name of ENDPOINT_FIELDS) {
    const value = endpoint?.[name]
    const key = `peer.${name}`
    if (value !== undefined && value !== null && !list.has(key)) list.add(key, attributeFromJson(value))
  }
}

/** The local endpoint as a resource: its service, and the rest under the names Zipkin gives it. */
function readLocalEndpoint(parts: readonly JsonObject[]): Attribute[] {
  const list = new AttributeList()
  for (const part of parts) {
    const endpoint = objectFrom(part.localEndpoint)
    const service = textFrom(endpoint?.serviceName)
    if (service && !list.has('service.name')) list.add('service.name', { type: 'string', value: service })
    for (const name of ENDPOINT_FIELDS) {
      const value = endpoint?.[name]
      const key = `localEndpoint.${name}`
      if (value !== undefined && value !== null && !list.has(key)) list.add(key, attributeFromJson(value))
    }
  }
  return list.attributes()
}

/** `"name":{…}`: how OpenTelemetry exporters write events with attributes (specification, trace/sdk_exporters/zipkin.md). */
const NAMED_EVENT = /^("(?:[^"\\]|\\.)*")\s*:\s*(\{[\s\S]*\})$/

function readAnnotation(value: unknown): SpanEvent[] {
  const annotation = objectFrom(value)
  if (annotation === undefined) return []
  const timeUnixNs = nsFromMicros(annotation.timestamp)
  const text = textFrom(annotation.value) ?? ''
  const match = NAMED_EVENT.exec(text)
  const name = match === null ? undefined : parseJson(match[1])
  const attributes = match === null ? undefined : parseJson(match[2])
  if (typeof name === 'string' && isJsonObject(attributes)) {
    return [{ timeUnixNs, name, attributes: attributesFromJson(attributes) }]
  }
  return [{ timeUnixNs, name: text, attributes: [] }]
}

/** Fragments repeat annotations; each is told once. */
function distinctEvents(events: readonly SpanEvent[]): SpanEvent[] {
  const seen = new Map<string, SpanEvent>()
  for (const event of events) {
    const id = `${event.timeUnixNs} ${event.name} ${event.attributes.length}`
    if (!seen.has(id)) seen.set(id, event)
  }
  return [...seen.values()]
}
