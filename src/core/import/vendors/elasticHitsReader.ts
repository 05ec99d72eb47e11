import type { ByteSource } from '../../model/byteSource.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import type { JsonObject } from '../fields/fields.ts'
import { nsFromRfc3339 } from '../fields/rfc3339.ts'
import type { FormatReader } from '../format.ts'
import { nsFromMicros } from '../json/exactNumber.ts'
import { SpanIntake } from '../spanIntake.ts'
import { walkSpanObjects } from '../spanObjects.ts'
import { ecsField, ecsText } from './ecsField.ts'
import { readElasticHitDetails } from './elasticHitDetails.ts'
import { elasticKind } from './elasticKinds.ts'

/** Reads {@link elasticHits}. */
export const elasticHitsReader: FormatReader = { read: readHits, readDetails: readElasticHitDetails }

function isDocument(keys: ReadonlySet<string>): boolean {
  if (!keys.has('trace') && !keys.has('trace.id')) return false
  return ['span', 'transaction', 'span.id', 'transaction.id', 'processor', 'processor.event'].some((key) =>
    keys.has(key),
  )
}

async function readHits(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  await walkSpanObjects(source, sink, isDocument, (document, range) => {
    const event = eventOf(document)
    if (event === undefined) {
      sink.report('signal.skipped', { byte: range.byte, line: range.line })
      return
    }
    const isTransaction = event === 'transaction'
    intake.add(
      {
        traceId: ecsText(document, 'trace.id'),
        spanId: ecsText(document, `${event}.id`),
        parentSpanId:
          ecsText(document, 'parent.id') ?? (isTransaction ? undefined : ecsText(document, 'transaction.id')),
        name: ecsText(document, `${event}.name`),
        kind: elasticKind(isTransaction, ecsText(document, `${event}.type`), ecsText(document, 'span.kind')),
        status: ecsText(document, 'event.outcome') === 'failure' ? 2 : 0,
        startNs: nsFromMicros(ecsField(document, 'timestamp.us')) ?? nsFromRfc3339(ecsField(document, '@timestamp')),
        durationNs: nsFromMicros(ecsField(document, `${event}.duration.us`)),
        service: ecsText(document, 'service.name') || undefined,
      },
      range,
    )
  })
}

/** What a document tells of; undefined for metrics, errors and logs. */
function eventOf(document: JsonObject): 'transaction' | 'span' | undefined {
  const named = ecsText(document, 'processor.event')
  if (named !== undefined) return named === 'transaction' || named === 'span' ? named : undefined
  if (ecsField(document, 'span.duration.us') !== undefined) return 'span'
  return ecsField(document, 'transaction.duration.us') === undefined ? undefined : 'transaction'
}
