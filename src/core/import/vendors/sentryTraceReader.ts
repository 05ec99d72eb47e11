import type { ByteSource } from '../../model/byteSource.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import { field, type JsonObject, listFrom, textFrom } from '../fields/fields.ts'
import { spanIdFrom, type TraceIdText, traceIdFrom } from '../fields/readIds.ts'
import { preorder, type SpanNode, type TreeShape, walkSpanTrees } from '../fields/spanTrees.ts'
import type { FormatReader } from '../format.ts'
import { nsFromMillis } from '../json/exactNumber.ts'
import { SpanIntake } from '../spanIntake.ts'
import { readSentryDetails } from './sentryDetails.ts'
import { sentryKind, sentryMoment, sentryStatus } from './sentryValues.ts'

/** Reads {@link sentryTrace}. */
export const sentryTraceReader: FormatReader = { read: readTrace, readDetails: readSentryDetails }

const SHAPE: TreeShape = {
  wanted: new Set([
    ...[
      'event_id',
      'event_type',
      'trace',
      'trace_id',
      'span_id',
      'parent_span_id',
      'transaction',
      'name',
      'description',
    ],
    ...['op', 'transaction.op', 'transaction.status', 'status', 'start_timestamp', 'timestamp', 'end_timestamp'],
    ...['precise.start_ts', 'precise.finish_ts', 'transaction.duration', 'duration', 'project_slug', 'errors'],
  ]),
  passed: new Set(['orphan_errors', 'occurrences', 'performance_issues', 'measurements', 'additional_attributes']),
  children: new Set(['children']),
  isSpan: (fields) => field(fields, 'start_timestamp', 'precise.start_ts') !== undefined,
}

/** The endpoint is asked for one trace and does not repeat its id; then the first event's id stands for it. */
async function readTrace(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  let trace: TraceIdText | undefined
  const addTree = (root: SpanNode) => {
    for (const [{ fields, range }, around] of preorder(root)) {
      if (!SHAPE.isSpan(fields) || fields.event_type === 'error' || fields.event_type === 'occurrence') continue
      const own = traceIdFrom(field(fields, 'trace_id', 'trace'), 'hex')
      trace ??= own ?? traceIdFrom(field(fields, 'event_id', 'span_id'), 'hex')
      intake.add({ ...fieldsOf(fields), checkedTraceId: own ?? trace, parentSpanId: parentOf(fields, around) }, range)
    }
  }
  await walkSpanTrees(source, SHAPE, addTree, sink.report, (byte) => sink.progress(byte))
}

/** The event around it: the parent that is named may be a span of that event which the tree does not show. */
function parentOf(fields: JsonObject, around: SpanNode | undefined): unknown {
  return (around === undefined ? undefined : spanIdOf(around.fields)) ?? fields.parent_span_id
}

/** Spans of the newer tree have their own id in `event_id`. */
function spanIdOf(fields: JsonObject): string | undefined {
  return spanIdFrom(field(fields, 'span_id', 'event_id'), 'hex')
}

function fieldsOf(fields: JsonObject) {
  const op = field(fields, 'op', 'transaction.op')
  const isFailed = listFrom(fields.errors).length > 0
  return {
    traceId: undefined,
    spanId: spanIdOf(fields),
    name: textFrom(fields.transaction) || textFrom(fields.description) || textFrom(fields.name) || op,
    kind: sentryKind(op, undefined),
    status: isFailed ? 2 : sentryStatus(field(fields, 'transaction.status', 'status')),
    startNs: sentryMoment(field(fields, 'precise.start_ts', 'start_timestamp')),
    endNs: sentryMoment(field(fields, 'precise.finish_ts', 'end_timestamp', 'timestamp')),
    durationNs: nsFromMillis(field(fields, 'transaction.duration', 'duration')),
    service: textFrom(fields.project_slug) || undefined,
  }
}
