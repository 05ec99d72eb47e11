import type { ByteSource } from '../../model/byteSource.ts'
import { NO_DETAILS, type SpanDetails } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import { hexFromDecimal } from '../fields/decimalIds.ts'
import { field, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { preorder, type SpanNode, type TreeShape, walkSpanTrees } from '../fields/spanTrees.ts'
import { readMoment } from '../flat/flatTimes.ts'
import type { FormatReader } from '../format.ts'
import { nsFromSeconds } from '../json/exactNumber.ts'
import { addFlattened } from '../json/flattenJson.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { SpanIntake } from '../spanIntake.ts'
import { datadogDetails } from './datadogDetails.ts'
import { datadogKind } from './datadogReader.ts'

/** Reads {@link datadogApi}. */
export const datadogApiReader: FormatReader = { read: readApi, readDetails: readApiDetails }

const SHAPE: TreeShape = {
  wanted: new Set([
    ...['trace_id', 'span_id', 'parent_id', 'service', 'resource_name', 'resource', 'operation_name', 'name', 'status'],
    ...['error', 'start_timestamp', 'end_timestamp', 'start', 'end', 'duration', 'custom', 'meta', 'type'],
  ]),
  passed: new Set(['metrics', 'children_ids', 'tags']),
  children: new Set(),
  isSpan: (fields) => Object.hasOwn(fields, 'span_id') || Object.hasOwn(fields, 'trace_id'),
}

async function readApi(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  const addTree = (root: SpanNode) => {
    for (const [{ fields, range }] of preorder(root)) if (SHAPE.isSpan(fields)) intake.add(foundSpan(fields), range)
  }
  await walkSpanTrees(source, SHAPE, addTree, sink.report, (byte) => sink.progress(byte))
}

function foundSpan(fields: JsonObject) {
  const tags = objectFrom(fields.custom) ?? objectFrom(fields.meta) ?? {}
  return {
    traceId: idFrom(fields.trace_id),
    spanId: idFrom(fields.span_id),
    parentSpanId: idFrom(fields.parent_id),
    name: textFrom(field(fields, 'resource_name', 'resource')) || field(fields, 'operation_name', 'name'),
    kind: datadogKind(field(tags, 'span.kind') ?? objectFrom(tags.span)?.kind, fields.type),
    status: fields.status === 'error' || Number(textFrom(fields.error) ?? 0) > 0 ? 2 : 0,
    startNs: readMoment(field(fields, 'start_timestamp', 'start'), undefined),
    endNs: readMoment(field(fields, 'end_timestamp', 'end'), undefined),
    durationNs: field(fields, 'end_timestamp', 'end') === undefined ? nsFromSeconds(fields.duration) : undefined,
    service: textFrom(fields.service) || undefined,
  }
}

const DECIMAL = /^\d{1,20}$/
const TRACE_ID_DIGITS = 32

/** Ids are decimal, as numbers or text; trace ids of 128 bits are hex. */
function idFrom(value: unknown): unknown {
  const text = textFrom(value)
  if (text === undefined || text.length === TRACE_ID_DIGITS || !DECIMAL.test(text)) return value
  return hexFromDecimal(text) ?? value
}

async function readApiDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const span = objectFrom(await readJsonAt(source, location.span))
  if (span === undefined) return NO_DETAILS
  if (objectFrom(span.meta) !== undefined) return datadogDetails(span)
  const list = new AttributeList()
  for (const part of [objectFrom(span.custom), objectFrom(span.attributes)]) {
    if (part !== undefined) addFlattened(list, part, () => false)
  }
  addFlattened(list, span, (key) => TOLD.has(key))
  const service = textFrom(span.service)
  return {
    ...NO_DETAILS,
    attributes: list.attributes(),
    statusMessage: textFrom(objectFrom(objectFrom(span.custom)?.error)?.message) ?? '',
    resource: service ? [{ key: 'service.name', value: { type: 'string', value: service } }] : [],
    warnings: list.warnings(),
  }
}

const TOLD = new Set([
  ...['trace_id', 'span_id', 'parent_id', 'service', 'resource_name', 'status', 'custom', 'attributes'],
  ...['start_timestamp', 'end_timestamp', 'start', 'end', 'children_ids'],
])
