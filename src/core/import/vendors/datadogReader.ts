import type { ByteSource } from '../../model/byteSource.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import { hexFromDecimal, parentFromDecimal } from '../fields/decimalIds.ts'
import { type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { type TraceIdText, traceIdFrom } from '../fields/readIds.ts'
import { preorder, type SpanNode, type TreeShape, walkSpanTrees } from '../fields/spanTrees.ts'
import type { FormatReader } from '../format.ts'
import { kindFromTag } from '../jaeger/jaegerTags.ts'
import { integerFrom, nsFromNanos } from '../json/exactNumber.ts'
import { SpanIntake } from '../spanIntake.ts'
import { readDatadogDetails } from './datadogDetails.ts'

/** Reads {@link datadogV04}. */
export const datadogReader: FormatReader = { read: readDatadog, readDetails: readDatadogDetails }

const SHAPE: TreeShape = {
  wanted: new Set([
    ...['trace_id', 'span_id', 'parent_id', 'name', 'resource', 'service', 'type'],
    ...['start', 'duration', 'error', 'meta'],
  ]),
  passed: new Set(['metrics', 'meta_struct', 'span_links', 'span_events']),
  children: new Set(['_children']),
  isSpan: (fields) => Object.hasOwn(fields, 'span_id') || Object.hasOwn(fields, 'trace_id'),
}

/** Reads twice: the upper half of a trace id may come after spans of its trace. */
async function readDatadog(source: ByteSource, sink: SpanSink): Promise<void> {
  const highHalves = new Map<string, string>()
  const tell = (byte: number) => sink.progress(byte / 2)
  await walkSpanTrees(
    source,
    SHAPE,
    (root) => collectHighHalves(root, highHalves),
    () => {},
    tell,
  )
  const intake = new SpanIntake(sink)
  const addTree = (root: SpanNode) => {
    for (const [node, around] of preorder(root)) addSpan(intake, node, around, highHalves)
  }
  await walkSpanTrees(source, SHAPE, addTree, sink.report, (byte) => sink.progress((source.size + byte) / 2))
}

/** `_dd.p.tid` is the upper half of a trace id of 128 bits; only the first span of a chunk has it. */
function collectHighHalves(root: SpanNode, highHalves: Map<string, string>): void {
  for (const [{ fields }] of preorder(root)) {
    const high = textFrom(objectFrom(fields.meta)?.['_dd.p.tid'])
    const low = hexFromDecimal(fields.trace_id)
    if (high !== undefined && low !== undefined && /^[0-9a-f]{16}$/i.test(high)) highHalves.set(low, high.toLowerCase())
  }
}

function addSpan(
  intake: SpanIntake,
  { fields, range }: SpanNode,
  around: SpanNode | undefined,
  highHalves: ReadonlyMap<string, string>,
): void {
  const meta = objectFrom(fields.meta) ?? {}
  const isFailed = integerFrom(fields.error)
  intake.add(
    {
      traceId: undefined,
      checkedTraceId: traceIdOf(fields.trace_id ?? around?.fields.trace_id, highHalves),
      spanId: hexFromDecimal(fields.span_id) ?? textFrom(fields.span_id),
      parentSpanId: parentOf(fields, around),
      name: textFrom(fields.resource) || fields.name,
      kind: datadogKind(meta['span.kind'], fields.type),
      status: isFailed !== undefined && isFailed !== 0n ? 2 : 0,
      startNs: nsFromNanos(fields.start),
      durationNs: nsFromNanos(fields.duration),
      service: textFrom(fields.service) || undefined,
    },
    range,
  )
}

/** The lower half with the upper one where it is known. 0 is an id in snapshots, whose ids count from 0. */
function traceIdOf(value: unknown, highHalves: ReadonlyMap<string, string>): TraceIdText | undefined {
  const low = hexFromDecimal(value)
  if (low === undefined) return traceIdFrom(value, 'hex')
  return { id: (highHalves.get(low) ?? '').padStart(16, '0') + low, raw: textFrom(value) }
}

/** The parent named, else the span around this one. */
function parentOf(fields: JsonObject, around: SpanNode | undefined): unknown {
  const named = parentFromDecimal(fields.parent_id)
  if (named === 'unusable') return fields.parent_id
  return named?.id ?? hexFromDecimal(around?.fields.span_id)
}

/** Types of spans that call something else, when `span.kind` does not say. */
const CALLS = new Set([
  ...['http', 'sql', 'db', 'cache', 'redis', 'memcached', 'mongodb', 'cassandra', 'elasticsearch', 'opensearch'],
  ...['leveldb', 'consul', 'dns', 'rpc', 'grpc', 'soap'],
])

/** OTLP kind from the tag `span.kind`, else from the type of the span; undefined for an unknown `span.kind`. */
export function datadogKind(tag: unknown, type: unknown): number | undefined {
  const kind = textFrom(tag)
  if (kind !== undefined && kind !== '') return kindFromTag(kind)
  const word = textFrom(type) ?? ''
  if (word === 'web') return 2
  return CALLS.has(word) ? 3 : 0
}
