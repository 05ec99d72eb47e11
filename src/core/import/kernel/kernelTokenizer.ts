import { SPAN_WORDS } from '../../model/spanBatch.ts'
import type { JsonWindow } from '../json/jsonVisitor.ts'
import { BATCH_SPANS, type SpanTokenizer } from '../spanSkimmer.ts'
import { type KernelFormat, writeTables } from './kernelTables.ts'
import { KERNEL_BASE64 } from './kernelWasm.ts'

const PAGE_BYTES = 65536
/** Zeros that the kernel needs behind the bytes. */
const PADDING = 64

/** What the kernel exports (src/kernel/spans.ts). */
interface Kernel {
  readonly memory: WebAssembly.Memory
  base(): number
  configure(...places: number[]): void
  read(window: number, from: number, line: number, lineMode: number, most: number): number
  stoppedAt(): number
  leftAt(): number
  line(): number
}

let compiled: WebAssembly.Module | undefined
let isRefused = false

/** A tokenizer in WebAssembly; undefined where the runtime has no SIMD, or a policy forbids to compile. */
export function kernelTokenizer(format: KernelFormat): SpanTokenizer | undefined {
  if (isRefused) return undefined
  try {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BASE64), (c) => c.charCodeAt(0)))
    return new KernelTokenizer(new WebAssembly.Instance(compiled).exports as unknown as Kernel, format)
  } catch {
    isRefused = true
    return undefined
  }
}

class KernelTokenizer implements SpanTokenizer {
  words: Uint32Array
  leftAt = -1
  readonly #kernel: Kernel
  readonly #wordsAt: number
  readonly #windowAt: number
  /** The bytes that lie in the kernel's memory. */
  #loaded: Uint8Array | undefined

  constructor(kernel: Kernel, format: KernelFormat) {
    this.#kernel = kernel
    this.#wordsAt = align(kernel.base())
    const tablesAt = this.#wordsAt + 4 * SPAN_WORDS * BATCH_SPANS
    this.#grow(tablesAt + PAGE_BYTES)
    const places = writeTables(new DataView(kernel.memory.buffer), format, tablesAt)
    this.#windowAt = align(places.end)
    kernel.configure(
      this.#wordsAt,
      places.keys,
      format.needed.reduce((bits, field) => bits | (1 << field), 0),
      places.kinds,
      places.statuses,
      places.parts,
      places.tags,
      places.tagKinds,
      places.references,
      places.referenceTypes,
    )
    this.words = this.#wordsView()
  }

  read(window: JsonWindow): number {
    if (window.bytes !== this.#loaded) this.#load(window.bytes)
    const at = this.#windowAt
    const count = this.#kernel.read(at, at + window.p, window.line, window.lineMode ? 1 : 0, BATCH_SPANS)
    const left = this.#kernel.leftAt()
    this.leftAt = left === 0 ? -1 : left - at
    window.p = this.#kernel.stoppedAt() - at
    window.line = this.#kernel.line()
    return count
  }

  #load(bytes: Uint8Array): void {
    this.#loaded = bytes
    const end = this.#windowAt + bytes.length
    this.#grow(end + PADDING)
    const memory = new Uint8Array(this.#kernel.memory.buffer)
    memory.set(bytes, this.#windowAt)
    memory.fill(0, end, end + PADDING)
    this.words = this.#wordsView()
  }

  #grow(bytes: number): void {
    const missing = bytes - this.#kernel.memory.buffer.byteLength
    if (missing > 0) this.#kernel.memory.grow(Math.ceil(missing / PAGE_BYTES))
  }

  #wordsView(): Uint32Array {
    return new Uint32Array(this.#kernel.memory.buffer, this.#wordsAt, SPAN_WORDS * BATCH_SPANS)
  }
}

function align(address: number): number {
  return (address + 15) & ~15
}
