import type { ByteSource } from '../../model/byteSource.ts'
import { NO_DETAILS, type SpanDetails } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { field, type JsonObject, objectFrom } from '../fields/fields.ts'
import { readStatus } from '../flat/flatNames.ts'
import { readDuration, readMoment } from '../flat/flatTimes.ts'
import type { FormatReader } from '../format.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { SpanIntake, traceFlagsFrom } from '../spanIntake.ts'
import { walkSpanObjects } from '../spanObjects.ts'
import { jsKind, jsResource, jsServiceOf, jsSpanDetails } from './jsSpan.ts'

/** Reads {@link jsReadable}. */
export const jsReadableReader: FormatReader = { read: readReadables, readDetails: readReadableDetails }

async function readReadables(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  await walkSpanObjects(
    source,
    sink,
    (keys) => keys.has('_spanContext'),
    (span, range) => {
      const context = objectFrom(span._spanContext)
      const duration = field(span, '_duration', 'duration')
      const end = readMoment(span.endTime, 'ns')
      intake.add(
        {
          traceId: context?.traceId,
          spanId: context?.spanId,
          parentSpanId: parentOf(span),
          name: span.name,
          kind: jsKind(field(span, 'kind')),
          status: readStatus(span).code,
          startNs: readMoment(span.startTime, 'ns'),
          endNs: end,
          durationNs: isUnfinished(span) ? undefined : readDuration(duration, 'ns'),
          flags: traceFlagsFrom(context?.traceFlags),
          service: jsServiceOf(span),
        },
        range,
      )
    },
  )
}

function parentOf(span: JsonObject): unknown {
  return field(objectFrom(span.parentSpanContext) ?? {}, 'spanId') ?? field(span, 'parentSpanId')
}

/** A span that has not ended has a duration of -1 s or 0. */
function isUnfinished(span: JsonObject): boolean {
  return field(span, '_ended') === false
}

async function readReadableDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const span = objectFrom(await readJsonAt(source, location.span))
  if (span === undefined) return NO_DETAILS
  return { ...jsSpanDetails(span, objectFrom(span._spanContext)), resource: jsResource(span) }
}
