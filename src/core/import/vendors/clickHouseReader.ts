import type { ByteSource } from '../../model/byteSource.ts'
import { type Attribute, NO_DETAILS, type SpanDetails, type SpanEvent, type SpanLink } from '../../model/details.ts'
import type { InputPosition } from '../../model/diagnostic.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { attributeFromJson, isJsonObject, type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { linkTo, plainAttributes } from '../fields/plainDetails.ts'
import { columnsOf, isRow, rowObject } from '../fields/rowColumns.ts'
import { readKind, readStatus } from '../flat/flatNames.ts'
import { readMoment } from '../flat/flatTimes.ts'
import type { FormatReader } from '../format.ts'
import { nsFromNanos } from '../json/exactNumber.ts'
import type { JsonCursor } from '../json/jsonVisitor.ts'
import { walkJson } from '../json/jsonWalk.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { findSpanHome, stepTo } from '../spanHome.ts'
import { SpanIntake } from '../spanIntake.ts'
import { isClickHouseSpan } from './clickHouseSpan.ts'

/** Reads {@link clickHouse}. */
export const clickHouseReader: FormatReader = { read: readClickHouse, readDetails: readClickHouseDetails }

async function readClickHouse(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  const home = await findSpanHome(source, isClickHouseSpan)
  const columns = home === undefined ? await columnsOf(source) : []
  const visitor = {
    onValue(cursor: JsonCursor) {
      if (cursor.key() === 'meta') return 'skip' as const
      return isRow(cursor) ? ('take' as const) : stepTo(home ?? 'data', cursor)
    },
    onTaken(_cursor: JsonCursor, value: unknown, range: SourceRange & InputPosition) {
      const row = rowObject(value, range.byte, columns)
      if (row !== undefined) addRow(intake, row, range)
      else if (value !== null) sink.report('span.shape', { byte: range.byte, line: range.line })
    },
  }
  await walkJson(source, visitor, sink.report, (byte) => sink.progress(byte))
}

function addRow(intake: SpanIntake, row: JsonObject, range: SourceRange & InputPosition): void {
  intake.add(
    {
      traceId: row.TraceId,
      spanId: row.SpanId,
      parentSpanId: row.ParentSpanId,
      name: row.SpanName,
      kind: readKind(row.SpanKind ?? undefined),
      status: readStatus(row).code,
      startNs: readMoment(row.Timestamp, undefined),
      durationNs: nsFromNanos(row.Duration),
      service: textFrom(row.ServiceName) || textFrom(objectFrom(row.ResourceAttributes)?.['service.name']),
    },
    range,
  )
}

/** Columns that are told elsewhere than among the attributes. */
const TOLD: ReadonlySet<string> = new Set([
  'Timestamp',
  'TimestampTime',
  'TraceId',
  'SpanId',
  'ParentSpanId',
  'TraceState',
  'SpanName',
  'SpanKind',
  'ServiceName',
  'ResourceAttributes',
  'ScopeName',
  'ScopeVersion',
  'SpanAttributes',
  'Duration',
  'StatusCode',
  'StatusMessage',
  'Events',
  'Links',
])

async function readClickHouseDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const value = await readJsonAt(source, location.span)
  const columns = Array.isArray(value) ? await columnsOf(source) : []
  const row = rowObject(value, location.span.byte, columns)
  if (row === undefined) return NO_DETAILS
  const scopeName = textFrom(row.ScopeName) ?? ''
  const scopeVersion = textFrom(row.ScopeVersion) ?? ''
  return {
    ...NO_DETAILS,
    attributes: [...plainAttributes(row.SpanAttributes), ...furtherColumns(row)],
    events: nestedRows(row, 'Events').map(readEvent),
    links: nestedRows(row, 'Links').flatMap(readLink),
    statusMessage: textFrom(row.StatusMessage) ?? '',
    traceState: textFrom(row.TraceState) ?? '',
    resource: resourceOf(row),
    scope:
      scopeName === '' && scopeVersion === '' ? undefined : { name: scopeName, version: scopeVersion, attributes: [] },
  }
}

/** What the table holds besides the columns that the exporter makes. */
function furtherColumns(row: JsonObject): Attribute[] {
  return Object.entries(row)
    .filter(([key, value]) => value !== null && value !== '' && !TOLD.has(key) && !/^(Events|Links)\./.test(key))
    .map(([key, value]) => ({ key, value: attributeFromJson(value) }))
}

function resourceOf(row: JsonObject): Attribute[] {
  const attributes = plainAttributes(row.ResourceAttributes)
  const service = textFrom(row.ServiceName)
  if (!service || attributes.some(({ key }) => key === 'service.name')) return attributes
  return [{ key: 'service.name', value: { type: 'string', value: service } }, ...attributes]
}

/** Rows of a nested column: parallel arrays `Events.Name`, …, or one array of objects. */
function nestedRows(row: JsonObject, column: string): JsonObject[] {
  const prefix = `${column}.`
  const parts = Object.entries(row).filter(([key]) => key.startsWith(prefix))
  const length = Math.max(0, ...parts.map(([, values]) => listFrom(values).length))
  const split = Array.from({ length }, (_, i) =>
    Object.fromEntries(parts.map(([key, values]) => [key.slice(prefix.length), listFrom(values)[i]])),
  )
  return [...split, ...listFrom(row[column]).filter(isJsonObject)]
}

function readEvent(event: JsonObject): SpanEvent {
  return {
    timeUnixNs: readMoment(event.Timestamp, undefined),
    name: textFrom(event.Name) ?? '',
    attributes: plainAttributes(event.Attributes),
  }
}

function readLink(link: JsonObject): SpanLink[] {
  return linkTo(link.TraceId, link.SpanId, textFrom(link.TraceState) ?? '', plainAttributes(link.Attributes))
}
