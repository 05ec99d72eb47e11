import type { ByteSource } from '../model/byteSource.ts'
import type { InputPosition } from '../model/diagnostic.ts'
import type { SpanSink } from '../model/spanRecord.ts'
import type { SourceRange } from '../model/spanTable.ts'
import { type JsonObject, objectFrom } from './fields/fields.ts'
import { type JsonCursor, walkJson } from './json/jsonWalk.ts'
import { findSpanHome, stepTo } from './spanHome.ts'

/**
 * Walks over the objects that lie where the first span of a JSON input lies, spans or not; `isSpan` tells a span by its
 * own keys. What is no object there is reported.
 */
export async function walkSpanObjects(
  source: ByteSource,
  sink: SpanSink,
  isSpan: (keys: ReadonlySet<string>) => boolean,
  onObject: (object: JsonObject, range: SourceRange & InputPosition) => void,
): Promise<void> {
  const home = (await findSpanHome(source, isSpan)) ?? ''
  const visitor = {
    onValue: (cursor: JsonCursor) => stepTo(home, cursor),
    onTaken(_cursor: JsonCursor, value: unknown, range: SourceRange & InputPosition) {
      const object = objectFrom(value)
      if (object !== undefined) onObject(object, range)
      else if (value !== null) sink.report('span.shape', { byte: range.byte, line: range.line })
    },
  }
  await walkJson(source, visitor, sink.report, (byte) => sink.progress(byte))
}
