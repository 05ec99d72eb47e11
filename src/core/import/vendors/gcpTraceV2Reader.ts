import type { ByteSource } from '../../model/byteSource.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import { objectFrom, textFrom } from '../fields/fields.ts'
import { nsFromRfc3339 } from '../fields/rfc3339.ts'
import { readKind } from '../flat/flatNames.ts'
import type { FormatReader } from '../format.ts'
import { integerFrom } from '../json/exactNumber.ts'
import { SpanIntake } from '../spanIntake.ts'
import { walkSpanObjects } from '../spanObjects.ts'
import { GCP_SPAN_NAME } from './gcpSpanName.ts'
import { gcpServiceLabel, gcpText, readGcpV2Details } from './gcpTraceV2Details.ts'

/** Reads {@link gcpTraceV2}. */
export const gcpTraceV2Reader: FormatReader = { read: readGcpSpans, readDetails: readGcpV2Details }

async function readGcpSpans(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  const isSpan = (keys: ReadonlySet<string>) => keys.has('displayName') && (keys.has('spanId') || keys.has('startTime'))
  await walkSpanObjects(source, sink, isSpan, (span, range) => {
    const [, traceId, spanId] = GCP_SPAN_NAME.exec(textFrom(span.name) ?? '') ?? []
    intake.add(
      {
        traceId,
        spanId: textFrom(span.spanId) || spanId,
        parentSpanId: span.parentSpanId,
        name: gcpText(span.displayName),
        kind: readKind(span.spanKind ?? undefined),
        status: statusOf(span.status),
        startNs: nsFromRfc3339(span.startTime),
        endNs: nsFromRfc3339(span.endTime),
        zeroIsTime: true,
        serviceLabel: gcpServiceLabel(span),
      },
      range,
    )
  })
}

/** A google.rpc.Status: 0 is OK, anything else an error; none at all is unset. */
function statusOf(value: unknown): number {
  const status = objectFrom(value)
  if (status === undefined) return 0
  return (integerFrom(status.code) ?? 0n) === 0n ? 1 : 2
}
