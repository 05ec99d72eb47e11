import type { Attribute, Scope, SpanEvent, SpanLink } from '../../model/details.ts'
import { readMoment } from '../flat/flatTimes.ts'
import { AttributeList } from './attributeList.ts'
import { field, listFrom, objectFrom, textFrom } from './fields.ts'
import { readFlatAttributes } from './flatAttributes.ts'
import { spanIdFrom, traceIdFrom } from './readIds.ts'

/** Attributes from a plain map or a list of {key, value}; null values are left out. */
export function plainAttributes(value: unknown): Attribute[] {
  const list = new AttributeList()
  for (const [key, given] of readFlatAttributes(value)) list.add(key, given)
  return list.attributes()
}

/** Events as {name, timestamp or time, attributes}, times in ns, as dates or as [s, ns]. */
export function plainEvents(value: unknown): SpanEvent[] {
  return listFrom(value).flatMap((item) => {
    const event = objectFrom(item)
    if (event === undefined) return []
    return [
      {
        timeUnixNs: readMoment(field(event, 'timestamp', 'time'), 'ns'),
        name: textFrom(event.name) ?? '',
        attributes: plainAttributes(event.attributes),
      },
    ]
  })
}

/** Links as {context: {traceId, spanId}, attributes}, camel or snake case. */
export function plainLinks(value: unknown): SpanLink[] {
  return listFrom(value).flatMap((item) => {
    const link = objectFrom(item)
    const context = objectFrom(link?.context) ?? link
    if (link === undefined || context === undefined) return []
    return linkTo(
      field(context, 'traceId', 'trace_id'),
      field(context, 'spanId', 'span_id'),
      textFrom(field(context, 'traceState', 'trace_state')) ?? '',
      plainAttributes(link.attributes),
    )
  })
}

/** A link, or none where the ids are no ids. */
export function linkTo(
  trace: unknown,
  span: unknown,
  traceState: string,
  attributes: readonly Attribute[],
): SpanLink[] {
  const traceId = traceIdFrom(trace, 'hex')
  const spanId = spanIdFrom(span, 'hex')
  return traceId === undefined || spanId === undefined ? [] : [{ traceId: traceId.id, spanId, traceState, attributes }]
}

/** A scope as {name, version, attributes}; undefined for one without a name. */
export function plainScope(value: unknown): Scope | undefined {
  const scope = objectFrom(value)
  const name = textFrom(scope?.name)
  if (scope === undefined || !name) return undefined
  return { name, version: textFrom(scope.version) ?? '', attributes: plainAttributes(scope.attributes) }
}
