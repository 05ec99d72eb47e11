import type { ByteSource } from '../model/byteSource.ts'
import type { FormatCandidate, ImportedFile } from '../model/dataset.ts'
import { DiagnosticCollector, type Report } from '../model/diagnostic.ts'
import type { MetricSeries } from '../model/metricTable.ts'
import type { SpanColumns } from '../model/spanColumns.ts'
import { CUT_FROM_BYTES } from './cutFromBytes.ts'
import { CutUnsound } from './cutUnsound.ts'
import type { Unwrapped } from './fields/envelope.ts'
import type { Format } from './format.ts'
import { type Candidate, formatById } from './formats.ts'
import type { ReadBeside } from './partedReading.ts'
import { whatIsSeen } from './probe.ts'
import { recognise } from './recognise.ts'
import type { ReadFile } from './resolveSameIds.ts'

/** Ends readings that are to end with what they have. */
export class ReadingStopped extends Error {}

/** Told of the bytes of a content that are dealt with, and of spans of it that are not in the columns yet. */
type OnProgress = (bytes: number, spansElsewhere?: number) => void

/** Where what belongs to a whole input is reported. */
const START = { byte: 0, line: 1 }

/** While another thread is waited for, progress is told so often, in ms. */
const WAIT_MS = 50

/** A runner-up is worth a word from this share of the winner's score on. */
const CLOSE = 0.7

/** What was inside an input, and what came of it so far. */
export class ContentReading implements ReadFile {
  readonly content: Unwrapped
  /** Number of the input it came from. */
  readonly input: number
  readonly source: ByteSource
  readonly report: Report
  format: Format | undefined
  metrics: readonly MetricSeries[] = []
  readonly #columns: SpanColumns
  readonly #file: number
  readonly #collector = new DiagnosticCollector()
  #reason = ''
  #candidates: readonly FormatCandidate[] = []

  constructor(content: Unwrapped, input: number, columns: SpanColumns) {
    this.content = content
    this.input = input
    this.source = content.source
    this.report = this.#collector.report
    this.#columns = columns
    this.#file = columns.addFile()
  }

  /**
   * Reads it into the columns, as the `given` format or as the one that is recognised. Rejects with what `onProgress`
   * throws, and no more than that but CutUnsound, where `beside` was to read a part of it; what was read until then is there.
   */
  async read(given: string | undefined, onProgress: OnProgress, beside?: ReadBeside): Promise<void> {
    const { report, source } = this
    for (const { code, message } of this.content.problems) report(code, START, message)
    onProgress(0)
    await this.#choose(given)
    if (this.format !== undefined) {
      await this.#readAs(this.format, onProgress, beside)
      if (this.#collector.has('signal.metrics')) {
        const { readOtlpMetrics } = await import('./otlp/otlpMetrics.ts')
        this.metrics = await readOtlpMetrics(source, report)
      }
      if (this.#records === 0 && this.metrics.length === 0) report('format.noSpans', START)
    }
    onProgress(source.size)
  }

  async #readAs(format: Format, onProgress: OnProgress, beside: ReadBeside | undefined): Promise<void> {
    const { source, content } = this
    const isLarge = content.blob === undefined && source.size >= CUT_FROM_BYTES
    if (isLarge && beside !== undefined && (await this.#readInParts(format, onProgress, beside))) return
    await format.read(source, this.#columns.sink(this.#file, this.report, onProgress, source.size))
  }

  /** Reads it with the help of another thread. False where it cannot be cut: then nothing was read. */
  async #readInParts(format: Format, onProgress: OnProgress, beside: ReadBeside): Promise<boolean> {
    const { source, input } = this
    const { findCut, joinParts, readFirstPart } = await import('./partedReading.ts')
    const cut = await findCut(source, format.id, Math.floor(source.size / 2)).catch(() => undefined)
    if (cut === undefined) return false
    const second = beside(input, cut)
    const part = second.part.catch(() => undefined)
    const onFirst = (byte: number) => {
      const { bytes, spans } = second.progress()
      onProgress(Math.min(byte, cut.byte) + bytes, spans)
    }
    const sink = this.#columns.sink(this.#file, this.report, onFirst, source.size)
    const shift = await readFirstPart(source, cut, sink)
    const read = await telling(part, () => onFirst(cut.byte))
    if (shift === undefined || read?.isSound !== true) throw new CutUnsound()
    joinParts(this.#columns, this.#file, this.#collector, read, shift)
    return true
  }

  /** Says that reading ended on request, so that what is missing is not called broken. */
  markStopped(): void {
    this.#columns.partialFiles.add(this.#file)
    this.report('trace.partial', START, 'Reading was stopped before all files were read. What was read is kept.')
  }

  /** What is known of it now, for people. */
  importedFile(): ImportedFile {
    const { content, input, format } = this
    return {
      name: content.name,
      input,
      inputBytes: content.source.size,
      layers: content.layers,
      format: format?.id,
      reason: this.#reason,
      candidates: this.#candidates,
      records: this.#records,
      diagnostics: this.#collector.groups(),
    }
  }

  get #records(): number {
    return this.#columns.recordsOf(this.#file)
  }

  async #choose(given: string | undefined): Promise<void> {
    const unsupported = this.content.problems.find(({ code }) => code === 'envelope.unsupported')
    if (unsupported !== undefined) {
      this.#reason = unsupported.message
      return
    }
    const { format, reason, candidates } = await chooseFormat(this.source, given, this.report)
    this.format = format
    this.#reason = reason + layersText(this.content)
    this.#candidates = candidates.map((candidate) => ({ ...candidate, format: candidate.format.id }))
  }
}

/** Waits for an answer and calls `onWait` meanwhile, which may throw. */
async function telling<T>(answer: Promise<T>, onWait: () => void): Promise<T> {
  let isThere = false
  const noted = answer.finally(() => {
    isThere = true
  })
  for (;;) {
    await Promise.race([noted, new Promise<void>((resolve) => setTimeout(resolve, WAIT_MS))])
    if (isThere) return noted
    onWait()
  }
}

function layersText({ layers }: Unwrapped): string {
  return layers.length === 0
    ? ''
    : ` It was unpacked from ${layers.join(' and ')}: bytes and lines count in what was inside.`
}

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
