import { field, type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'
import { SIGNOZ } from './sigNozNames.ts'

/**
 * Spans of SigNoz: rows of its tables (v3), answers of its queries and of its trace waterfall with or without nested
 * `children`, answers of its old API as `{columns, events}`, and the rows that its tests insert.
 */
export const sigNoz: Format = {
  id: 'signoz',
  label: 'SigNoz',
  sameId: 'duplicate',
  score: scoreSigNoz,
  ...readLater(async () => (await import('./sigNozReader.ts')).sigNozReader),
}

const OWN_MAPS = ['resources_string', 'attributes_string']
const OF_WATERFALL = ['has_children', 'hasChildren', 'sub_tree_node_count', 'subTreeNodeCount', 'children']

function scoreSigNoz(probe: Probe): Score {
  const own = (keys: readonly string[]) => (object: JsonObject) =>
    isSigNozSpan(object) && field(object, ...keys) !== undefined
  if (findProbeObject(probe, own(OWN_MAPS)) !== undefined) {
    return { score: 0.95, reason: 'rows with `resources_string` or `attributes_string`' }
  }
  if (findProbeObject(probe, own(OF_WATERFALL)) !== undefined) {
    return { score: 0.95, reason: 'spans of a waterfall with `duration_nano` and their children' }
  }
  if (findProbeObject(probe, isOldTable) !== undefined) return { score: 0.95, reason: '`columns` and `events`' }
  if (findProbeObject(probe, (object) => isSigNozSpan(object) && isFixture(object)) !== undefined) {
    return { score: 0.9, reason: 'rows with `resources` and a `duration` such as PT1.2S' }
  }
  if (findProbeObject(probe, isSigNozSpan) !== undefined) return { score: 0.7, reason: 'rows with `duration_nano`' }
  return { score: 0, reason: '' }
}

function isSigNozSpan(object: JsonObject): boolean {
  return field(object, ...SIGNOZ.durationNs) !== undefined || isFixture(object)
    ? field(object, ...SIGNOZ.traceId) !== undefined && field(object, ...SIGNOZ.spanId) !== undefined
    : false
}

function isFixture({ duration, resources }: JsonObject): boolean {
  return typeof duration === 'string' && duration.startsWith('PT') && objectFrom(resources) !== undefined
}

function isOldTable({ columns, events }: JsonObject): boolean {
  const names = new Set(listFrom(columns).map((name) => textFrom(name)))
  return Array.isArray(events) && names.has('TraceId') && names.has('SpanId')
}
