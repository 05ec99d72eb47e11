import type { LabSpan } from '../core/lab/labSpan.ts'
import { writeFlatJson, writeJaegerJson, writeZipkinJson } from '../core/lab/otherFormats.ts'
import { writeOtlpJson, writeOtlpJsonLines } from '../core/lab/otlpJson.ts'
import { makeTraffic } from '../core/lab/traffic.ts'

/** Formats that are measured. */
export const BENCH_FORMATS = [
  'otlp-json',
  'otlp-jsonl',
  'jaeger',
  'zipkin-v2',
  'zipkin-ndjson',
  'flat-us',
  'flat-ndjson',
] as const

/** One of {@link BENCH_FORMATS}. */
export type BenchFormat = (typeof BENCH_FORMATS)[number]

/** A made input in memory, and where it can be cut into stretches that JSON.parse takes as lists of elements. */
export interface BenchInput {
  readonly format: BenchFormat
  readonly spans: number
  readonly bytes: Uint8Array
  /** Each line is a document; else elements lie between commas. */
  readonly isLines: boolean
  /** Stretches of whole elements, about 8 MB each; between them lie only commas and the brackets around all. */
  readonly batches: readonly (readonly [from: number, to: number])[]
}

const SEED = 1
const BATCH_BYTES = 8 * 1024 * 1024
/** Spans that are held as objects at a time while an input is made. */
const CHUNK_SPANS = 2000

/** Makes an input of that many spans, in mixed traces of 20 to 500 or in a single one; ten attributes a span, 0.5 % dropped parents. */
export function makeInput(format: BenchFormat, spans: number, shape: 'mixed' | 'single' = 'mixed'): BenchInput {
  const traffic = makeTraffic({ spans, seed: SEED, shape, orphanShare: 0.005 })
  const writer = new InputWriter()
  for (const piece of pieces(format, traffic.spans)) writer.add(piece)
  const isLines = format === 'otlp-jsonl' || format.endsWith('-ndjson')
  return { format, spans: traffic.counts.spans, bytes: writer.bytes(), isLines, batches: writer.batches }
}

/** A stretch of text; `elements` are whole values between commas (or lines), the rest is what stands around them. */
interface Piece {
  readonly before: string
  readonly elements: string
}

function* pieces(format: BenchFormat, spans: Iterable<LabSpan>): Generator<Piece> {
  switch (format) {
    case 'otlp-json':
      for (const chunk of writeOtlpJson(spans, CHUNK_SPANS)) {
        const from = chunk.indexOf('{"resource"')
        yield from === -1
          ? { before: chunk, elements: '' }
          : { before: chunk.slice(0, from), elements: chunk.slice(from) }
      }
      return
    case 'otlp-jsonl':
      for (const line of writeOtlpJsonLines(spans)) yield { before: '', elements: line }
      return
    case 'jaeger':
      yield* listPieces('{"data":[', wholeTraces(spans), ']}\n', (group) => JSON.parse(writeJaegerJson(group)).data)
      return
    case 'zipkin-v2':
      yield* listPieces('[', wholeTraces(spans), ']\n', (group) => JSON.parse(writeZipkinJson(group)))
      return
    case 'zipkin-ndjson':
      yield* linePieces(wholeTraces(spans), (group) => JSON.parse(writeZipkinJson(group)))
      return
    case 'flat-us':
      yield* listPieces('[', wholeTraces(spans), ']\n', (group) => JSON.parse(writeFlatJson(group)))
      return
    case 'flat-ndjson':
      yield* linePieces(wholeTraces(spans), (group) => JSON.parse(writeFlatJson(group)))
  }
}

function* linePieces(groups: Iterable<LabSpan[]>, write: (group: LabSpan[]) => readonly unknown[]): Generator<Piece> {
  for (const group of groups) {
    const lines = write(group).map((element) => `${JSON.stringify(element)}\n`)
    yield { before: '', elements: lines.join('') }
  }
}

function* listPieces(
  head: string,
  groups: Iterable<LabSpan[]>,
  tail: string,
  write: (group: LabSpan[]) => readonly unknown[],
): Generator<Piece> {
  let before = head
  for (const group of groups) {
    const text = JSON.stringify(write(group))
    yield { before, elements: text.slice(1, -1) }
    before = ','
  }
  yield { before: tail, elements: '' }
}

function* wholeTraces(spans: Iterable<LabSpan>): Generator<LabSpan[]> {
  let group: LabSpan[] = []
  for (const span of spans) {
    if (group.length >= CHUNK_SPANS && group[group.length - 1].traceId !== span.traceId) {
      yield group
      group = []
    }
    group.push(span)
  }
  if (group.length > 0) yield group
}

/** Joins pieces as bytes and cuts them into batches. */
class InputWriter {
  readonly batches: (readonly [number, number])[] = []
  #bytes = new Uint8Array(1 << 20)
  #length = 0
  #batchFrom = -1

  add({ before, elements }: Piece): void {
    if (this.#batchFrom !== -1 && (elements === '' || this.#length - this.#batchFrom >= BATCH_BYTES)) this.#endBatch()
    this.#write(before)
    if (elements === '') return
    if (this.#batchFrom === -1) this.#batchFrom = this.#length
    this.#write(elements)
  }

  bytes(): Uint8Array {
    if (this.#batchFrom !== -1) this.#endBatch()
    return this.#bytes.subarray(0, this.#length)
  }

  #endBatch(): void {
    this.batches.push([this.#batchFrom, this.#length])
    this.#batchFrom = -1
  }

  #write(text: string): void {
    const room = this.#length + text.length * 3
    if (room > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(room, this.#bytes.length * 2))
      grown.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = grown
    }
    this.#length += new TextEncoder().encodeInto(text, this.#bytes.subarray(this.#length)).written
  }
}
