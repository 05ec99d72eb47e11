import type { ByteSource } from '../../model/byteSource.ts'
import { type Attribute, NO_DETAILS, type SpanDetails, type SpanEvent, type SpanLink } from '../../model/details.ts'
import type { SpanLocation } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import { attributeText, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { traceIdFrom } from '../fields/readIds.ts'
import { nsFromMicros } from '../json/exactNumber.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import type { JaegerDialect } from './jaegerDialect.ts'
import { type JaegerReference, readParentage } from './jaegerReferences.ts'
import { readTags, splitTags } from './jaegerTags.ts'

/** Details of a Jaeger span; its resource is its process, described apart or in the span itself. */
export async function readJaegerDetails(
  source: ByteSource,
  location: SpanLocation,
  dialect: JaegerDialect,
): Promise<SpanDetails> {
  const object = objectFrom(await readJsonAt(source, location.span))
  const span = object && dialect.span(object)
  if (span === undefined) return NO_DETAILS
  const described = objectFrom(await readJsonAt(source, location.resource))
  const process = described === undefined ? objectFrom(span.process) : dialect.process(described)
  const tags = splitTags(readTags(span.tags), dialect.errorTag)
  const traceId = traceIdFrom(span.traceID, 'hex')?.id ?? ''
  const ownWarnings = listFrom(span.warnings).map(textFrom)
  return {
    attributes: tags.list.attributes(),
    events: listFrom(span.logs).flatMap(readLog),
    links: readParentage(span, traceId).links.map(linkFrom),
    statusMessage: tags.statusMessage,
    traceState: tags.traceState,
    resource: readProcess(process),
    scope: tags.scopeName === '' ? undefined : { name: tags.scopeName, version: tags.scopeVersion, attributes: [] },
    dropped: tags.dropped,
    warnings: [...ownWarnings.filter((text) => text !== undefined), ...tags.list.warnings()],
  }
}

function readProcess(process: ReturnType<typeof objectFrom>): Attribute[] {
  if (process === undefined) return []
  const list = new AttributeList()
  const service = textFrom(process.serviceName)
  if (service !== undefined) list.add('service.name', { type: 'string', value: service })
  for (const [key, value] of readTags(process.tags))
    if (key !== 'service.name' || service === undefined) list.add(key, value)
  return list.attributes()
}

/** A log is an event named by its field `event`, else `message`; that field is not an attribute then. */
function readLog(value: unknown): SpanEvent[] {
  const log = objectFrom(value)
  if (log === undefined) return []
  const list = new AttributeList()
  for (const [key, field] of readTags(log.fields)) list.add(key, field)
  const attributes = list.attributes()
  const named = attributes.find(({ key }) => key === 'event') ?? attributes.find(({ key }) => key === 'message')
  return [
    {
      timeUnixNs: nsFromMicros(log.timestamp),
      name: named === undefined ? '' : attributeText(named.value),
      attributes: attributes.filter((attribute) => attribute !== named),
    },
  ]
}

/** The kind of reference is kept as OpenTelemetry's OpenTracing conventions name it. */
function linkFrom(reference: JaegerReference): SpanLink {
  return {
    traceId: reference.traceId,
    spanId: reference.spanId,
    traceState: '',
    attributes: [{ key: 'opentracing.ref_type', value: { type: 'string', value: reference.type.toLowerCase() } }],
  }
}
