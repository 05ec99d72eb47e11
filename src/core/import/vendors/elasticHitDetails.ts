import type { ByteSource } from '../../model/byteSource.ts'
import { NO_DETAILS, type SpanDetails, type SpanLink } from '../../model/details.ts'
import type { SpanLocation } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import { objectFrom } from '../fields/fields.ts'
import { linkTo } from '../fields/plainDetails.ts'
import { addFlattened } from '../json/flattenJson.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { ecsField } from './ecsField.ts'

/** Details of an ECS document: who reports it is the resource, all else that no column tells are attributes. */
export async function readElasticHitDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const document = objectFrom(await readJsonAt(source, location.span))
  if (document === undefined) return NO_DETAILS
  const isSpan = ecsField(document, 'span.id') !== undefined
  const all = new AttributeList()
  addFlattened(all, document, (key) => TOLD.has(key) || (!isSpan && key === 'transaction.id'))
  const attributes = all.attributes().map(({ key, value }) => {
    const isAlone = value.type === 'array' && value.value.length === 1
    return { key, value: isAlone ? value.value[0] : value }
  })
  const isResource = ({ key }: { key: string }) => RESOURCE.some((prefix) => key.startsWith(prefix))
  return {
    ...NO_DETAILS,
    attributes: attributes.filter((attribute) => !isResource(attribute)),
    links: [ecsField(document, 'span.links')].flat().flatMap(readLink),
    resource: attributes.filter(isResource),
    warnings: all.warnings(),
  }
}

const TOLD = new Set([
  ...['@timestamp', 'timestamp.us', 'trace.id', 'parent.id', 'span.id', 'span.name', 'span.duration.us', 'span.links'],
  ...['transaction.name', 'transaction.duration.us', 'processor.event', 'processor.name', 'event.outcome'],
])

const RESOURCE = [
  ...['service.', 'agent.', 'host.', 'process.', 'cloud.', 'container.', 'kubernetes.', 'observer.', 'ecs.'],
  ...['data_stream.', 'event.ingested'],
]

function readLink(value: unknown): SpanLink[] {
  const link = objectFrom(value)
  return link === undefined ? [] : linkTo(ecsField(link, 'trace.id'), ecsField(link, 'span.id'), '', [])
}
