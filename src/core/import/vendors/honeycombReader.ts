import type { ByteSource } from '../../model/byteSource.ts'
import { NO_DETAILS, type SpanDetails } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import { field, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { readKind } from '../flat/flatNames.ts'
import { readMoment } from '../flat/flatTimes.ts'
import type { FormatReader } from '../format.ts'
import { saysTrue } from '../jaeger/jaegerTags.ts'
import { nsFromMillis } from '../json/exactNumber.ts'
import { addFlattened } from '../json/flattenJson.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { SpanIntake } from '../spanIntake.ts'
import { walkSpanObjects } from '../spanObjects.ts'

/** Reads {@link honeycomb}. */
export const honeycombReader: FormatReader = { read: readHoneycomb, readDetails: readHoneycombDetails }

function isRow(keys: ReadonlySet<string>): boolean {
  return keys.has('trace.trace_id') || (keys.has('data') && (keys.has('time') || keys.has('samplerate')))
}

/** The columns of a row; around them the events API has the time. */
function columnsOf(row: JsonObject): JsonObject {
  const data = objectFrom(row.data)
  if (data === undefined || Object.hasOwn(row, 'trace.trace_id')) return row
  return { ...data, ...(row.time === undefined ? {} : { time: row.time }) }
}

async function readHoneycomb(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  await walkSpanObjects(source, sink, isRow, (object, range) => {
    const row = columnsOf(object)
    if (textFrom(row['meta.annotation_type'])) {
      const message = 'A span event or link that has a row of its own was skipped.'
      sink.report('signal.skipped', { byte: range.byte, line: range.line }, message)
      return
    }
    intake.add(
      {
        traceId: row['trace.trace_id'],
        spanId: row['trace.span_id'],
        parentSpanId: row['trace.parent_id'],
        name: row.name,
        kind: readKind(field(row, 'span.kind', 'span_kind', 'kind')),
        status: isFailed(row) ? 2 : 0,
        startNs: readMoment(field(row, ...TIME), undefined),
        durationNs: nsFromMillis(row.duration_ms),
        service: textFrom(field(row, ...SERVICE)) || undefined,
      },
      range,
    )
  })
}

const TIME = ['time', 'Timestamp', 'timestamp'] as const
const SERVICE = ['service.name', 'service_name'] as const

function isFailed(row: JsonObject): boolean {
  return saysTrue(row.error) || textFrom(row.status_code) === '2'
}

async function readHoneycombDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const object = objectFrom(await readJsonAt(source, location.span))
  if (object === undefined) return NO_DETAILS
  const row = columnsOf(object)
  const list = new AttributeList()
  addFlattened(list, row, (key) => TOLD.has(key))
  const service = textFrom(field(row, ...SERVICE))
  return {
    ...NO_DETAILS,
    attributes: list.attributes(),
    statusMessage: textFrom(row.status_message) ?? '',
    resource: service ? [{ key: 'service.name', value: { type: 'string', value: service } }] : [],
    warnings: list.warnings(),
  }
}

const TOLD: ReadonlySet<string> = new Set([
  ...['trace.trace_id', 'trace.span_id', 'trace.parent_id', 'name', 'duration_ms', 'error', 'status_message'],
  ...['span.kind', 'span_kind', 'kind'],
  ...TIME,
  ...SERVICE,
])
