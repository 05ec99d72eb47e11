import type { ByteSource } from '../../model/byteSource.ts'
import { type Attribute, NO_DETAILS, type SpanDetails } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import { field, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { plainAttributes } from '../fields/plainDetails.ts'
import { preorder, type SpanNode, type TreeShape, walkSpanTrees } from '../fields/spanTrees.ts'
import { readKind } from '../flat/flatNames.ts'
import type { FormatReader } from '../format.ts'
import { statusFromTag } from '../jaeger/jaegerTags.ts'
import { nsFromMillis, nsFromSeconds } from '../json/exactNumber.ts'
import { addFlattened } from '../json/flattenJson.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { SpanIntake } from '../spanIntake.ts'

/** Reads {@link newRelic}. */
export const newRelicReader: FormatReader = { read: readNewRelic, readDetails: readNewRelicDetails }

const SHAPE: TreeShape = {
  wanted: new Set([
    ...['common', 'attributes', 'id', 'guid', 'trace.id', 'traceId', 'timestamp', 'name', 'parent.id', 'parentId'],
    ...['duration.ms', 'duration', 'service.name', 'entity.name', 'appName', 'error.name', 'error.class'],
    ...['error.message', 'span.kind', 'otel.status_code'],
  ]),
  passed: new Set(['metadata']),
  children: new Set(['spans']),
  isSpan: (fields) =>
    ['trace.id', 'traceId', 'guid'].some((key) => Object.hasOwn(fields, key)) ||
    (Object.hasOwn(fields, 'id') && Object.hasOwn(fields, 'timestamp')),
}

async function readNewRelic(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  const addBatch = (root: SpanNode) => {
    if (root.children.length === 0) intake.add(fieldsOf(valuesOf(root)), root.range)
    else addSpansOf(root, sink, intake)
  }
  await walkSpanTrees(source, SHAPE, addBatch, sink.report, (byte) => sink.progress(byte))
}

/** Spans share a context whose resource is their batch. */
function addSpansOf(batch: SpanNode, sink: SpanSink, intake: SpanIntake): void {
  const context = sink.openContext()
  const shared = objectFrom(objectFrom(batch.fields.common)?.attributes) ?? {}
  const { byte, byteLength } = batch.range
  const service = serviceOf(shared)
  sink.describeContext(context, { service, resource: { byte, byteLength } })
  for (const [node, around] of preorder(batch)) {
    if (around === undefined) continue
    const found = fieldsOf({ ...shared, ...valuesOf(node) })
    intake.add({ ...found, context: found.service === service ? context : undefined }, node.range)
  }
}

function valuesOf({ fields }: SpanNode): JsonObject {
  return { ...fields, ...objectFrom(fields.attributes) }
}

function serviceOf(values: JsonObject): string | undefined {
  return textFrom(field(values, 'service.name', 'entity.name', 'appName')) || undefined
}

function fieldsOf(values: JsonObject) {
  const code = textFrom(values['otel.status_code'])
  const isFailed = field(values, 'error.name', 'error.class', 'error.message') !== undefined
  return {
    traceId: field(values, 'trace.id', 'traceId'),
    spanId: field(values, 'guid', 'id'),
    parentSpanId: field(values, 'parent.id', 'parentId'),
    name: values.name,
    service: serviceOf(values),
    kind: readKind(field(values, 'span.kind')),
    status: code ? statusFromTag(code) : isFailed ? 2 : 0,
    startNs: nsFromMillis(values.timestamp),
    /** `duration` is the database's, in seconds. */
    durationNs: nsFromMillis(values['duration.ms']) ?? nsFromSeconds(values.duration),
  }
}

async function readNewRelicDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const span = objectFrom(await readJsonAt(source, location.span))
  if (span === undefined) return NO_DETAILS
  const batch = objectFrom(await readJsonAt(source, location.resource))
  const values = { ...span, attributes: null, ...objectFrom(span.attributes) }
  const list = new AttributeList()
  addFlattened(list, values, (key) => TOLD.has(key))
  const resource: Attribute[] = plainAttributes(objectFrom(batch?.common)?.attributes)
  const service = serviceOf(values)
  if (service !== undefined && !resource.some(({ key }) => key === 'service.name')) {
    resource.unshift({ key: 'service.name', value: { type: 'string', value: service } })
  }
  const message = textFrom(field(values, 'error.message', 'otel.status_description')) ?? ''
  return { ...NO_DETAILS, attributes: list.attributes(), statusMessage: message, resource, warnings: list.warnings() }
}

const TOLD = new Set([
  ...['trace.id', 'traceId', 'guid', 'id', 'parent.id', 'parentId', 'name', 'timestamp', 'duration.ms', 'duration'],
  ...['service.name', 'error.message', 'span.kind', 'otel.status_code', 'otel.status_description'],
])
