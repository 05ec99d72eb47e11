import type { ByteSource } from '../../model/byteSource.ts'
import type { InputPosition } from '../../model/diagnostic.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { field, isJsonObject, type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { columnsOf, isRow, rowObject } from '../fields/rowColumns.ts'
import type { Format, Probe, Score } from '../format.ts'
import type { JsonCursor } from '../json/jsonVisitor.ts'
import { walkJson } from '../json/jsonWalk.ts'
import { findProbeObject } from '../probeObjects.ts'
import { findSpanHome, type SpanHome, sampleSpans, stepTo } from '../spanHome.ts'
import { SpanIntake } from '../spanIntake.ts'
import { readSigNozDetails, spanAndChildren } from './sigNozDetails.ts'
import { SIGNOZ, sigNozSpan } from './sigNozFields.ts'

/**
 * Spans of SigNoz: rows of its tables (v3), answers of its queries and of its trace waterfall with or without nested
 * `children`, answers of its old API as `{columns, events}`, and the rows that its tests insert.
 */
export const sigNoz: Format = {
  id: 'signoz',
  label: 'SigNoz',
  sameId: 'duplicate',
  score: scoreSigNoz,
  read: readSigNoz,
  readDetails: readSigNozDetails,
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

function isSpan(keys: ReadonlySet<string>): boolean {
  return [SIGNOZ.traceId, SIGNOZ.spanId].every((names) => names.some((name) => keys.has(name)))
}

async function readSigNoz(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  const home = await findSpanHome(source, isSpan)
  const hasShell = home === 'data' && !(await isFirstSpan(source, home))
  const columns = home === undefined ? await columnsOf(source) : []
  const visitor = {
    onValue(cursor: JsonCursor) {
      if (home !== undefined) return hasShell && isShell(cursor) ? ('enter' as const) : stepTo(home, cursor)
      if (cursor.key() === 'columns') return 'skip' as const
      return isRow(cursor) ? ('take' as const) : ('enter' as const)
    },
    onTaken(_cursor: JsonCursor, value: unknown, range: SourceRange & InputPosition) {
      const row = rowObject(value, range.byte, columns)
      if (row === undefined) {
        if (value !== null) sink.report('span.shape', { byte: range.byte, line: range.line })
        return
      }
      for (const { span, encloser } of spanAndChildren(row)) intake.add(sigNozSpan(span, encloser), range)
    },
  }
  await walkJson(source, visitor, sink.report, (byte) => sink.progress(byte))
}

/** Whether what lies first at the home of spans is one, and no shell of the same name around them. */
async function isFirstSpan(source: ByteSource, home: SpanHome): Promise<boolean> {
  let isFirst = false
  await sampleSpans(source, home, {
    onSpan(value) {
      isFirst = isJsonObject(value) && isSpan(new Set(Object.keys(value)))
      return false
    },
  })
  return isFirst
}

/** True for the `data` of an answer, which holds rows whose spans lie in a `data` of their own. */
function isShell(cursor: JsonCursor): boolean {
  const isInRow = Number(cursor.key(1)) >= 0
  return cursor.key() === 'data' && cursor.type === 'object' && !isInRow
}
