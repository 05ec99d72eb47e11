import { SPAN_WORDS } from '../../model/spanBatch.ts'
import type { SpanSyntax } from '../fast/spanSyntax.ts'
import { BATCH_SCOPES, BATCH_SPANS, type Reading, SCOPE_WORDS, type SpanTokenizer } from '../fast/spanTokenizer.ts'
import type { JsonWindow } from '../json/jsonVisitor.ts'
import { writeTables } from './kernelTables.ts'
import { KERNEL_BASE64 } from './kernelWasm.ts'

const PAGE_BYTES = 65536
/** Zeros that the kernel needs behind the bytes. */
const PADDING = 64

/** What the kernel exports (src/kernel/spans.ts). */
interface Kernel {
  readonly memory: WebAssembly.Memory
  /** First address that the host may use. */
  base(): number
  configure(words: number, scopes: number, tables: number, mostSpans: number, mostScopes: number): void
  read(window: number, from: number, line: number, lineMode: number, reading: number): number
  spanCount(): number
  scopeCount(): number
  stoppedAt(): number
  leftAt(): number
  line(): number
  learn(from: number, length: number, number: number): void
  learnResource(from: number, length: number, number: number): void
}

let compiled: WebAssembly.Module | undefined
let isRefused = false

/**
 * A tokenizer in WebAssembly; undefined where the runtime has no SIMD, where a policy forbids to compile, and for a syntax
 * that does not fit its tables.
 */
export function kernelTokenizer(syntax: SpanSyntax): SpanTokenizer | undefined {
  if (isRefused) return undefined
  let kernel: Kernel
  try {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BASE64), (c) => c.charCodeAt(0)))
    kernel = new WebAssembly.Instance(compiled).exports as unknown as Kernel
  } catch {
    isRefused = true
    return undefined
  }
  const scopesAt = align(kernel.base()) + 4 * SPAN_WORDS * BATCH_SPANS
  const tablesAt = scopesAt + 4 * SCOPE_WORDS * BATCH_SCOPES
  growTo(kernel, tablesAt + PAGE_BYTES)
  const tablesEnd = writeTables(new DataView(kernel.memory.buffer), syntax, tablesAt)
  if (tablesEnd === undefined) return undefined
  kernel.configure(align(kernel.base()), scopesAt, tablesAt, BATCH_SPANS, BATCH_SCOPES)
  return new KernelTokenizer(kernel, align(kernel.base()), scopesAt, align(tablesEnd))
}

class KernelTokenizer implements SpanTokenizer {
  words = new Uint32Array(0)
  scopes = new Uint32Array(0)
  spanCount = 0
  scopeCount = 0
  leftAt = -1
  readonly #kernel: Kernel
  readonly #wordsAt: number
  readonly #scopesAt: number
  readonly #windowAt: number
  /** The bytes that lie in the kernel's memory. */
  #loaded: Uint8Array | undefined

  constructor(kernel: Kernel, wordsAt: number, scopesAt: number, windowAt: number) {
    this.#kernel = kernel
    this.#wordsAt = wordsAt
    this.#scopesAt = scopesAt
    this.#windowAt = windowAt
  }

  read(window: JsonWindow, reading: Reading): number {
    if (window.bytes !== this.#loaded) this.#load(window.bytes)
    const kernel = this.#kernel
    const at = this.#windowAt
    const count = kernel.read(at, at + window.p, window.line, window.lineMode ? 1 : 0, reading)
    const left = kernel.leftAt()
    this.leftAt = left === 0 ? -1 : left - at
    this.spanCount = kernel.spanCount()
    this.scopeCount = kernel.scopeCount()
    window.p = kernel.stoppedAt() - at
    window.line = kernel.line()
    return count
  }

  learn(from: number, length: number, number: number): void {
    this.#kernel.learn(this.#windowAt + from, length, number)
  }

  learnResource(from: number, length: number, number: number): void {
    this.#kernel.learnResource(this.#windowAt + from, length, number)
  }

  #load(bytes: Uint8Array): void {
    this.#loaded = bytes
    const { memory } = this.#kernel
    const end = this.#windowAt + bytes.length
    growTo(this.#kernel, end + PADDING)
    const all = new Uint8Array(memory.buffer)
    all.set(bytes, this.#windowAt)
    all.fill(0, end, end + PADDING)
    // A memory that has grown has another buffer.
    if (this.words.buffer === memory.buffer) return
    this.words = new Uint32Array(memory.buffer, this.#wordsAt, SPAN_WORDS * BATCH_SPANS)
    this.scopes = new Uint32Array(memory.buffer, this.#scopesAt, SCOPE_WORDS * BATCH_SCOPES)
  }
}

function growTo({ memory }: Kernel, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES))
}

function align(address: number): number {
  return (address + 15) & ~15
}
