import type { ByteSource } from '../../model/byteSource.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import { field, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { preorder, type SpanNode, type TreeShape, walkSpanTrees } from '../fields/spanTrees.ts'
import type { FormatReader } from '../format.ts'
import { SpanIntake } from '../spanIntake.ts'
import { readSentryDetails, sentryLabel } from './sentryDetails.ts'
import { sentryTraceOf } from './sentryTraceOf.ts'
import { sentryKind, sentryMoment, sentryStatus } from './sentryValues.ts'

/** Reads {@link sentryEnvelope}. */
export const sentryEnvelopeReader: FormatReader = { read: readEnvelope, readDetails: readSentryDetails }

const SHAPE: TreeShape = {
  wanted: new Set([
    ...['contexts', 'transaction', 'start_timestamp', 'startTimestamp', 'timestamp', 'end_timestamp', 'endTimestamp'],
    ...['trace_id', 'span_id', 'parent_span_id', 'op', 'description', 'name', 'status'],
    ...['sdk', 'tags', 'server_name', 'project', 'project_slug'],
  ]),
  passed: new Set(['breadcrumbs', 'debug_meta', 'extra', 'measurements', 'modules', 'request', 'user']),
  children: new Set(['spans']),
  isSpan: (fields) => field(fields, 'start_timestamp', 'startTimestamp') !== undefined,
}

async function readEnvelope(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  const addTree = (root: SpanNode) => {
    const context = sink.openContext()
    const { byte, byteLength } = root.range
    sink.describeContext(context, { resource: { byte, byteLength }, serviceLabel: sentryLabel(root.fields) })
    for (const [{ fields, range }, around] of preorder(root)) {
      if (!SHAPE.isSpan(fields)) continue
      const trace = { ...sentryTraceOf(fields) }
      const parent = field(fields, 'parent_span_id') ?? trace.parent_span_id
      const op = fields.op ?? trace.op
      intake.add(
        {
          traceId:
            fields.trace_id ?? trace.trace_id ?? (around === undefined ? undefined : traceIdAround(around.fields)),
          spanId: fields.span_id ?? trace.span_id,
          parentSpanId: parent ?? (around === undefined ? undefined : spanIdAround(around.fields)),
          name: textFrom(fields.transaction) || textFrom(fields.description) || textFrom(fields.name) || op,
          kind: sentryKind(op, objectFrom(trace.data)?.['otel.kind']),
          status: sentryStatus(fields.status ?? trace.status),
          startNs: sentryMoment(field(fields, 'start_timestamp', 'startTimestamp')),
          endNs: sentryMoment(field(fields, 'timestamp', 'end_timestamp', 'endTimestamp')),
          context,
        },
        range,
      )
    }
  }
  await walkSpanTrees(source, SHAPE, addTree, sink.report, (byte) => sink.progress(byte))
}

function traceIdAround(fields: JsonObject): unknown {
  return fields.trace_id ?? sentryTraceOf(fields).trace_id
}

function spanIdAround(fields: JsonObject): unknown {
  return fields.span_id ?? sentryTraceOf(fields).span_id
}
