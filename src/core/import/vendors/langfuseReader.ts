import type { ByteSource } from '../../model/byteSource.ts'
import { NO_DETAILS, type SpanDetails } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import { objectFrom, textFrom } from '../fields/fields.ts'
import { nsFromRfc3339 } from '../fields/rfc3339.ts'
import type { FormatReader } from '../format.ts'
import { addFlattened } from '../json/flattenJson.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { SpanIntake } from '../spanIntake.ts'
import { walkSpanObjects } from '../spanObjects.ts'

/** Reads {@link langfuse}. */
export const langfuseReader: FormatReader = { read: readLangfuse, readDetails: readLangfuseDetails }

async function readLangfuse(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  const isObservation = (keys: ReadonlySet<string>) => keys.has('parentObservationId') && keys.has('traceId')
  await walkSpanObjects(source, sink, isObservation, (observation, range) => {
    const startNs = nsFromRfc3339(observation.startTime)
    intake.add(
      {
        traceId: observation.traceId,
        spanId: observation.id,
        parentSpanId: observation.parentObservationId,
        name: textFrom(observation.name) || observation.type,
        kind: 1,
        status: observation.level === 'ERROR' ? 2 : 0,
        startNs,
        /** Observations of type EVENT are moments. */
        endNs: nsFromRfc3339(observation.endTime) ?? (observation.type === 'EVENT' ? startNs : undefined),
      },
      range,
    )
  })
}

async function readLangfuseDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const observation = objectFrom(await readJsonAt(source, location.span))
  if (observation === undefined) return NO_DETAILS
  const list = new AttributeList()
  addFlattened(list, observation, (key) => TOLD.has(key))
  const statusMessage = textFrom(observation.statusMessage) ?? ''
  return { ...NO_DETAILS, attributes: list.attributes(), statusMessage, warnings: list.warnings() }
}

const TOLD = new Set(['id', 'traceId', 'parentObservationId', 'name', 'startTime', 'endTime', 'statusMessage'])
