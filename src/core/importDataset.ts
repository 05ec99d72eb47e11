import { MAX_UNPACKED_BYTES, type Unwrapped, type Unwrapping, unwrap } from './import/fields/envelope.ts'
import type { Format } from './import/format.ts'
import { type Candidate, formatById } from './import/formats.ts'
import { readOtlpMetrics } from './import/otlp/otlpMetrics.ts'
import { whatIsSeen } from './import/probe.ts'
import { recognise } from './import/recognise.ts'
import { type ReadFile, resolveSameIds } from './import/resolveSameIds.ts'
import { buildForest } from './lineage/buildForest.ts'
import { buildSpanTable } from './model/buildSpanTable.ts'
import type { ByteSource } from './model/byteSource.ts'
import type { Dataset, FormatCandidate, ImportedFile } from './model/dataset.ts'
import { DiagnosticCollector, type Report } from './model/diagnostic.ts'
import { findSameIds, noVerdicts, type SameIdVerdicts } from './model/findSameIds.ts'
import type { MetricSeries } from './model/metricTable.ts'
import { SpanColumns } from './model/spanColumns.ts'

/** One thing to import: a file, a pasted text, an answer of a server. */
export interface ImportInput {
  /** As shown to people. */
  readonly name: string
  readonly source: ByteSource
  /** Id of the format to read it as; without one it is recognised. */
  readonly format?: string | undefined
}

/** The bytes that a file of a dataset was read from: offsets of its spans and diagnostics count in them. */
interface ImportedSource {
  readonly source: ByteSource
  /** The bytes, where they were unpacked from the input; undefined where they are the input's own. */
  readonly unpacked: Blob | undefined
  /** Number of the input it came from; an archive gives several files. */
  readonly input: number
}

/** A dataset and the bytes it refers to, which are in the order of `dataset.files`. */
export interface ImportResult {
  readonly dataset: Dataset
  readonly sources: readonly ImportedSource[]
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
  /** What packed inputs may unpack to, all together; {@link MAX_UNPACKED_BYTES} if not said. */
  readonly maxUnpackedBytes?: number
}

/** The dataset of {@link importInputs}, for those who have its bytes or need none. */
export async function importDataset(inputs: readonly ImportInput[], options: ImportOptions = {}): Promise<Dataset> {
  return (await importInputs(inputs, options)).dataset
}

/**
 * Unpacks, recognises, reads and joins inputs into one dataset. Whatever is wrong with them is among the diagnostics of
 * their file; rejects only when it is aborted.
 */
export async function importInputs(inputs: readonly ImportInput[], options: ImportOptions = {}): Promise<ImportResult> {
  const columns = new SpanColumns()
  const readings: Reading[] = []
  let bytesTotal = inputs.reduce((total, { source }) => total + source.size, 0)
  let bytesBefore = 0
  let bytesLeft = options.maxUnpackedBytes ?? MAX_UNPACKED_BYTES
  for (const [number, input] of inputs.entries()) {
    const onProgress = (byte: number) => {
      options.signal?.throwIfAborted()
      options.onProgress?.({ file: number, bytesRead: bytesBefore + byte, bytesTotal, spans: columns.length })
    }
    onProgress(0)
    const unwrapping: Unwrapping = {
      bytesLeft,
      isFormatGiven: input.format !== undefined,
      onProgress: () => onProgress(0),
    }
    const unwrapped = await unwrap(input, unwrapping)
    bytesLeft = unwrapping.bytesLeft
    bytesTotal += unwrapped.reduce((total, { source }) => total + source.size, 0) - input.source.size
    for (const content of unwrapped) {
      readings.push(await readContent(content, { number, format: input.format }, columns, onProgress))
      bytesBefore += content.source.size
    }
  }
  const verdicts = await judgeSameIds(columns, readings)
  options.signal?.throwIfAborted()
  const spans = buildSpanTable(columns, verdicts, (file) => readings[file].report)
  const metrics = readings.flatMap((reading) => reading.metrics)
  const base = { files: readings.map(importedFile), spans, forest: buildForest(spans) }
  return {
    dataset: metrics.length === 0 ? base : { ...base, metrics },
    sources: readings.map(({ content, input }) => ({ source: content.source, unpacked: content.blob, input })),
  }
}

/** What was inside an input, and what came of it so far. */
interface Reading extends ReadFile {
  readonly content: Unwrapped
  readonly input: number
  readonly reason: string
  readonly candidates: readonly FormatCandidate[]
  readonly records: number
  readonly metrics: readonly MetricSeries[]
  readonly collector: DiagnosticCollector
}

const START = { byte: 0, line: 1 }

async function readContent(
  content: Unwrapped,
  input: { readonly number: number; readonly format: string | undefined },
  columns: SpanColumns,
  onProgress: (byte: number) => void,
): Promise<Reading> {
  const file = columns.addFile()
  const { source } = content
  const collector = new DiagnosticCollector()
  const { report } = collector
  for (const { code, message } of content.problems) report(code, START, message)
  onProgress(0)
  const unsupported = content.problems.find(({ code }) => code === 'envelope.unsupported')
  const { format, reason, candidates } =
    unsupported === undefined
      ? await chooseFormat(source, input.format, report)
      : { format: undefined, reason: unsupported.message, candidates: [] }
  let metrics: readonly MetricSeries[] = []
  if (format !== undefined) {
    await format.read(source, columns.sink(file, report, onProgress))
    if (collector.has('signal.metrics')) metrics = await readOtlpMetrics(source, report)
    if (columns.recordsOf(file) === 0 && metrics.length === 0) report('format.noSpans', START)
  }
  onProgress(source.size)
  return {
    content,
    input: input.number,
    source,
    format,
    reason: unsupported === undefined ? reason + layersText(content) : reason,
    candidates: candidates.map((candidate) => ({ ...candidate, format: candidate.format.id })),
    report,
    records: columns.recordsOf(file),
    metrics,
    collector,
  }
}

function layersText({ layers }: Unwrapped): string {
  return layers.length === 0
    ? ''
    : ` It was unpacked from ${layers.join(' and ')}: bytes and lines count in what was inside.`
}

/** A runner-up is worth a word from this share of the winner's score on. */
const CLOSE = 0.7

interface Recognised {
  readonly format: Format | undefined
  readonly reason: string
  readonly candidates: readonly Candidate[]
}

async function chooseFormat(source: ByteSource, given: string | undefined, report: Report): Promise<Recognised> {
  if (source.size === 0) {
    report('input.empty', START)
    return { format: undefined, reason: 'The input is empty.', candidates: [] }
  }
  try {
    const { probe, candidates } = await recognise(source)
    if (given !== undefined) return chosen(given, candidates, report)
    const [best, next] = candidates
    if (best !== undefined) {
      const runnerUp =
        next === undefined || next.reason === best.reason || next.score < best.score * CLOSE
          ? ''
          : ` It could also be ${next.format.label}: ${next.reason}.`
      return { format: best.format, reason: `${best.format.label}: ${best.reason}.${runnerUp}`, candidates }
    }
    const reason = `No known span format was recognised. The input ${whatIsSeen(probe)}.`
    report('format.unknown', START, reason)
    return { format: undefined, reason, candidates }
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : 'The input could not be read.'
    report('input.unreadable', START, reason)
    return { format: undefined, reason, candidates: [] }
  }
}

/** The format that the reader asked for, whatever is recognised. */
function chosen(id: string, candidates: readonly Candidate[], report: Report): Recognised {
  const format = formatById(id)
  const [best] = candidates
  if (format === undefined) {
    const reason = `There is no format “${id}”.`
    report('format.unknown', START, reason)
    return { format, reason, candidates }
  }
  const other =
    best === undefined ? 'no format was recognised' : `${best.format.label} was recognised by ${best.reason}`
  return { format, reason: `${format.label}: chosen by hand; ${other}.`, candidates }
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

function importedFile({ content, input, format, reason, candidates, records, collector }: Reading): ImportedFile {
  return {
    name: content.name,
    input,
    inputBytes: content.source.size,
    layers: content.layers,
    format: format?.id,
    reason,
    candidates,
    records,
    diagnostics: collector.groups(),
  }
}
