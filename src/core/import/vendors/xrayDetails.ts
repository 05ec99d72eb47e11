import type { ByteSource } from '../../model/byteSource.ts'
import { type Attribute, NO_DETAILS, type SpanDetails, type SpanEvent, type SpanLink } from '../../model/details.ts'
import type { SpanLocation } from '../../model/spanRecord.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { AttributeList } from '../fields/attributeList.ts'
import { attributeFromJson, field, type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { linkTo, plainAttributes } from '../fields/plainDetails.ts'
import { spanIdFrom } from '../fields/readIds.ts'
import { nsFromSeconds } from '../json/exactNumber.ts'
import { addFlattened, nothingTold } from '../json/flattenJson.ts'
import { parseJson } from '../json/parseJson.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { traceIdFromXray } from './xrayTraceId.ts'

/**
 * Details of a segment or subsegment. In a document that is a text, all spans share its bytes and are told apart by id.
 * The resource is the service of the whole document.
 */
export async function readXrayDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const document = await readDocument(source, location.span)
  if (document === undefined) return NO_DETAILS
  const span = findSegment(document, location.spanId) ?? document
  const root = await readDocument(source, location.resource)
  const list = new AttributeList()
  addFlattened(list, span, (key) => TOLD.has(key) || (FLAGS.has(key) && span[key] === false))
  addCause(list, span.cause)
  const exceptions = listFrom(objectFrom(span.cause)?.exceptions)
  return {
    ...NO_DETAILS,
    attributes: list.attributes(),
    events: exceptions.flatMap((exception) => readException(exception, nsFromSeconds(span.end_time))),
    links: listFrom(span.links).flatMap(readLink),
    statusMessage: textFrom(objectFrom(exceptions[0])?.message) ?? textFrom(objectFrom(span.cause)?.message) ?? '',
    resource: resourceOf(root ?? document),
    warnings: list.warnings(),
  }
}

/** Members that columns, events, links or the resource tell of. */
const TOLD = new Set([
  ...['id', 'name', 'start_time', 'end_time', 'trace_id', 'parent_id', 'type', 'in_progress'],
  ...['cause', 'links', 'service', 'subsegments'],
])
const FLAGS = new Set(['fault', 'error', 'throttle'])

async function readDocument(source: ByteSource, range: SourceRange | undefined): Promise<JsonObject | undefined> {
  const value = await readJsonAt(source, range)
  return objectFrom(typeof value === 'string' ? parseJson(value) : value)
}

function findSegment(document: JsonObject, spanId: string | undefined): JsonObject | undefined {
  const queue = [document]
  for (const segment of queue) {
    if (spanIdFrom(segment.id, 'hex') === spanId) return segment
    for (const inner of listFrom(segment.subsegments)) {
      const subsegment = objectFrom(inner)
      if (subsegment !== undefined) queue.push(subsegment)
    }
  }
  return undefined
}

function resourceOf(root: JsonObject): Attribute[] {
  const list = new AttributeList()
  const name = textFrom(root.name)
  if (name) list.add('service.name', { type: 'string', value: name })
  addFlattened(list, objectFrom(root.service) ?? {}, nothingTold, 'service.')
  return list.attributes()
}

/** A cause is an object, or the id of an exception that another segment tells. */
function addCause(list: AttributeList, value: unknown): void {
  const cause = objectFrom(value)
  if (cause !== undefined)
    addFlattened(list, cause, (key) => key === 'cause.exceptions' || key === 'cause.message', 'cause.')
  else if (value !== undefined && value !== null) list.add('cause', attributeFromJson(value))
}

/** X-Ray does not say when an exception was met; it is shown where the span ends. */
function readException(value: unknown, endUnixNs: bigint | undefined): SpanEvent[] {
  const exception = objectFrom(value)
  if (exception === undefined) return []
  const { id, type, message, stack, ...others } = exception
  const frames = listFrom(stack).flatMap((item) => {
    const frame = objectFrom(item)
    return frame === undefined
      ? []
      : [`${textFrom(frame.label) ?? ''} (${textFrom(frame.path)}:${textFrom(frame.line)})`]
  })
  const fields = {
    'exception.type': type,
    'exception.message': message,
    'exception.stacktrace': frames.length === 0 ? undefined : frames.join('\n'),
    'exception.id': id,
  }
  const given = Object.entries(fields).filter(([, member]) => member !== undefined)
  const attributes = plainAttributes(Object.fromEntries([...given, ...Object.entries(others)]))
  return [{ timeUnixNs: endUnixNs, name: 'exception', attributes }]
}

function readLink(value: unknown): SpanLink[] {
  const link = objectFrom(value)
  if (link === undefined) return []
  return linkTo(traceIdFromXray(link.trace_id)?.id, field(link, 'id', 'span_id'), '', plainAttributes(link.attributes))
}
