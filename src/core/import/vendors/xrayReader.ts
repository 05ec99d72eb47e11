import type { ByteSource } from '../../model/byteSource.ts'
import type { InputPosition } from '../../model/diagnostic.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { spanIdFrom } from '../fields/readIds.ts'
import { preorder, type SpanNode, SpanTreeVisitor, type TreeShape, treeFromJson } from '../fields/spanTrees.ts'
import type { FormatReader } from '../format.ts'
import { nsFromSeconds } from '../json/exactNumber.ts'
import type { JsonCursor, JsonVisitor } from '../json/jsonVisitor.ts'
import { walkJson } from '../json/jsonWalk.ts'
import { parseJson } from '../json/parseJson.ts'
import { SpanIntake } from '../spanIntake.ts'
import { readXrayDetails } from './xrayDetails.ts'
import { traceIdFromXray } from './xrayTraceId.ts'

/** Reads {@link xrayBatch}. */
export const xrayReader: FormatReader = { read: readXray, readDetails: readXrayDetails }

/** Which members of a segment document matter for its columns. */
const SHAPE: TreeShape = {
  wanted: new Set([
    ...['id', 'name', 'start_time', 'end_time', 'trace_id', 'parent_id', 'type', 'namespace'],
    ...['fault', 'error', 'throttle', 'http', 'origin'],
  ]),
  passed: new Set(['annotations', 'aws', 'cause', 'links', 'metadata', 'service', 'sql', 'precursor_ids']),
  children: new Set(['subsegments']),
  isSpan: (fields) => Object.hasOwn(fields, 'start_time') || Object.hasOwn(fields, 'trace_id'),
}

async function readXray(source: ByteSource, sink: SpanSink): Promise<void> {
  await walkJson(source, new XrayVisitor(sink), sink.report, (byte) => sink.progress(byte))
}

class XrayVisitor implements JsonVisitor {
  readonly #sink: SpanSink
  readonly #intake: SpanIntake
  readonly #trees: SpanTreeVisitor

  constructor(sink: SpanSink) {
    this.#sink = sink
    this.#intake = new SpanIntake(sink)
    this.#trees = new SpanTreeVisitor(SHAPE, (root) => this.#addTree(root), sink.report)
  }

  onValue(cursor: JsonCursor) {
    return cursor.type === 'string' && cursor.key() === 'Document' ? 'take' : this.#trees.onValue(cursor)
  }

  onTaken(cursor: JsonCursor, value: unknown, range: SourceRange & InputPosition): void {
    if (cursor.key() !== 'Document' || typeof value !== 'string') {
      this.#trees.onTaken(cursor, value)
      return
    }
    const at = { byte: range.byte, line: range.line }
    const document = parseJson(value, (code, offset, message) =>
      this.#sink.report(code, at, `In this document, at character ${offset}: ${message}`),
    )
    const root = treeFromJson(document, SHAPE, { ...at, byteLength: range.byteLength })
    if (root === undefined) this.#sink.report('span.shape', at)
    else this.#addTree(root)
  }

  onLeave(cursor: JsonCursor): void {
    this.#trees.onLeave(cursor)
  }

  /** A context for each document, whose resource is the document. */
  #addTree(root: SpanNode): void {
    const context = this.#sink.openContext()
    const { byte, byteLength } = root.range
    const service = textFrom(root.fields.name)
    this.#sink.describeContext(context, { resource: { byte, byteLength }, ...(service ? { service } : {}) })
    for (const [{ fields, range }, around] of preorder(root)) {
      this.#intake.add(
        {
          traceId: undefined,
          checkedTraceId: traceIdFromXray(fields.trace_id ?? root.fields.trace_id),
          spanId: fields.id,
          parentSpanId: fields.parent_id ?? spanIdFrom(around?.fields.id, 'hex'),
          name: fields.name,
          kind: kindOf(fields, around === undefined),
          status: fields.fault === true || fields.error === true || fields.throttle === true ? 2 : 0,
          startNs: nsFromSeconds(fields.start_time),
          endNs: nsFromSeconds(fields.end_time),
          context,
        },
        range,
      )
    }
  }
}

/** Segments that answer a request are servers, subsegments that call AWS or another service clients. */
function kindOf(fields: JsonObject, isRoot: boolean): number {
  if (fields.namespace === 'aws' || fields.namespace === 'remote') return 3
  const isAsked = objectFrom(fields.http)?.request !== undefined || typeof fields.origin === 'string'
  return isRoot && fields.type !== 'subsegment' && isAsked ? 2 : 1
}
