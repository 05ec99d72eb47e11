import type { ByteSource } from '../../model/byteSource.ts'
import type { InputPosition, Report } from '../../model/diagnostic.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { isJsonObject, type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import type { JsonCursor, JsonVisitor, WalkStep } from '../json/jsonVisitor.ts'
import { walkJson } from '../json/jsonWalk.ts'

/** A data frame of spans: each field is a list that holds one value a span. */
export interface GrafanaFrame {
  readonly range: SourceRange & InputPosition
  readonly fields: ReadonlyMap<string, readonly unknown[]>
  /** Spans: values of the longest field. */
  readonly length: number
}

/**
 * Finds the data frames of a source (grafana-data, `DataFrameJSON`): objects with `schema.fields` and `data.values`, and
 * older ones, whose `fields` hold their `values`. Memory: the frames, parsed.
 */
export async function readGrafanaFrames(
  source: ByteSource,
  report: Report,
  progress: (byte: number) => void,
): Promise<GrafanaFrame[]> {
  const visitor = new FrameVisitor()
  await walkJson(source, visitor, report, progress)
  return visitor.frames
}

const known = new WeakMap<ByteSource, Promise<readonly GrafanaFrame[]>>()

/** The frames of a source, read when they are first asked for and kept as long as it. */
export function grafanaFramesOf(source: ByteSource): Promise<readonly GrafanaFrame[]> {
  const before = known.get(source)
  if (before !== undefined) return before
  const frames = readGrafanaFrames(
    source,
    () => {},
    () => {},
  )
  known.set(source, frames)
  return frames
}

/** Row number `i` of a frame as an object; fields that have no value there are left out. */
export function frameRow({ fields }: GrafanaFrame, i: number): JsonObject {
  return Object.fromEntries(
    [...fields]
      .filter(([, values]) => values[i] !== null && values[i] !== undefined)
      .map(([name, values]) => [name, values[i]]),
  )
}

/**
 * Where the row stands for readDetails, which has no more than a range: the frame without as many of its first bytes as
 * there are rows before. Frames have more bytes than rows, and begin with their schema and their first field.
 */
export function rowRange({ range }: GrafanaFrame, i: number): SourceRange & InputPosition {
  return { byte: range.byte + i, byteLength: range.byteLength - i, line: range.line }
}

/** The row whose {@link rowRange} begins at that byte. */
export function rowAt(frames: readonly GrafanaFrame[], byte: number): JsonObject | undefined {
  const frame = frames.findLast((candidate) => candidate.range.byte <= byte)
  return frame && frameRow(frame, byte - frame.range.byte)
}

class FrameVisitor implements JsonVisitor {
  readonly frames: GrafanaFrame[] = []
  /** Depth of the members of the frame at hand; -1 outside frames. */
  #depth = -1
  #names: readonly string[] = []
  #values: readonly unknown[] = []

  onValue(cursor: JsonCursor): WalkStep {
    const key = cursor.key()
    if (key === 'schema' && cursor.type === 'object') return 'take'
    if (key === 'fields' && cursor.type === 'array') return 'take'
    if (key === 'values' && cursor.type === 'array' && cursor.key(1) === 'data') return 'take'
    return cursor.type === 'object' || cursor.type === 'array' ? 'enter' : 'skip'
  }

  onTaken(cursor: JsonCursor, value: unknown): void {
    const key = cursor.key()
    this.#depth = key === 'values' ? cursor.depth - 1 : cursor.depth
    if (key === 'values') this.#values = listFrom(value)
    else {
      const fields = listFrom(key === 'schema' ? objectFrom(value)?.fields : value)
      this.#names = fields.map((item) => textFrom(objectFrom(item)?.name) ?? '')
      if (key === 'fields') this.#values = fields.map((item) => (isJsonObject(item) ? item.values : undefined))
    }
  }

  onLeave(cursor: JsonCursor): void {
    if (cursor.depth >= this.#depth) return
    const { byte, line } = cursor.at
    const fields = new Map(this.#names.map((name, i) => [name, listFrom(this.#values[i])]))
    const length = Math.max(0, ...[...fields.values()].map((values) => values.length))
    const range = { byte, line, byteLength: cursor.position().byte - byte }
    if (length > 0 && length < range.byteLength) this.frames.push({ range, fields, length })
    this.#depth = -1
    this.#names = []
    this.#values = []
  }
}
