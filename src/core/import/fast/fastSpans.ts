import { CONTEXT, FROM, LINE, NAME, SPAN_WORDS } from '../../model/spanBatch.ts'
import type { SpanBatchSink } from '../../model/spanRecord.ts'
import type { ContextIndex, SourceRange } from '../../model/spanTable.ts'
import type { TextIndex } from '../../model/textTable.ts'
import { ByteTexts } from '../bytes/byteTexts.ts'
import type { JsonWindow } from '../json/jsonVisitor.ts'
import { kernelTokenizer } from '../kernel/kernelTokenizer.ts'
import { BatchSkimmer } from './batchSkimmer.ts'
import { Pace } from './pace.ts'
import type { SpanSyntax } from './spanSyntax.ts'
import {
  FIRST_SPAN,
  LEARNT,
  READ,
  RESOURCE_BYTES,
  RESOURCE_FROM,
  RESOURCE_NUMBER,
  type Reading,
  SCOPE_BYTES,
  SCOPE_FROM,
  SCOPE_WORDS,
  type SpanTokenizer,
  UNIT,
  UNIT_FROM,
  UNIT_LINE,
} from './spanTokenizer.ts'

/** What tells of a span which context it is of, by the text that names it and where the first such span is. */
type ContextOf = (text: string, byte: number, line: number) => ContextIndex

/** Makes contexts of resources and scopes. */
export interface ScopeContexts {
  /** Service of the resource that lies there; undefined for one that the general reader has to read. */
  serviceOf(bytes: Uint8Array, from: number, length: number): string | undefined
  /** A new context. */
  open(service: string, resource: SourceRange, scope: SourceRange | undefined): ContextIndex
}

/** Brings spans from a tokenizer into the columns of a dataset. */
export class FastSpans {
  readonly #sink: SpanBatchSink
  readonly #tokenizer: SpanTokenizer
  readonly #paces: readonly Pace[] = Object.values(READ).map(() => new Pace())
  readonly #texts = new ByteTexts()
  /** Text index of each of `#texts` that is a name. */
  readonly #names: TextIndex[] = []
  /** By number of text: the context it names, and in which batch it was last asked for. */
  readonly #contexts: ContextIndex[] = []
  readonly #askedIn: number[] = []
  /** Services of resources, by the numbers that the tokenizer learns. */
  readonly #services: string[] = []
  readonly #serviceNumbers = new Map<string, number>()
  #batch = 0

  /** Where the runtime has it, the kernel reads. */
  constructor(sink: SpanBatchSink, syntax: SpanSyntax) {
    this.#sink = sink
    const kernel = sink.useKernel === false ? undefined : kernelTokenizer(syntax)
    this.#tokenizer = kernel ?? new BatchSkimmer(syntax)
  }

  /** Reads spans into one context, which is asked for once there is one; returns how many. */
  readInto(window: JsonWindow, context: () => ContextIndex): number {
    const count = this.#read(window, READ.spans)
    if (count === 0) return 0
    this.#takeInto(window.bytes, 0, count, context())
    this.#sink.addBatch(this.#tokenizer.words, count, window.base)
    return count
  }

  /** Reads spans that each name their context, one a line or with commas between them; returns how many. */
  readEach(window: JsonWindow, contextOf: ContextOf, reading: Reading = READ.spans): number {
    const count = this.#read(window, reading)
    if (count === 0) return 0
    const { words } = this.#tokenizer
    this.#batch++
    for (let at = 0; at < count * SPAN_WORDS; at += SPAN_WORDS) {
      const text = this.#textAt(window.bytes, at + CONTEXT)
      if (this.#askedIn[text] !== this.#batch) {
        this.#askedIn[text] = this.#batch
        this.#contexts[text] = contextOf(this.#texts.texts[text], window.base + words[at + FROM], words[at + LINE])
      }
      words[at + CONTEXT] = this.#contexts[text]
      words[at + NAME] = this.#nameAt(window.bytes, at)
    }
    this.#sink.addBatch(words, count, window.base)
    return count
  }

  /** Reads spans with the resources and scopes around them; returns how many groups or requests. */
  readGroups(window: JsonWindow, contexts: ScopeContexts, reading: Reading): number {
    const units = this.#read(window, reading)
    const { scopes, scopeCount } = this.#tokenizer
    const services: string[] = []
    for (let at = 0; units > 0 && at < scopeCount * SCOPE_WORDS; at += SCOPE_WORDS) {
      const service = this.#serviceAt(window.bytes, at, contexts)
      if (service === undefined) {
        window.p = scopes[at + UNIT_FROM]
        window.line = scopes[at + UNIT_LINE]
        const taken = scopes[at + UNIT]
        if (taken === 0) this.#paces[reading].tell(0, window.base + window.p)
        else this.#takeGroups(window, contexts, services, taken)
        return taken
      }
      services.push(service)
    }
    if (units > 0) this.#takeGroups(window, contexts, services, units)
    return units
  }

  /** The service of a stretch of spans; undefined where the general reader has to read it. */
  #serviceAt(bytes: Uint8Array, at: number, contexts: ScopeContexts): string | undefined {
    const { scopes } = this.#tokenizer
    const known = scopes[at + RESOURCE_NUMBER]
    if (known > 0) return this.#services[known - 1]
    const from = scopes[at + RESOURCE_FROM]
    const length = scopes[at + RESOURCE_BYTES]
    const service = contexts.serviceOf(bytes, from, length)
    if (service === undefined) return undefined
    const number = this.#serviceNumbers.get(service) ?? this.#services.push(service) - 1
    this.#serviceNumbers.set(service, number)
    this.#tokenizer.learnResource?.(from, length, number)
    return service
  }

  /** Hands on the spans of the first `units` groups or requests; services are those of their stretches. */
  #takeGroups({ bytes, base }: JsonWindow, contexts: ScopeContexts, services: readonly string[], units: number): void {
    const { scopes, scopeCount, spanCount, words } = this.#tokenizer
    let first = 0
    for (let i = 0; i < scopeCount && scopes[i * SCOPE_WORDS + UNIT] < units; i++) {
      const at = i * SCOPE_WORDS
      const next = i + 1 === scopeCount ? spanCount : scopes[at + SCOPE_WORDS + FIRST_SPAN]
      const resource = stretchAt(scopes, at + RESOURCE_FROM, base)
      const scope = scopes[at + SCOPE_BYTES] === 0 ? undefined : stretchAt(scopes, at + SCOPE_FROM, base)
      this.#takeInto(bytes, first, next, contexts.open(services[i], resource, scope))
      first = next
    }
    this.#sink.addBatch(words, first, base)
  }

  /** Gives names and context to the spans `from` to `to` of the batch. */
  #takeInto(bytes: Uint8Array, from: number, to: number, context: ContextIndex): void {
    const { words } = this.#tokenizer
    for (let at = from * SPAN_WORDS; at < to * SPAN_WORDS; at += SPAN_WORDS) {
      words[at + CONTEXT] = context
      words[at + NAME] = this.#nameAt(bytes, at)
    }
  }

  #read(window: JsonWindow, reading: Reading): number {
    const pace = this.#paces[reading]
    if (!pace.allows(window.base + window.p)) return 0
    const count = this.#tokenizer.read(window, reading)
    const { leftAt } = this.#tokenizer
    pace.tell(count, leftAt === -1 ? -1 : window.base + leftAt)
    return count
  }

  #nameAt(bytes: Uint8Array, at: number): TextIndex {
    const text = this.#textAt(bytes, at + NAME)
    this.#names[text] ??= this.#sink.internText(this.#texts.texts[text])
    return this.#names[text]
  }

  /** The number of a text, by the two words that say where it lies. */
  #textAt(bytes: Uint8Array, at: number): number {
    const { words } = this.#tokenizer
    const from = words[at]
    const length = words[at + 1]
    if (length === LEARNT) return from
    const text = this.#texts.intern(bytes, from, length)
    this.#tokenizer.learn?.(from, length, text)
    return text
  }
}

/** A stretch of the input, by the two words that say where it lies behind `base`. */
function stretchAt(words: Uint32Array, at: number, base: number): SourceRange {
  return { byte: base + words[at], byteLength: words[at + 1] }
}
