import { field, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/** Spans as Datadog's API v2 answers them, and traces as its UI copies them: ids as text, spans in a map. */
export const datadogApi: Format = {
  id: 'datadog-api',
  label: 'Datadog API and UI export',
  sameId: 'duplicate',
  score: scoreApi,
  ...readLater(async () => (await import('./datadogApiReader.ts')).datadogApiReader),
}

function scoreApi(probe: Probe): Score {
  const isAnswer = (object: JsonObject) =>
    object.type === 'spans' && field(objectFrom(object.attributes) ?? {}, 'trace_id', 'span_id') !== undefined
  if (findProbeObject(probe, isAnswer) !== undefined) {
    return { score: 0.95, reason: 'items of type “spans” with `attributes.trace_id`' }
  }
  const copied = findProbeObject(probe, (object) => {
    const spans = objectFrom(object.spans)
    const first = objectFrom(spans === undefined ? undefined : Object.values(spans)[0])
    return first !== undefined && textFrom(first.span_id) !== undefined && Object.hasOwn(first, 'start')
  })
  return copied === undefined
    ? { score: 0, reason: '' }
    : { score: 0.93, reason: 'a trace whose `spans` are a map by id, with `start`' }
}
