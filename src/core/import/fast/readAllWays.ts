import type { ByteSource } from '../../model/byteSource.ts'
import { DiagnosticCollector } from '../../model/diagnostic.ts'
import { SpanColumns } from '../../model/spanColumns.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import { formatById } from '../formats.ts'

/** What came of an input by each of the three readers; for tests, which hold them to say the same. */
interface AllReadings {
  readonly general: Reading['said']
  readonly typescript: Reading['said']
  readonly kernel: Reading['said']
  /** Spans that the fast readers took. */
  readonly fastSpans: number
  readonly kernelSpans: number
}

/** Reads bytes in all three ways, by the format of that id, handed out at most `sliceBytes` at a time. */
export async function readAllWays(format: string, bytes: Uint8Array, sliceBytes = bytes.length): Promise<AllReadings> {
  const general = await read(format, slicedSource(bytes, sliceBytes), 'general')
  const typescript = await read(format, slicedSource(bytes, sliceBytes), 'TypeScript')
  const kernel = await read(format, slicedSource(bytes, sliceBytes), 'kernel')
  return {
    general: general.said,
    typescript: typescript.said,
    kernel: kernel.said,
    fastSpans: typescript.fast,
    kernelSpans: kernel.fast,
  }
}

/** A source that hands out at most so many bytes at a time. */
function slicedSource(bytes: Uint8Array, sliceBytes: number): ByteSource {
  return {
    size: bytes.length,
    read: (from, to) => Promise.resolve(bytes.subarray(from, Math.min(to, from + sliceBytes))),
  }
}

interface Reading {
  /** Spans that the fast reader took. */
  readonly fast: number
  readonly said: { readonly columns: object; readonly diagnostics: object }
}

/** Who reads: the general reader, the tokenizer in TypeScript, or the kernel. */
type Reader = 'general' | 'TypeScript' | 'kernel'

async function read(format: string, source: ByteSource, reader: Reader): Promise<Reading> {
  const columns = new SpanColumns()
  const collector = new DiagnosticCollector()
  const sink = columns.sink(columns.addFile(), collector.report, () => {})
  let fast = 0
  const { batches } = sink
  const counting: SpanSink['batches'] = batches && {
    useKernel: reader === 'kernel',
    internText: batches.internText,
    addBatch: (words, count, base) => {
      fast += count
      batches.addBatch(words, count, base)
    },
  }
  await formatById(format)?.read(source, { ...sink, batches: reader === 'general' ? undefined : counting })
  return { fast, said: { columns: plain(columns), diagnostics: collector.groups() } }
}

/** All that was read, the unused ends of the columns cut off. */
function plain({ spans, contexts, texts, traces }: SpanColumns): object {
  const cut = (columns: object, length: number) =>
    Object.fromEntries(
      Object.entries(columns).map(([key, column]) => {
        const words = key === 'spanId' || key === 'parentSpanId' ? 2 : 1
        return [key, ArrayBuffer.isView(column) ? [...(column as Uint32Array).subarray(0, words * length)] : column]
      }),
    )
  return {
    spans: cut(spans, spans.length),
    contexts: cut(contexts, contexts.length),
    texts: texts.texts,
    traces: [...traces.words.subarray(0, 4 * traces.length)],
    rawIds: traces.rawIds,
  }
}
