import type { ByteSource } from '../../model/byteSource.ts'
import { type Attribute, NO_DETAILS, type SpanDetails } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { attributeFromJson, field, type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { readKind } from '../flat/flatNames.ts'
import type { FormatReader } from '../format.ts'
import { saysTrue } from '../jaeger/jaegerTags.ts'
import { nsFromSeconds } from '../json/exactNumber.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { SpanIntake } from '../spanIntake.ts'
import { walkSpanObjects } from '../spanObjects.ts'

/** Reads {@link swiftConsole}. */
export const swiftConsoleReader: FormatReader = { read: readSwift, readDetails: readSwiftDetails }

/** 2001-01-01T00:00:00Z, from which Foundation counts (`Date.timeIntervalSinceReferenceDate`), in Unix ns. */
const REFERENCE_DATE_NS = 978_307_200_000_000_000n

async function readSwift(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  await walkSpanObjects(
    source,
    sink,
    (keys) => keys.has('spanId') && keys.has('traceId'),
    (span, range) => {
      const start = nsFromSeconds(span.start)
      intake.add(
        {
          traceId: span.traceId,
          spanId: span.spanId,
          parentSpanId: span.parentSpanId,
          name: span.span,
          kind: readKind(field(span, 'spanKind')),
          status: 0,
          startNs: start === undefined ? undefined : start + REFERENCE_DATE_NS,
          durationNs: nsFromSeconds(span.duration),
          flags: saysTrue(objectFrom(span.traceFlags)?.sampled) ? 1 : 0,
        },
        range,
      )
    },
  )
}

async function readSwiftDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const span = objectFrom(await readJsonAt(source, location.span))
  if (span === undefined) return NO_DETAILS
  const attributes = objectFrom(span.attributes) ?? {}
  return {
    ...NO_DETAILS,
    attributes: Object.entries(attributes).map(([key, value]): Attribute => {
      return { key, value: attributeFromJson(unwrapped(value)) }
    }),
    traceState: traceStateOf(objectFrom(span.traceState)),
  }
}

/** Swift writes a case of an enum as `{"string": {"_0": value}}`. */
function unwrapped(value: unknown): unknown {
  const cases = Object.values(objectFrom(value) ?? {})
  const associated = cases.length === 1 ? objectFrom(cases[0]) : undefined
  return associated !== undefined && Object.hasOwn(associated, '_0') ? associated._0 : value
}

function traceStateOf(state: JsonObject | undefined): string {
  return listFrom(state?.entries)
    .map((entry) => objectFrom(entry))
    .flatMap((entry) => (entry === undefined ? [] : `${textFrom(entry.key) ?? ''}=${textFrom(entry.value) ?? ''}`))
    .join(',')
}
