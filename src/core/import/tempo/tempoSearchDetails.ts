import type { ByteSource } from '../../model/byteSource.ts'
import { type Attribute, NO_DETAILS, type SpanDetails } from '../../model/details.ts'
import type { SpanLocation } from '../../model/spanRecord.ts'
import { objectFrom } from '../fields/fields.ts'
import { readKind, readStatus } from '../flat/flatNames.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { otlpAttributes } from '../otlp/otlpValues.ts'

const OF_RESOURCE = 'resource.'

/** Details of a span of a search: what the query selected, attributes of the resource by their prefix. */
export async function readTempoSearchDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const span = objectFrom(await readJsonAt(source, location.span))
  if (span === undefined) return NO_DETAILS
  const list = otlpAttributes(span.attributes)
  const all = list.attributes()
  return {
    ...NO_DETAILS,
    attributes: all.filter((attribute) => !isOfResource(attribute) && !isTold(attribute)),
    resource: all
      .filter(isOfResource)
      .map(({ key, value }) => ({ key: key.startsWith(OF_RESOURCE) ? key.slice(OF_RESOURCE.length) : key, value })),
    warnings: list.warnings(),
  }
}

function isOfResource({ key }: Attribute): boolean {
  return key.startsWith(OF_RESOURCE) || key === 'service.name'
}

/** True for the intrinsics that columns tell. */
function isTold({ key, value }: Attribute): boolean {
  if (value.type !== 'string') return false
  if (key === 'kind') return readKind(value.value) !== undefined
  return key === 'status' && readStatus({ status: value.value }).code !== undefined
}
