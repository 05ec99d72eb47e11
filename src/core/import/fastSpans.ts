import { CONTEXT, CONTEXT_BYTES, FROM, LINE, NAME, NAME_BYTES, SPAN_WORDS } from '../model/spanBatch.ts'
import type { SpanBatchSink } from '../model/spanRecord.ts'
import type { ContextIndex } from '../model/spanTable.ts'
import type { TextIndex } from '../model/textTable.ts'
import { ByteTexts } from './bytes/byteTexts.ts'
import type { JsonWindow } from './json/jsonVisitor.ts'
import type { KernelFormat } from './kernel/kernelTables.ts'
import { kernelTokenizer } from './kernel/kernelTokenizer.ts'
import type { SpanTokenizer } from './spanSkimmer.ts'

/** After so many spans in a row that a tokenizer leaves to the general reader it is asked less often. */
const PATIENCE = 16
const LONGEST_PAUSE = 256

/** Brings spans from a tokenizer into the columns of a dataset. */
export class FastSpans {
  readonly #sink: SpanBatchSink
  #tokenizer: SpanTokenizer
  /** What reads where the kernel understands nothing. */
  readonly #second: SpanTokenizer
  readonly #texts = new ByteTexts()
  /** Text index + 1 of each of `#texts` that is a name. */
  readonly #names: TextIndex[] = []
  /** Offset in the input of the span that was left to the general reader last. */
  #leftAt = -1
  #leftInARow = 0
  #pause = 0

  /** Where the runtime has it, the kernel reads spans of `format` instead of `tokenizer`. */
  constructor(sink: SpanBatchSink, tokenizer: SpanTokenizer, format?: KernelFormat) {
    this.#sink = sink
    const kernel = format === undefined || sink.useKernel === false ? undefined : kernelTokenizer(format)
    this.#tokenizer = kernel ?? tokenizer
    this.#second = tokenizer
  }

  /** Reads spans into one context, which is asked for once there is one; returns how many. */
  readInto(window: JsonWindow, context: () => ContextIndex): number {
    const count = this.#read(window)
    if (count === 0) return 0
    const { words } = this.#tokenizer
    const all = context()
    for (let i = 0; i < count; i++) {
      words[i * SPAN_WORDS + CONTEXT] = all
      this.#internName(window.bytes, i * SPAN_WORDS)
    }
    this.#sink.addBatch(words, count, window.base)
    return count
  }

  /** Reads spans that each name their context; returns how many. */
  readEach(window: JsonWindow, contextOf: (text: string, byte: number, line: number) => ContextIndex): number {
    const count = this.#read(window)
    if (count === 0) return 0
    const { words } = this.#tokenizer
    const { texts } = this.#texts
    for (let at = 0; at < count * SPAN_WORDS; at += SPAN_WORDS) {
      const number = this.#texts.intern(window.bytes, words[at + CONTEXT], words[at + CONTEXT_BYTES])
      words[at + CONTEXT] = contextOf(texts[number], window.base + words[at + FROM], words[at + LINE])
      this.#internName(window.bytes, at)
    }
    this.#sink.addBatch(words, count, window.base)
    return count
  }

  #read(window: JsonWindow): number {
    if (this.#leftAt === window.base + window.p) return 0
    if (this.#pause > 0) {
      this.#pause--
      return 0
    }
    const count = this.#tokenizer.read(window)
    this.#leftAt = this.#tokenizer.leftAt === -1 ? -1 : window.base + this.#tokenizer.leftAt
    this.#leftInARow = count === 0 ? this.#leftInARow + 1 : 0
    if (this.#leftInARow <= PATIENCE) return count
    if (this.#tokenizer !== this.#second) {
      this.#tokenizer = this.#second
      this.#leftInARow = 0
    } else this.#pause = Math.min(LONGEST_PAUSE, this.#leftInARow)
    return count
  }

  #internName(bytes: Uint8Array, at: number): void {
    const { words } = this.#tokenizer
    const number = this.#texts.intern(bytes, words[at + NAME], words[at + NAME_BYTES])
    this.#names[number] ??= this.#sink.internText(this.#texts.texts[number])
    words[at + NAME] = this.#names[number]
  }
}
