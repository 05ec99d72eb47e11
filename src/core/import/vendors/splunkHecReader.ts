import type { ByteSource } from '../../model/byteSource.ts'
import { NO_DETAILS, type SpanDetails } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import { attributeFromJson, field, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { plainAttributes, plainEvents, plainLinks } from '../fields/plainDetails.ts'
import { readKind, readStatus } from '../flat/flatNames.ts'
import type { FormatReader } from '../format.ts'
import { nsFromNanos } from '../json/exactNumber.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { SpanIntake } from '../spanIntake.ts'
import { walkSpanObjects } from '../spanObjects.ts'

/** Reads {@link splunkHec}. */
export const splunkHecReader: FormatReader = { read: readHec, readDetails: readHecDetails }

const AROUND = ['time', 'host', 'source', 'sourcetype', 'index', 'fields'] as const

async function readHec(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  const isEvent = (keys: ReadonlySet<string>) => keys.has('event') && AROUND.some((key) => keys.has(key))
  await walkSpanObjects(source, sink, isEvent, (event, range) => {
    const span = objectFrom(event.event)
    if (span === undefined || field(span, 'trace_id', 'span_id') === undefined) {
      sink.report('signal.skipped', { byte: range.byte, line: range.line })
      return
    }
    intake.add(
      {
        traceId: span.trace_id,
        spanId: span.span_id,
        parentSpanId: span.parent_span_id,
        name: span.name,
        kind: readKind(field(span, 'kind')),
        status: readStatus(span).code,
        startNs: nsFromNanos(span.start_time),
        endNs: nsFromNanos(span.end_time),
        service: serviceOf(event, span),
      },
      range,
    )
  })
}

/** Resource attributes are in `fields`. */
function serviceOf(event: JsonObject, span: JsonObject): string | undefined {
  const named = field(objectFrom(event.fields) ?? {}, 'service.name')
  return textFrom(named ?? field(objectFrom(span.attributes) ?? {}, 'service.name')) || undefined
}

async function readHecDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const event = objectFrom(await readJsonAt(source, location.span))
  const span = objectFrom(event?.event)
  if (event === undefined || span === undefined) return NO_DETAILS
  const resource = new AttributeList()
  for (const { key, value } of plainAttributes(event.fields)) resource.add(key, value)
  for (const key of ['host', 'source', 'sourcetype', 'index'] as const) {
    if (event[key] !== undefined && !resource.has(key)) resource.add(key, attributeFromJson(event[key]))
  }
  return {
    ...NO_DETAILS,
    attributes: plainAttributes(span.attributes),
    events: plainEvents(span.events),
    links: plainLinks(span.links),
    statusMessage: readStatus(span).message,
    traceState: textFrom(field(span, 'trace_state', 'tracestate')) ?? '',
    resource: resource.attributes(),
  }
}
