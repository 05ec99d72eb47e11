import type { ByteSource } from '../../model/byteSource.ts'
import { NO_DETAILS, type SpanDetails } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { objectFrom, textFrom } from '../fields/fields.ts'
import { plainAttributes } from '../fields/plainDetails.ts'
import type { FormatReader } from '../format.ts'
import { nsFromMicros, nsFromMillis } from '../json/exactNumber.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { SpanIntake } from '../spanIntake.ts'
import { walkSpanObjects } from '../spanObjects.ts'

/** Reads {@link nextTrace}. */
export const nextTraceReader: FormatReader = { read: readNextTrace, readDetails: readNextDetails }

async function readNextTrace(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  const clock = new MonotonicClock()
  await walkSpanObjects(
    source,
    sink,
    (keys) => keys.has('traceId') && keys.has('id'),
    (span, range) =>
      intake.add(
        {
          traceId: span.traceId,
          spanId: span.id,
          parentSpanId: span.parentId,
          name: span.name,
          kind: 0,
          status: 0,
          startNs: clock.unixNs(
            textFrom(span.traceId) ?? '',
            nsFromMicros(span.timestamp),
            nsFromMillis(span.startTime),
          ),
          durationNs: nsFromMicros(span.duration),
        },
        range,
      ),
  )
}

/** Farther apart than this the two clocks did not run together: the machine slept, or its date was set. */
const LARGEST_DRIFT_NS = 1_000_000_000n
/** Traces whose offset is remembered. */
const MAX_TRACES = 10_000

/** Puts times of a clock without date on the date, finer than the ms that the dates have: one offset for each trace. */
class MonotonicClock {
  readonly #offsets = new Map<string, bigint>()

  /** Unix ns of a span; the date alone where it is far from where the offset puts it. */
  unixNs(traceId: string, clockNs: bigint | undefined, dateNs: bigint | undefined): bigint | undefined {
    if (clockNs === undefined || dateNs === undefined) return dateNs
    let offset = this.#offsets.get(traceId)
    if (offset === undefined) {
      offset = dateNs - clockNs
      if (this.#offsets.size < MAX_TRACES) this.#offsets.set(traceId, offset)
    }
    const driftNs = clockNs + offset - dateNs
    return driftNs > LARGEST_DRIFT_NS || driftNs < -LARGEST_DRIFT_NS ? dateNs : clockNs + offset
  }
}

async function readNextDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const span = objectFrom(await readJsonAt(source, location.span))
  return span === undefined ? NO_DETAILS : { ...NO_DETAILS, attributes: plainAttributes(span.tags) }
}
