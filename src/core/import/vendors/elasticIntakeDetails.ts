import type { ByteSource } from '../../model/byteSource.ts'
import { type Attribute, NO_DETAILS, type SpanDetails, type SpanLink } from '../../model/details.ts'
import type { SpanLocation } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import { listFrom, objectFrom } from '../fields/fields.ts'
import { linkTo } from '../fields/plainDetails.ts'
import { addFlattened, nothingTold } from '../json/flattenJson.ts'
import { readJsonAt } from '../json/readJsonAt.ts'

/** Details of an event of Elastic's intake; its resource is the metadata before it. */
export async function readElasticIntakeDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const event = objectFrom(await readJsonAt(source, location.span))
  if (event === undefined) return NO_DETAILS
  const list = new AttributeList()
  const isTold = (key: string) => TOLD.has(key)
  addFlattened(list, event, isTold)
  addFlattened(list, objectFrom(event.context) ?? {}, isTold)
  addFlattened(list, objectFrom(objectFrom(event.otel)?.attributes) ?? {}, nothingTold)
  return {
    ...NO_DETAILS,
    attributes: list.attributes(),
    links: listFrom(event.links).flatMap(readLink),
    resource: readMetadata(await readJsonAt(source, location.resource)),
    warnings: list.warnings(),
  }
}

const TOLD = new Set([
  ...['id', 'trace_id', 'parent_id', 'name', 'timestamp', 'start', 'duration', 'outcome', 'links'],
  ...['context', 'otel'],
])

function readMetadata(value: unknown): Attribute[] {
  const list = new AttributeList()
  addFlattened(list, objectFrom(value) ?? {}, nothingTold)
  return list.attributes()
}

function readLink(value: unknown): SpanLink[] {
  const link = objectFrom(value)
  return link === undefined ? [] : linkTo(link.trace_id, link.span_id, '', [])
}
