import { formatById } from '../core/import/formats.ts'
import { buildForest } from '../core/lineage/buildForest.ts'
import { buildSpanTable } from '../core/model/buildSpanTable.ts'
import { bytesSource } from '../core/model/byteSource.ts'
import { findSameIds, noVerdicts } from '../core/model/findSameIds.ts'
import { SpanColumns } from '../core/model/spanColumns.ts'
import type { SpanSink } from '../core/model/spanRecord.ts'
import type { BenchInput } from './makeInput.ts'

/** One step of an import, in ms, and as ratio to P of the same round. */
export interface Timing {
  readonly step: string
  readonly ms: number
  readonly ratio: number
}

/** A reader to be measured: by its name, and what of the sink it is given. */
interface Reader {
  readonly id: ReaderId
  readonly step: string
  readonly sink: (sink: SpanSink) => SpanSink
}

/** Readers by name. */
export const READER_IDS = ['general', 'typescript', 'kernel'] as const

type ReaderId = (typeof READER_IDS)[number]

const READERS: readonly Reader[] = [
  {
    id: 'typescript',
    step: 'TypeScript',
    sink: (sink) => ({ ...sink, batches: sink.batches && { ...sink.batches, useKernel: false } }),
  },
  { id: 'kernel', step: 'kernel', sink: (sink) => sink },
  {
    id: 'general',
    step: 'general reader',
    sink: ({ report, openContext, describeContext, addSpan, markPartial, progress }) => ({
      report,
      openContext,
      describeContext,
      addSpan,
      markPartial,
      progress,
    }),
  },
]

/** Texts up to this size are parsed whole, larger ones in the batches of the input. */
const LARGEST_WHOLE_BYTES = 256 * 1024 * 1024

/**
 * P: TextDecoder and JSON.parse of the same bytes, in ms; whole, or in batches of 8 MB where the whole makes no text.
 * Lines are parsed one by one.
 */
function measureParse({ format, bytes, batches }: BenchInput): number {
  const startMs = performance.now()
  const ranges = bytes.length <= LARGEST_WHOLE_BYTES ? [[0, bytes.length] as const] : batches
  for (const [from, to] of ranges) {
    const text = new TextDecoder().decode(bytes.subarray(from, to))
    if (format === 'otlp-jsonl') {
      for (const line of text.split('\n')) if (line !== '') JSON.parse(line)
    } else JSON.parse(ranges.length === 1 ? text : `[${text}]`)
  }
  return performance.now() - startMs
}

/** One round: P, each of the readers, and table and forest of what the last of them read. */
export async function measureRound(input: BenchInput, readers: readonly string[]): Promise<Timing[]> {
  const parseMs = measureParse(input)
  const timings: Timing[] = [{ step: 'P', ms: parseMs, ratio: 1 }]
  const time = <T>(step: string, startMs: number, result: T): T => {
    const ms = performance.now() - startMs
    timings.push({ step, ms, ratio: ms / parseMs })
    return result
  }
  let columns = new SpanColumns()
  for (const { id, step, sink } of READERS) {
    if (!readers.includes(id)) continue
    columns = new SpanColumns()
    const startMs = performance.now()
    await readInput(input, columns, sink)
    time(step, startMs, undefined)
  }
  const sameStartMs = performance.now()
  time('same ids', sameStartMs, findSameIds(columns))
  const tableStartMs = performance.now()
  const table = time('table', tableStartMs, buildSpanTable(columns, noVerdicts(columns)))
  const forestStartMs = performance.now()
  time('forest', forestStartMs, buildForest(table))
  return timings
}

async function readInput(input: BenchInput, columns: SpanColumns, sinkOf: Reader['sink']): Promise<void> {
  const file = columns.addFile()
  const sink = sinkOf(
    columns.sink(
      file,
      () => {},
      () => {},
    ),
  )
  await formatById(input.format)?.read(bytesSource(input.bytes), sink)
  if (columns.length !== input.spans) throw new Error(`${input.format}: ${columns.length} of ${input.spans} spans read`)
}
