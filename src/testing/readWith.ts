import { type ByteSource, textSource } from '../core/model/byteSource.ts'
import type { SpanDetails } from '../core/model/details.ts'
import type { SpanLocation, SpanSink } from '../core/model/spanRecord.ts'
import { type RecordingSink, recordingSink } from './recordingSink.ts'

/** The part of a format that reads. */
interface Reader {
  read(source: ByteSource, sink: SpanSink): Promise<void>
  readDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails>
}

/** What a reader made of a text. */
export interface Reading extends RecordingSink {
  /** Codes of the diagnostics with byte and line, in order of report. */
  readonly found: readonly string[]
  /** Details of the span of that number. */
  details(index: number): Promise<SpanDetails>
}

/** Reads a text, or the JSON of a value, with one reader. */
export async function readWith(reader: Reader, input: unknown): Promise<Reading> {
  const source = textSource(typeof input === 'string' ? input : JSON.stringify(input))
  const sink = recordingSink()
  await reader.read(source, sink)
  return {
    ...sink,
    found: sink.problems.map(({ code, at }) => `${code} ${at.byte}:${at.line}`),
    details(index) {
      const { at, byteLength, context } = sink.spans[index]
      const { resource, scope } = sink.contexts[context]
      return reader.readDetails(source, { span: { byte: at.byte, byteLength }, fragments: [], resource, scope })
    },
  }
}
