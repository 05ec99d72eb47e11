import type { ByteSource } from '../../model/byteSource.ts'
import type { InputPosition } from '../../model/diagnostic.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { field, type JsonObject, textFrom } from '../fields/fields.ts'
import type { Format, Probe, Score } from '../format.ts'
import type { JsonCursor, JsonVisitor, WalkStep } from '../json/jsonVisitor.ts'
import { walkJson } from '../json/jsonWalk.ts'
import { readOtlpDetails } from '../otlp/otlpDetails.ts'
import { documentsOf, keyIn, objectsAt, REQUEST_KEYS, SCOPES_KEYS } from '../otlp/otlpShapes.ts'
import { OtlpVisitor } from '../otlp/otlpWalk.ts'

/**
 * Traces from Grafana Tempo: `{batches}` of its API v1 and of Grafana's download, `{trace: {resourceSpans}}` of v2, and
 * what plug-ins unwrap from that, hex ids beside names of enums (tempo docs, api_docs, "Query").
 */
export const tempo: Format = {
  id: 'tempo',
  label: 'Grafana Tempo trace',
  sameId: 'duplicate',
  score: scoreTempo,
  read: readTempo,
  readDetails: readOtlpDetails,
}

function scoreTempo(probe: Probe): Score {
  const documents = documentsOf(probe)
  if (keyIn(objectsAt(documents, 'batches'), [...SCOPES_KEYS, 'resource']) !== undefined) {
    return { score: 1, reason: '`batches` of resources and their spans' }
  }
  const wrapped = keyIn(objectsAt(documents, 'trace', 'combined'), [...REQUEST_KEYS, 'batches'])
  if (wrapped !== undefined) return { score: 1, reason: `the key \`${wrapped}\` in a trace of Tempo` }
  const scopes = objectsAt(objectsAt(documents, ...REQUEST_KEYS), ...SCOPES_KEYS)
  if (!probe.manyDocuments && objectsAt(scopes, 'spans').some(hasHexIdAndKindName)) {
    return { score: 1, reason: '`resourceSpans` with hex ids and names of kinds' }
  }
  return { score: 0, reason: '' }
}

/** OTLP JSON has hex ids and numbers of kinds, protobuf JSON base64 and names; Tempo's v2 answers have been seen mixed. */
function hasHexIdAndKindName(span: JsonObject): boolean {
  const id = field(span, 'traceId', 'trace_id')
  return (
    typeof id === 'string' && /^[0-9a-f]{32}$/i.test(id) && typeof span.kind === 'string' && !/^\d+$/.test(span.kind)
  )
}

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
