import type { ByteSource } from '../../model/byteSource.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import { hexFromDecimal } from '../fields/decimalIds.ts'
import { field, type JsonObject } from '../fields/fields.ts'
import type { FormatReader } from '../format.ts'
import { nsFromMicros } from '../json/exactNumber.ts'
import { SpanIntake } from '../spanIntake.ts'
import { walkSpanObjects } from '../spanObjects.ts'
import { readZipkinV1Details } from './zipkinV1Details.ts'
import { annotationsOf, binaryAnnotationsOf, hostLabelOf, serviceOf, sidesOf } from './zipkinV1Parts.ts'

/** Reads {@link zipkinV1}. */
export const zipkinV1Reader: FormatReader = { read: readZipkinV1, readDetails: readZipkinV1Details }

async function readZipkinV1(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  const isSpan = (keys: ReadonlySet<string>) => keys.has('id') && (keys.has('traceId') || keys.has('trace_id'))
  await walkSpanObjects(source, sink, isSpan, (span, range) => {
    const hasThriftParent = isThrift(span) && span.parent_id !== undefined && span.parent_id !== null
    if (hasThriftParent) sink.report('span.parentId', { byte: range.byte, line: range.line }, THRIFT_PARENT)
    intake.add(
      {
        ...idsOf(span),
        name: span.name,
        kind: kindOf(span),
        status: binaryAnnotationsOf(span).some(({ key }) => key === 'error') ? 2 : 0,
        ...timesOf(span),
        service: serviceOf(span),
        serviceLabel: hostLabelOf(span),
      },
      range,
    )
  })
}

const THRIFT_PARENT = 'Parent ids of Thrift structs are not read. The span is kept as a root.'

function isThrift(span: JsonObject): boolean {
  return typeof span.trace_id === 'number' || typeof span.trace_id === 'bigint'
}

/** Hex text; Thrift structs have signed numbers, and the upper half of a trace id apart. */
function idsOf(span: JsonObject) {
  if (!isThrift(span)) {
    return { traceId: field(span, 'traceId', 'trace_id'), spanId: span.id, parentSpanId: span.parentId }
  }
  const high = hexFromDecimal(span.trace_id_high) ?? ''
  return { traceId: high + hexFromDecimal(span.trace_id), spanId: hexFromDecimal(span.id), parentSpanId: undefined }
}

const KINDS = [
  ['ms', 4],
  ['mr', 5],
] as const

/** The side whose annotations are there; the server where both are. */
function kindOf(span: JsonObject): number {
  const { client, server } = sidesOf(span)
  if (server !== undefined) return 2
  if (client !== undefined) return 3
  const values = new Set(annotationsOf(span).map(({ value }) => value))
  return KINDS.find(([value]) => values.has(value))?.[1] ?? 0
}

/** The times of the span; where it has none, those of the client's annotations, else of the server's. */
function timesOf(span: JsonObject): { startNs: bigint | undefined; durationNs: bigint | undefined } {
  const { client, server } = sidesOf(span)
  const start = nsFromMicros(span.timestamp)
  const duration = nsFromMicros(span.duration)
  const side = client?.startUnixNs === undefined ? server : client
  const between =
    side?.startUnixNs === undefined || side.endUnixNs === undefined ? undefined : side.endUnixNs - side.startUnixNs
  return { startNs: start || side?.startUnixNs, durationNs: duration || between }
}
