import { ContentReading, ReadingStopped } from './import/contentReading.ts'
import { CutUnsound } from './import/cutUnsound.ts'
import { MAX_UNPACKED_BYTES, type Unwrapping, unwrap } from './import/fields/envelope.ts'
import type { ReadBeside } from './import/partedReading.ts'
import { resolveSameIds } from './import/resolveSameIds.ts'
import { buildForest } from './lineage/buildForest.ts'
import { buildTrackedTable } from './model/buildSpanTable.ts'
import type { ByteSource } from './model/byteSource.ts'
import type { Dataset } from './model/dataset.ts'
import { findSameIds, noVerdicts, type SameIdVerdicts } from './model/findSameIds.ts'
import { SpanColumns } from './model/spanColumns.ts'
import { ORPHAN } from './model/spanMarks.ts'
import type { SpanTable } from './model/spanTable.ts'

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
  /** For each span of the last preview its row in this dataset, -1 where it has none; undefined without a preview. */
  readonly spanNow: Int32Array | undefined
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
  /**
   * Called with what is read so far, now and then while much is left. No span of it is an orphan: its parent may come.
   * Every trace is marked as partial, and spans that will be merged or dropped still stand apart.
   */
  readonly onPreview?: (preview: ImportResult) => void
  /** Aborting makes the import reject with the signal's reason, within one slice. */
  readonly signal?: AbortSignal
  /** Aborting ends the reading: the dataset is what was read until then, its traces marked as partial. */
  readonly enough?: AbortSignal
  /** Reads the second parts of large inputs at the same time; without it they are read in one. The dataset is the same. */
  readonly readBeside?: ReadBeside | undefined
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
  const run = new ImportRun(options)
  try {
    await run.read(inputs)
  } catch (problem) {
    if (problem instanceof CutUnsound) return importInputs(inputs, { ...options, readBeside: undefined })
    if (!(problem instanceof ReadingStopped)) throw problem
  }
  return run.finish()
}

/** Less than this is left to read: not worth a preview. */
const PREVIEW_LEFT_BYTES = 24 * 1024 * 1024
/** A preview has so many times the spans of the one before, so that all of them cost a part of the last step. */
const PREVIEW_GROWTH = 16

/** One import under way. */
class ImportRun {
  readonly #options: ImportOptions
  readonly #columns = new SpanColumns()
  readonly #readings: ContentReading[] = []
  #bytesTotal = 0
  #bytesBefore = 0
  /** Spans that the next preview has at least. */
  #previewFrom = 1
  /** Of each span of the last preview, the row it was read as. */
  #previewRows: Uint32Array | undefined

  constructor(options: ImportOptions) {
    this.#options = options
  }

  /** Reads all inputs. Rejects with {@link ReadingStopped} where that ended early on request. */
  async read(inputs: readonly ImportInput[]): Promise<void> {
    this.#bytesTotal = inputs.reduce((total, { source }) => total + source.size, 0)
    let bytesLeft = this.#options.maxUnpackedBytes ?? MAX_UNPACKED_BYTES
    for (const [number, input] of inputs.entries()) {
      const onProgress = (byte: number, spansElsewhere = 0) => this.#progress(number, byte, spansElsewhere)
      onProgress(0)
      const unwrapping: Unwrapping = {
        bytesLeft,
        isFormatGiven: input.format !== undefined,
        onProgress: () => onProgress(0),
      }
      const unwrapped = await unwrap(input, unwrapping)
      bytesLeft = unwrapping.bytesLeft
      this.#bytesTotal += unwrapped.reduce((total, { source }) => total + source.size, 0) - input.source.size
      for (const content of unwrapped) {
        onProgress(0)
        const reading = new ContentReading(content, number, this.#columns)
        this.#readings.push(reading)
        await reading.read(input.format, onProgress, this.#options.readBeside)
        this.#bytesBefore += content.source.size
      }
    }
  }

  async finish(): Promise<ImportResult> {
    const { signal, enough } = this.#options
    if (enough?.aborted) for (const reading of this.#readings) reading.markStopped()
    const verdicts = await judgeSameIds(this.#columns, this.#readings)
    signal?.throwIfAborted()
    const { spans, rowOf } = buildTrackedTable(this.#columns, verdicts, (file) => this.#readings[file].report)
    const { length } = this.#columns
    this.#columns.free()
    return this.#result(spans, rowOf, length)
  }

  #progress(file: number, byte: number, spansElsewhere: number): void {
    const { signal, enough, onProgress } = this.#options
    signal?.throwIfAborted()
    if (enough?.aborted) throw new ReadingStopped()
    const bytesRead = this.#bytesBefore + byte
    onProgress?.({ file, bytesRead, bytesTotal: this.#bytesTotal, spans: this.#columns.length + spansElsewhere })
    const isDue = this.#columns.length >= this.#previewFrom && this.#bytesTotal - bytesRead >= PREVIEW_LEFT_BYTES
    if (isDue) this.#preview()
  }

  #preview(): void {
    const { onPreview } = this.#options
    if (onPreview === undefined) return
    this.#previewFrom = this.#columns.length * PREVIEW_GROWTH
    const { spans, rowOf } = buildTrackedTable(this.#columns, noVerdicts(this.#columns))
    spans.marks.forEach((marks, i) => {
      spans.marks[i] = marks & ~ORPHAN
    })
    spans.traces.isPartial.fill(1)
    onPreview(this.#result(spans, rowOf, this.#columns.length))
  }

  /** `rowsRead` are all of the columns, dropped ones among them. */
  #result(spans: SpanTable, rowOf: Uint32Array, rowsRead: number): ImportResult {
    const spanNow = this.#previewRows === undefined ? undefined : followRows(this.#previewRows, rowOf, rowsRead)
    this.#previewRows = rowOf
    const metrics = this.#readings.flatMap((reading) => reading.metrics)
    const files = this.#readings.map((reading) => reading.importedFile())
    const base = { files, spans, forest: buildForest(spans) }
    return {
      dataset: metrics.length === 0 ? base : { ...base, metrics },
      sources: this.#readings.map(({ content, input }) => ({
        source: content.source,
        unpacked: content.blob,
        input,
      })),
      spanNow,
    }
  }
}

/** Where spans that were read as the rows `before` are among those read as the rows `now`; -1 where they are not. */
function followRows(before: Uint32Array, now: Uint32Array, rowsRead: number): Int32Array {
  const spanOf = new Int32Array(rowsRead).fill(-1)
  for (let span = 0; span < now.length; span++) spanOf[now[span]] = span
  const spanNow = new Int32Array(before.length)
  for (let i = 0; i < before.length; i++) spanNow[i] = spanOf[before[i]]
  return spanNow
}

async function judgeSameIds(columns: SpanColumns, readings: readonly ContentReading[]): Promise<SameIdVerdicts> {
  try {
    return await resolveSameIds(columns, findSameIds(columns), readings)
  } catch (problem) {
    const message = problem instanceof Error ? problem.message : undefined
    readings[0].report('input.unreadable', { byte: 0, line: 1 }, message)
    return noVerdicts(columns)
  }
}
