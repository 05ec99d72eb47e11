import type { Format } from './import/format.ts'
import { rankFormats } from './import/formats.ts'
import { readProbe, whatIsSeen } from './import/probe.ts'
import { type ReadFile, resolveSameIds } from './import/resolveSameIds.ts'
import { buildForest } from './lineage/buildForest.ts'
import { buildSpanTable } from './model/buildSpanTable.ts'
import type { ByteSource } from './model/byteSource.ts'
import type { Dataset, ImportedFile } from './model/dataset.ts'
import { DiagnosticCollector, type Report } from './model/diagnostic.ts'
import { findSameIds, noVerdicts, type SameIdVerdicts } from './model/findSameIds.ts'
import { SpanColumns } from './model/spanColumns.ts'

/** One thing to import: a file, a pasted text, an answer of a server. */
export interface ImportInput {
  /** As shown to people. */
  readonly name: string
  readonly source: ByteSource
}

/** How far an import has come. */
interface ImportProgress {
  /** Number of the input being read, from 0. */
  readonly file: number
  /** Over all inputs. */
  readonly bytesRead: number
  readonly bytesTotal: number
  /** Spans read so far. */
  readonly spans: number
}

/** What an import tells while it runs, and how it is stopped. */
export interface ImportOptions {
  /** Called at least once for each slice of an input. */
  readonly onProgress?: (progress: ImportProgress) => void
  /** Aborting makes the import reject with the signal's reason, within one slice. */
  readonly signal?: AbortSignal
}

/**
 * Recognises, reads and joins inputs into one dataset. Whatever is wrong with them is among the diagnostics of their
 * file; rejects only when it is aborted.
 */
export async function importDataset(inputs: readonly ImportInput[], options: ImportOptions = {}): Promise<Dataset> {
  const columns = new SpanColumns()
  const readings: Reading[] = []
  const bytesTotal = inputs.reduce((total, { source }) => total + source.size, 0)
  let bytesBefore = 0
  for (const [file, input] of inputs.entries()) {
    const before = bytesBefore
    readings.push(
      await readInput(input, columns, (byte) => {
        options.signal?.throwIfAborted()
        options.onProgress?.({ file, bytesRead: before + byte, bytesTotal, spans: columns.length })
      }),
    )
    bytesBefore += input.source.size
  }
  const verdicts = await judgeSameIds(columns, readings)
  options.signal?.throwIfAborted()
  const spans = buildSpanTable(columns, verdicts, (file) => readings[file].report)
  return { files: readings.map(importedFile), spans, forest: buildForest(spans) }
}

/** An input and what came of it so far. */
interface Reading extends ReadFile {
  readonly input: ImportInput
  readonly reason: string
  readonly records: number
  readonly collector: DiagnosticCollector
}

async function readInput(
  input: ImportInput,
  columns: SpanColumns,
  onProgress: (byte: number) => void,
): Promise<Reading> {
  const file = columns.addFile()
  const collector = new DiagnosticCollector()
  const { report } = collector
  onProgress(0)
  const { format, reason } = await recognise(input.source, report)
  if (format !== undefined) {
    await format.read(input.source, columns.sink(file, report, onProgress))
    if (columns.recordsOf(file) === 0) report('format.noSpans', { byte: 0, line: 1 })
  }
  onProgress(input.source.size)
  return { input, source: input.source, format, reason, report, records: columns.recordsOf(file), collector }
}

interface Recognised {
  readonly format: Format | undefined
  readonly reason: string
}

async function recognise(source: ByteSource, report: Report): Promise<Recognised> {
  const start = { byte: 0, line: 1 }
  if (source.size === 0) {
    report('input.empty', start)
    return { format: undefined, reason: 'The input is empty.' }
  }
  try {
    const probe = await readProbe(source)
    const [best, next] = rankFormats(probe)
    if (best !== undefined) {
      const runnerUp =
        next === undefined || next.reason === best.reason
          ? ''
          : ` It could also be ${next.format.label}: ${next.reason}.`
      return { format: best.format, reason: `${best.format.label}: ${best.reason}.${runnerUp}` }
    }
    const reason = `No known span format was recognised. The input ${whatIsSeen(probe)}.`
    report('format.unknown', start, reason)
    return { format: undefined, reason }
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : 'The input could not be read.'
    report('input.unreadable', start, reason)
    return { format: undefined, reason }
  }
}

async function judgeSameIds(columns: SpanColumns, readings: readonly Reading[]): Promise<SameIdVerdicts> {
  try {
    return await resolveSameIds(columns, findSameIds(columns), readings)
  } catch (problem) {
    const message = problem instanceof Error ? problem.message : undefined
    readings[0].report('input.unreadable', { byte: 0, line: 1 }, message)
    return noVerdicts(columns)
  }
}

function importedFile({ input, format, reason, records, collector }: Reading): ImportedFile {
  return {
    name: input.name,
    inputBytes: input.source.size,
    format: format?.id,
    reason,
    records,
    diagnostics: collector.groups(),
  }
}
