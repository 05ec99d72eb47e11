import type { ByteSource } from '../../model/byteSource.ts'
import { NO_DETAILS, type SpanDetails } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import { hexFromDecimal } from '../fields/decimalIds.ts'
import { attributeFromJson, field, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { nsFromRfc3339 } from '../fields/rfc3339.ts'
import { preorder, type SpanNode, type TreeShape, walkSpanTrees } from '../fields/spanTrees.ts'
import { readKind } from '../flat/flatNames.ts'
import type { FormatReader } from '../format.ts'
import { numberFrom } from '../json/exactNumber.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { SpanIntake } from '../spanIntake.ts'

/** Reads {@link gcpTraceV1}. */
export const gcpTraceV1Reader: FormatReader = { read: readGcpTraces, readDetails: readGcpDetails }

const SHAPE: TreeShape = {
  wanted: new Set([
    ...['projectId', 'traceId', 'spanId', 'parentSpanId', 'kind', 'name', 'startTime', 'endTime', 'labels'],
  ]),
  passed: new Set(),
  children: new Set(['spans']),
  isSpan: (fields) => Object.hasOwn(fields, 'spanId') || Object.hasOwn(fields, 'startTime'),
}

async function readGcpTraces(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  const addTrace = (root: SpanNode) => {
    for (const [node, trace] of preorder(root)) if (SHAPE.isSpan(node.fields)) addSpan(intake, node, trace ?? node)
  }
  await walkSpanTrees(source, SHAPE, addTrace, sink.report, (byte) => sink.progress(byte))
}

function addSpan(intake: SpanIntake, { fields, range }: SpanNode, trace: SpanNode): void {
  const labels = objectFrom(fields.labels) ?? {}
  intake.add(
    {
      traceId: fields.traceId ?? trace.fields.traceId,
      spanId: hexFromDecimal(fields.spanId) ?? fields.spanId,
      parentSpanId: hexFromDecimal(fields.parentSpanId) ?? fields.parentSpanId,
      name: fields.name,
      kind: readKind(fields.kind),
      status: isFailed(labels) ? 2 : 0,
      startNs: nsFromRfc3339(fields.startTime),
      endNs: nsFromRfc3339(fields.endTime),
      service: textFrom(field(labels, ...SERVICE_LABELS) ?? trace.fields.projectId) || undefined,
    },
    range,
  )
}

/** No label is standard for the service; failing these, the project stands for it. */
const SERVICE_LABELS = ['service.name', 'g.co/gae/app/module'] as const

function isFailed(labels: JsonObject): boolean {
  const status = numberFrom(labels['/http/status_code']) ?? 0
  return status >= 500 || Object.keys(labels).some((key) => key.startsWith('/error/'))
}

async function readGcpDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const span = objectFrom(await readJsonAt(source, location.span))
  if (span === undefined) return NO_DETAILS
  const labels = objectFrom(span.labels) ?? {}
  const list = new AttributeList()
  for (const [key, value] of Object.entries(labels)) {
    if (value !== null && key !== 'service.name') list.add(key, attributeFromJson(value))
  }
  const service = textFrom(field(labels, ...SERVICE_LABELS))
  return {
    ...NO_DETAILS,
    attributes: list.attributes(),
    statusMessage: textFrom(labels['/error/message']) ?? '',
    resource: service ? [{ key: 'service.name', value: { type: 'string', value: service } }] : [],
    warnings: list.warnings(),
  }
}
