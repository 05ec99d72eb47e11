import type { ByteSource } from '../../model/byteSource.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import { objectFrom, textFrom } from '../fields/fields.ts'
import { nsFromRfc3339 } from '../fields/rfc3339.ts'
import { readKind } from '../flat/flatNames.ts'
import type { Format, Probe, Score } from '../format.ts'
import { integerFrom } from '../json/exactNumber.ts'
import { findProbeObject } from '../probeObjects.ts'
import { SpanIntake } from '../spanIntake.ts'
import { walkSpanObjects } from '../spanObjects.ts'
import { gcpServiceLabel, gcpText, readGcpV2Details } from './gcpTraceV2Details.ts'

/**
 * Spans as Google Cloud Trace's API v2 takes them (BatchWriteSpans); ids are in their resource names.
 * No attribute of theirs is the service by rule; `service.name` is a label.
 */
export const gcpTraceV2: Format = {
  id: 'gcp-trace-v2',
  label: 'Google Cloud Trace v2',
  sameId: 'duplicate',
  score: scoreGcpSpans,
  read: readGcpSpans,
  readDetails: readGcpV2Details,
}

const SPAN_NAME = /^projects\/[^/]+\/traces\/([^/]+)\/spans\/([^/]+)$/

function scoreGcpSpans(probe: Probe): Score {
  const span = findProbeObject(
    probe,
    (object) => typeof object.name === 'string' && SPAN_NAME.test(object.name) && Object.hasOwn(object, 'displayName'),
  )
  if (span !== undefined) return { score: 0.95, reason: 'spans named projects/…/traces/…/spans/…' }
  const request = findProbeObject(probe, (object) => Array.isArray(object.batchWriteSpansRequest))
  return request === undefined ? { score: 0, reason: '' } : { score: 0.9, reason: 'requests of BatchWriteSpans' }
}

async function readGcpSpans(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  const isSpan = (keys: ReadonlySet<string>) => keys.has('displayName') && (keys.has('spanId') || keys.has('startTime'))
  await walkSpanObjects(source, sink, isSpan, (span, range) => {
    const [, traceId, spanId] = SPAN_NAME.exec(textFrom(span.name) ?? '') ?? []
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
