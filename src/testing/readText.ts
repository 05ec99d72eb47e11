import { type ByteSource, textSource } from '../core/model/byteSource.ts'
import type { SpanDetails } from '../core/model/details.ts'
import type { SpanLocation, SpanSink } from '../core/model/spanRecord.ts'
import { recordingSink } from './recordingSink.ts'

/** As much of a format as reads. */
interface Reader {
  read(source: ByteSource, sink: SpanSink): Promise<void>
  readDetails(source: ByteSource, span: SpanLocation): Promise<SpanDetails>
}

/** Reads a text, or a value as JSON, by one format: what the sink received, the codes of all problems, and details. */
export async function readText(reader: Reader, input: unknown) {
  const source = textSource(typeof input === 'string' ? input : JSON.stringify(input))
  const sink = recordingSink()
  await reader.read(source, sink)
  const details = (index: number) => {
    const { at, byteLength, spanId, context } = sink.spans[index]
    const { resource, scope } = sink.contexts[context]
    return reader.readDetails(source, { span: { byte: at.byte, byteLength }, spanId, fragments: [], resource, scope })
  }
  return { ...sink, codes: sink.problems.map((problem) => problem.code), details }
}
