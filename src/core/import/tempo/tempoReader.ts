import type { ByteSource } from '../../model/byteSource.ts'
import type { InputPosition } from '../../model/diagnostic.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { textFrom } from '../fields/fields.ts'
import type { FormatReader } from '../format.ts'
import type { JsonCursor, JsonVisitor, WalkStep } from '../json/jsonVisitor.ts'
import { walkJson } from '../json/jsonWalk.ts'
import { readOtlpDetails } from '../otlp/otlpDetails.ts'
import { OtlpVisitor } from '../otlp/otlpWalk.ts'

/** Reads {@link tempo}. */
export const tempoReader: FormatReader = { read: readTempo, readDetails: readOtlpDetails }

async function readTempo(source: ByteSource, sink: SpanSink): Promise<void> {
  await walkJson(source, new TempoVisitor(sink), sink.report, sink.progress)
}

/** Members of an answer beside its trace. */
const NOTES: ReadonlySet<string | number> = new Set(['status', 'message'])

class TempoVisitor implements JsonVisitor {
  readonly #sink: SpanSink
  readonly #otlp: OtlpVisitor
  /** Depth of the notes of the answer at hand; -1 where there are none. */
  #depth = -1
  #partialAt: InputPosition | undefined
  #message = ''

  constructor(sink: SpanSink) {
    this.#sink = sink
    this.#otlp = new OtlpVisitor(sink)
  }

  onValue(cursor: JsonCursor): WalkStep {
    return isNote(cursor) ? 'take' : this.#otlp.onValue(cursor)
  }

  onTaken(cursor: JsonCursor, value: unknown, range: SourceRange & InputPosition): void {
    if (!isNote(cursor)) {
      this.#otlp.onTaken(cursor, value, range)
      return
    }
    this.#depth = cursor.depth
    if (cursor.key() === 'message') this.#message = textFrom(value) ?? ''
    else if (value === 'PARTIAL' || value === PARTIAL) this.#partialAt = { byte: range.byte, line: range.line }
  }

  onLeave(cursor: JsonCursor): void {
    this.#otlp.onLeave(cursor)
    if (cursor.depth >= this.#depth) return
    if (this.#partialAt !== undefined) {
      const why = this.#message === '' ? '' : ` It says: ${this.#message.slice(0, 200)}`
      this.#sink.markPartial()
      this.#sink.report('trace.partial', this.#partialAt, `Tempo calls its answer partial: spans are missing.${why}`)
    }
    this.#depth = -1
    this.#partialAt = undefined
    this.#message = ''
  }
}

/** Number of `PARTIAL` (tempo.proto, `PartialStatus`). */
const PARTIAL = 1

function isNote(cursor: JsonCursor): boolean {
  return NOTES.has(cursor.key()) && (cursor.type === 'string' || cursor.type === 'scalar')
}
