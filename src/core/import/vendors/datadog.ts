import { isDecimalNumber } from '../fields/decimalIds.ts'
import { field, type JsonObject, objectFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/** Traces as Datadog's tracers send them to the agent (v0.4), and as its test agent keeps them: arrays of arrays of spans. */
export const datadogV04: Format = datadogFormat('datadog-v04', 'Datadog traces')

/** Datadog spans that hold their children in `_children`, or stand in one array. */
export const datadogTree: Format = datadogFormat('datadog-tree', 'Datadog span trees')

function datadogFormat(id: 'datadog-v04' | 'datadog-tree', label: string): Format {
  return {
    id,
    label,
    sameId: 'duplicate',
    score: (probe) => scoreDatadog(id, probe),
    ...readLater(async () => (await import('./datadogReader.ts')).datadogReader),
  }
}

function scoreDatadog(id: string, probe: Probe): Score {
  if (findProbeObject(probe, isDatadogSpan) === undefined) return { score: 0, reason: '' }
  const isTree = probe.values.some(isListOfSpans) || findProbeObject(probe, isParent) !== undefined
  const reason = 'spans with numeric `trace_id` and `span_id`, `start` and `meta`'
  if (isTree !== (id === 'datadog-tree')) return { score: 0.5, reason }
  return { score: 0.95, reason: `${reason}, ${isTree ? 'in trees or in one array' : 'an array for each trace'}` }
}

function isDatadogSpan(object: JsonObject): boolean {
  const hasIds = isDecimalNumber(object.trace_id) && isDecimalNumber(object.span_id)
  return hasIds && Object.hasOwn(object, 'start') && field(object, 'resource', 'meta', 'metrics') !== undefined
}

function isParent(object: JsonObject): boolean {
  return Array.isArray(object._children) && isDatadogSpan(object)
}

function isListOfSpans(value: unknown): boolean {
  const first = Array.isArray(value) ? objectFrom(value.find((item) => item !== null)) : undefined
  return first !== undefined && isDatadogSpan(first)
}
