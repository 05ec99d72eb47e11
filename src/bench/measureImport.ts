import { formatById } from '../core/import/formats.ts'
import { buildForest } from '../core/lineage/buildForest.ts'
import { buildSpanTable } from '../core/model/buildSpanTable.ts'
import { bytesSource } from '../core/model/byteSource.ts'
import { findSameIds, noVerdicts } from '../core/model/findSameIds.ts'
import { SpanColumns } from '../core/model/spanColumns.ts'
import type { SpanSink } from '../core/model/spanRecord.ts'
import type { SpanTable } from '../core/model/spanTable.ts'
import { findEntries } from '../core/red/findEntries.ts'
import { measureRed } from '../core/red/measureRed.ts'
import { chooseBins } from '../core/red/redSeries.ts'
import type { BenchInput } from './makeInput.ts'

/** One step of an import, in ms, and as ratio to P of the same round. */
interface Timing extends Times {
  readonly step: string
  readonly ratio: number
  /** Of processor times: steadier where the machine has other work. */
  readonly cpuRatio: number
}

/** Time that passed, and time that all threads of the process worked, in ms. */
interface Times {
  readonly ms: number
  readonly cpuMs: number
}

/** Begins to measure; to be called when the work is done. */
function startClock(): () => Times {
  const startMs = performance.now()
  const startCpu = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(startCpu)
    return { ms: performance.now() - startMs, cpuMs: (user + system) / 1000 }
  }
}

/** A reader to be measured: by its name, and what of the sink it is given. */
interface Reader {
  readonly id: ReaderId
  readonly step: string
  readonly sink: (sink: SpanSink) => SpanSink
}

/** Readers by name. */
export const READER_IDS = ['typescript', 'kernel', 'general'] as const

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
 * P: TextDecoder and JSON.parse of the same bytes; whole, or in batches of 8 MB where the whole makes no text. Lines
 * are parsed one by one and, as the objects of one document are, held until the last of them is.
 */
function measureParse({ bytes, isLines, batches }: BenchInput): Times {
  const clock = startClock()
  const ranges = bytes.length <= LARGEST_WHOLE_BYTES ? [[0, bytes.length] as const] : batches
  for (const [from, to] of ranges) {
    const text = new TextDecoder().decode(bytes.subarray(from, to))
    if (isLines) parseLines(text)
    else JSON.parse(ranges.length === 1 ? text : `[${text}]`)
  }
  return clock()
}

function parseLines(text: string): unknown[] {
  const values: unknown[] = []
  for (const line of text.split('\n')) if (line !== '') values.push(JSON.parse(line))
  return values
}

/** One round: the times of its steps, and what the dataset holds in memory. */
export interface Round {
  readonly timings: readonly Timing[]
  /** Bytes of table and forest, without the source. */
  readonly heldBytes: number
}

/** One round: P, a reader, and what is made of the columns that it read. */
export async function measureRound(input: BenchInput, reader: string): Promise<Round> {
  const parse = measureParse(input)
  const timings: Timing[] = []
  const add = (step: string, times: Times) =>
    timings.push({ step, ...times, ratio: times.ms / parse.ms, cpuRatio: times.cpuMs / parse.cpuMs })
  add('P', parse)
  const time = <T>(step: string, work: () => T): T => {
    const clock = startClock()
    const result = work()
    add(step, clock())
    return result
  }
  const columns = new SpanColumns()
  const chosen = READERS.find(({ id }) => id === reader)
  if (chosen === undefined) throw new Error(`There is no reader “${reader}”.`)
  const clock = startClock()
  await readInput(input, columns, chosen.sink)
  add(chosen.step, clock())
  time('same ids', () => findSameIds(columns))
  const table = time('table, parents joined', () => buildSpanTable(columns, noVerdicts(columns)))
  const forest = time('forest', () => buildForest(table))
  time('RED of all services', () => measureServices(table))
  return { timings, heldBytes: heldBytes(table) + heldBytes(forest) }
}

/** Bins of the RED figures, as the page draws them on a wide screen. */
const RED_BINS = 120

function measureServices(table: SpanTable): void {
  const entries = findEntries(table)
  const bins = chooseBins(entries.capture, RED_BINS)
  for (const group of entries.services) measureRed(table, entries, group, bins)
}

/** Bytes of the columns of a table and of the tables in it, and of its texts at a byte a character. */
function heldBytes(table: object): number {
  let bytes = 0
  for (const value of Object.values(table)) {
    if (ArrayBuffer.isView(value)) bytes += value.buffer.byteLength
    else if (typeof value === 'string') bytes += value.length
    else if (typeof value === 'object' && value !== null) bytes += heldBytes(value)
  }
  return bytes
}

async function readInput(input: BenchInput, columns: SpanColumns, sinkOf: Reader['sink']): Promise<void> {
  const file = columns.addFile()
  const sink = sinkOf(
    columns.sink(
      file,
      () => {},
      () => {},
      input.bytes.length,
    ),
  )
  const format = input.format === 'zipkin-ndjson' ? 'zipkin-v2' : input.format
  await formatById(format)?.read(bytesSource(input.bytes), sink)
  if (columns.length !== input.spans) throw new Error(`${input.format}: ${columns.length} of ${input.spans} spans read`)
}
