import type { ByteSource } from '../../model/byteSource.ts'
import { NO_DETAILS, type SpanDetails, type SpanEvent, type SpanLink } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import { type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { readFlatAttributes } from '../fields/flatAttributes.ts'
import { linkTo, plainAttributes } from '../fields/plainDetails.ts'
import { readKind, readStatus } from '../flat/flatNames.ts'
import type { FormatReader } from '../format.ts'
import { nsFromMillis } from '../json/exactNumber.ts'
import { SpanIntake } from '../spanIntake.ts'
import { frameRow, type GrafanaFrame, grafanaFramesOf, readGrafanaFrames, rowAt, rowRange } from './grafanaFrames.ts'

/** Reads {@link grafanaFrame}. */
export const grafanaFrameReader: FormatReader = { read: readFrames, readDetails: readFrameDetails }

async function readFrames(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  for (const frame of await readGrafanaFrames(source, sink.report, sink.progress)) {
    if (!frame.fields.has('traceID') || !frame.fields.has('spanID')) continue
    for (let i = 0; i < frame.length; i++) addRow(intake, frame, i)
  }
}

function addRow(intake: SpanIntake, frame: GrafanaFrame, i: number): void {
  const row = frameRow(frame, i)
  intake.add(
    {
      traceId: row.traceID,
      spanId: row.spanID,
      parentSpanId: row.parentSpanID,
      name: row.operationName,
      kind: readKind(row.kind ?? tagOf(row, 'span.kind')),
      status: statusOf(row),
      startNs: nsFromMillis(row.startTime),
      durationNs: nsFromMillis(row.duration),
      service: textFrom(row.serviceName) || undefined,
    },
    rowRange(frame, i),
  )
}

/** A code; without one what the tags `otel.status_code` and `error` say. */
function statusOf(row: JsonObject): number | undefined {
  const status = row.statusCode ?? tagOf(row, 'otel.status_code')
  return readStatus({ status, error: tagOf(row, 'error') }).code
}

function tagOf(row: JsonObject, key: string): unknown {
  return objectFrom(listFrom(row.tags).find((tag) => objectFrom(tag)?.key === key))?.value
}

async function readFrameDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const row = rowAt(await grafanaFramesOf(source), location.span.byte)
  if (row === undefined) return NO_DETAILS
  const list = new AttributeList()
  for (const [key, value] of readFlatAttributes(row.tags)) list.add(key, value)
  const scopeName = textFrom(row.instrumentationLibraryName) ?? ''
  const scopeVersion = textFrom(row.instrumentationLibraryVersion) ?? ''
  return {
    ...NO_DETAILS,
    attributes: list.attributes(),
    events: listFrom(row.logs).flatMap(readLog),
    links: listFrom(row.references).flatMap((reference) => readReference(reference, row)),
    statusMessage: textFrom(row.statusMessage) ?? '',
    traceState: textFrom(row.traceState) ?? '',
    resource: resourceOf(row),
    scope:
      scopeName === '' && scopeVersion === '' ? undefined : { name: scopeName, version: scopeVersion, attributes: [] },
    warnings: [...listFrom(row.warnings).flatMap((warning) => textFrom(warning) ?? []), ...list.warnings()],
  }
}

function resourceOf(row: JsonObject): SpanDetails['resource'] {
  const attributes = plainAttributes(row.serviceTags)
  const service = textFrom(row.serviceName)
  if (!service || attributes.some(({ key }) => key === 'service.name')) return attributes
  return [{ key: 'service.name', value: { type: 'string', value: service } }, ...attributes]
}

/** A log has a name, or is named by its field `event`, else `message`, as in Jaeger. */
function readLog(value: unknown): SpanEvent[] {
  const log = objectFrom(value)
  if (log === undefined) return []
  const attributes = plainAttributes(log.fields)
  const named = ['event', 'message'].map((key) => attributes.find((attribute) => attribute.key === key))
  const naming = log.name === undefined ? named.find((attribute) => attribute?.value.type === 'string') : undefined
  return [
    {
      timeUnixNs: nsFromMillis(log.timestamp),
      name: textFrom(log.name) ?? (naming?.value.type === 'string' ? naming.value.value : ''),
      attributes: attributes.filter((attribute) => attribute !== naming),
    },
  ]
}

/** References but the one that names the parent. */
function readReference(value: unknown, row: JsonObject): SpanLink[] {
  const reference = objectFrom(value)
  if (reference === undefined) return []
  const isParent = reference.spanID === row.parentSpanID && reference.traceID === row.traceID
  return isParent ? [] : linkTo(reference.traceID, reference.spanID, '', plainAttributes(reference.tags))
}
