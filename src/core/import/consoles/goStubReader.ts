import type { ByteSource } from '../../model/byteSource.ts'
import {
  type Attribute,
  type AttributeValue,
  NO_DETAILS,
  type SpanDetails,
  type SpanEvent,
  type SpanLink,
} from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import {
  attributeFromJson,
  countFrom,
  field,
  type JsonObject,
  listFrom,
  objectFrom,
  textFrom,
} from '../fields/fields.ts'
import { linkTo } from '../fields/plainDetails.ts'
import { readKind } from '../flat/flatNames.ts'
import { readMoment } from '../flat/flatTimes.ts'
import type { FormatReader } from '../format.ts'
import { integerFrom, numberFrom } from '../json/exactNumber.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { SpanIntake, traceFlagsFrom } from '../spanIntake.ts'
import { walkSpanObjects } from '../spanObjects.ts'

/** Reads {@link goStdouttrace}. */
export const goStubReader: FormatReader = { read: readStubs, readDetails: readStubDetails }

async function readStubs(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  await walkSpanObjects(
    source,
    sink,
    (keys) => keys.has('SpanContext'),
    (stub, range) => {
      const context = objectFrom(stub.SpanContext)
      if (context === undefined && Object.hasOwn(stub, 'ScopeMetrics')) {
        sink.report('signal.skipped', range)
        return
      }
      const parent = objectFrom(stub.Parent)
      intake.add(
        {
          traceId: context?.TraceID,
          spanId: context?.SpanID,
          parentSpanId: parent === undefined ? field(stub, 'ParentSpanID') : parent.SpanID,
          name: stub.Name,
          kind: readKind(field(stub, 'SpanKind')),
          status: statusOf(stub),
          startNs: readMoment(field(stub, 'StartTime'), 'ns'),
          endNs: readMoment(field(stub, 'EndTime'), 'ns'),
          flags: traceFlagsFrom(context?.TraceFlags),
          service: serviceOf(stub),
        },
        range,
      )
    },
  )
}

/** By number as in Go's codes package: 1 is Error and 2 is Ok, other than in OTLP. */
const STATUSES: ReadonlyMap<string, number> = new Map([
  ['0', 0],
  ['1', 2],
  ['2', 1],
  ['unset', 0],
  ['error', 2],
  ['ok', 1],
])

function statusOf(stub: JsonObject): number | undefined {
  const status = objectFrom(stub.Status)
  const code = status === undefined ? field(stub, 'StatusCode') : field(status, 'Code')
  return code === undefined ? 0 : STATUSES.get((textFrom(code) ?? '?').toLowerCase())
}

function serviceOf(stub: JsonObject): string | undefined {
  for (const item of listFrom(stub.Resource)) {
    const pair = objectFrom(item)
    if (pair?.Key === 'service.name') return textFrom(objectFrom(pair.Value)?.Value) || undefined
  }
  return undefined
}

async function readStubDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const stub = objectFrom(await readJsonAt(source, location.span))
  if (stub === undefined) return NO_DETAILS
  const attributes = pairs(stub.Attributes)
  const scope = objectFrom(field(stub, 'InstrumentationScope', 'InstrumentationLibrary'))
  const scopeName = textFrom(scope?.Name)
  const status = objectFrom(stub.Status)
  return {
    attributes: attributes.attributes(),
    events: listFrom(field(stub, 'Events', 'MessageEvents')).flatMap(readEvent),
    links: listFrom(stub.Links).flatMap(readLink),
    statusMessage: textFrom(status === undefined ? stub.StatusMessage : status.Description) ?? '',
    traceState: textFrom(objectFrom(stub.SpanContext)?.TraceState) ?? '',
    resource: pairs(stub.Resource).attributes(),
    scope: scopeName
      ? { name: scopeName, version: textFrom(scope?.Version) ?? '', attributes: pairs(scope?.Attributes).attributes() }
      : undefined,
    dropped: {
      attributes: countFrom(field(stub, 'DroppedAttributes', 'DroppedAttributeCount')),
      events: countFrom(field(stub, 'DroppedEvents', 'DroppedMessageEventCount')),
      links: countFrom(field(stub, 'DroppedLinks', 'DroppedLinkCount')),
    },
    warnings: attributes.warnings(),
  }
}

function pairs(value: unknown): AttributeList {
  const list = new AttributeList()
  for (const item of listFrom(value)) {
    const pair = objectFrom(item)
    const key = textFrom(pair?.Key)
    const typed = objectFrom(pair?.Value)
    if (key !== undefined) list.add(key, typed === undefined ? attributeFromJson(pair?.Value) : typedValue(typed))
  }
  return list
}

/** {Type, Value}: whole numbers of a FLOAT64 are doubles; a value that does not fit its type keeps the type of JSON. */
function typedValue({ Type, Value }: JsonObject): AttributeValue {
  if (typeof Type === 'string' && Array.isArray(Value)) {
    const ofOne = Type.replace(/SLICE$/, '')
    const value: Attribute['value'][] = Value.map((item) => typedValue({ Type: ofOne, Value: item }))
    return { type: 'array', value }
  }
  if (Type === 'FLOAT64') {
    const double = numberFrom(Value)
    if (double !== undefined) return { type: 'double', value: double }
  }
  if (Type === 'INT64') {
    const int = integerFrom(Value)
    if (int !== undefined) return { type: 'int', value: int }
  }
  return attributeFromJson(Value)
}

function readEvent(value: unknown): SpanEvent[] {
  const event = objectFrom(value)
  if (event === undefined) return []
  const attributes = pairs(event.Attributes).attributes()
  return [{ timeUnixNs: readMoment(event.Time, 'ns'), name: textFrom(event.Name) ?? '', attributes }]
}

function readLink(value: unknown): SpanLink[] {
  const link = objectFrom(value)
  const context = objectFrom(link?.SpanContext) ?? link
  const attributes = pairs(link?.Attributes).attributes()
  return linkTo(context?.TraceID, context?.SpanID, textFrom(context?.TraceState) ?? '', attributes)
}
