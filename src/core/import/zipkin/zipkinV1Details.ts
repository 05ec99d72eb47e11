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
import { attributeFromJson, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { annotationsOf, binaryAnnotationsOf, isAddress, localEndpointOf, sidesOf } from './zipkinV1Parts.ts'

/**
 * Details of a span of the first Zipkin model: binary annotations are attributes, annotations that only tell start and
 * end of one side are none of its events.
 */
export async function readZipkinV1Details(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const span = objectFrom(await readJsonAt(source, location.span))
  if (span === undefined) return NO_DETAILS
  const list = new AttributeList()
  let statusMessage = ''
  for (const { key, value, type, endpoint } of binaryAnnotationsOf(span)) {
    if (key === 'error') statusMessage = typeof value === 'string' && !/^(true|false)$/i.test(value) ? value : ''
    else if (isAddress(key)) addEndpoint(list, endpoint, 'peer.service', 'peer')
    else if (key !== 'lc' || value !== '') list.add(key, tagValue(value, type))
  }
  const { client, server } = sidesOf(span)
  if (client !== undefined && server !== undefined && !list.has('peer.service')) {
    addEndpoint(list, client.endpoint, 'peer.service', 'peer')
  }
  return {
    ...NO_DETAILS,
    attributes: list.attributes(),
    events: eventsOf(span),
    statusMessage,
    resource: resourceOf(span),
    warnings: list.warnings(),
  }
}

/** Values of Thrift structs are base64. */
function tagValue(value: unknown, type: string | undefined): AttributeValue {
  if (type === 'BYTES' && typeof value === 'string') return { type: 'bytes', value }
  return attributeFromJson(value)
}

function addEndpoint(list: AttributeList, endpoint: JsonObject | undefined, serviceKey: string, prefix: string): void {
  const service = textFrom(endpoint?.serviceName)
  if (service) list.add(serviceKey, { type: 'string', value: service })
  for (const name of ['ipv4', 'ipv6', 'port'] as const) {
    const value = endpoint?.[name]
    if (value !== undefined && value !== null) list.add(`${prefix}.${name}`, attributeFromJson(value))
  }
}

function resourceOf(span: JsonObject): Attribute[] {
  const list = new AttributeList()
  addEndpoint(list, localEndpointOf(span), 'service.name', 'localEndpoint')
  return list.attributes()
}

const STARTS_AND_ENDS = new Set(['cs', 'cr', 'sr', 'ss', 'ms', 'mr'])

/** Where both sides wrote into one record, the columns tell of the client's times only; the server's stay events. */
function eventsOf(span: JsonObject): SpanEvent[] {
  const { client, server } = sidesOf(span)
  const isBoth = client !== undefined && server !== undefined
  return annotationsOf(span)
    .filter(({ value }) => !STARTS_AND_ENDS.has(value) || (isBoth && (value === 'sr' || value === 'ss')))
    .map(({ timeUnixNs, value }) => ({ timeUnixNs, name: value, attributes: [] }))
}
