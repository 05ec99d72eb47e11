import { field, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import type { Probe, Score } from '../format.ts'
import { numberFrom } from '../json/exactNumber.ts'
import { findProbeObject } from '../probeObjects.ts'
import { SPELLINGS } from './flatNames.ts'
import { readTimeKey } from './flatTimeKeys.ts'

/** Keys, at a span or around it, by which more particular formats tell themselves. */
const FOREIGN_KEYS = [
  'resourceSpans',
  'resource_spans',
  'scopeSpans',
  'scope_spans',
  'instrumentationLibrarySpans',
  'batches',
  'spanSet',
  'spanSets',
  'batchWriteSpansRequest',
  'processes',
  'SpanContext',
  'SpanName',
  'subsegments',
  'displayName',
  'durationInNanos',
  'localEndpoint',
  'remoteEndpoint',
  'startTimeMillis',
  'traceEvents',
  'processor',
  'transaction',
  'metadata',
  'metricset',
  'contexts',
  'event',
  'children_ids',
  'parentObservationId',
  'meta_struct',
  'resources_string',
]

/** The shapes of flat spans that are told apart in reports. */
export type FlatShape = 'flat-us' | 'flat-ndjson'

/**
 * Scores low, so that any format that knows its input better wins. 'flat-us': arrays, and spans whose `timestamp` or the
 * like names no unit; 'flat-ndjson': spans as documents of their own, with times that name their unit or are dates.
 */
export function scoreFlat(shape: FlatShape, probe: Probe): Score {
  let sawForeign = false
  const span = findProbeObject(probe, (object) => {
    sawForeign ||= isForeign(object)
    return isFlatSpan(object)
  })
  if (span === undefined) return { score: 0, reason: '' }
  if (sawForeign) return { score: 0.05, reason: 'objects with a trace id and a span id, of another family' }
  const isDocument = probe.values.includes(span)
  const found = isDocument && !hasNumberWithoutUnit(span) ? 'flat-ndjson' : 'flat-us'
  if (found !== shape) return { score: 0.2, reason: 'objects with a trace id and a span id' }
  const place = shape === 'flat-ndjson' ? 'each a document of its own' : 'with times whose unit goes by their size'
  return { score: 0.3, reason: `objects with a trace id and a span id, ${isDocument ? place : 'in an array'}` }
}

function isFlatSpan(object: JsonObject): boolean {
  const traceId = textFrom(field(object, ...SPELLINGS.traceId))
  const spanId = textFrom(field(object, ...SPELLINGS.spanId))
  return traceId !== undefined && spanId !== undefined
}

/** Also Datadog's numeric ids beside `meta`, Jaeger's `operationName` with typed tags, and names of Google Cloud spans. */
function isForeign(object: JsonObject): boolean {
  if (FOREIGN_KEYS.some((key) => Object.hasOwn(object, key))) return true
  if (Object.hasOwn(object, 'context') && Object.hasOwn(objectFrom(object.context) ?? {}, 'trace_id')) return true
  if (typeof object.trace_id !== 'string' && Object.hasOwn(object, 'trace_id') && Object.hasOwn(object, 'start'))
    return true
  return Object.hasOwn(object, 'operationName') && (Object.hasOwn(object, 'spanID') || Object.hasOwn(object, 'process'))
}

function hasNumberWithoutUnit(span: JsonObject): boolean {
  return Object.entries(span).some(([key, value]) => {
    const time = numberFrom(value) === undefined ? undefined : readTimeKey(key)
    return time?.role === 'start' && time.unit === undefined
  })
}
