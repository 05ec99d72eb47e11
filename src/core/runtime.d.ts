// What core may use of its runtime, beyond the language: only what browsers, workers and Node all have.
// Read by core's own tsconfig alone; a global that is not named here is a compile error in core.

interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  throwIfAborted(): void
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

declare class AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  readonly encoding: string
  decode(input?: ArrayBufferView | ArrayBufferLike, options?: { stream?: boolean }): string
}

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number }
}

declare class Blob {
  constructor(
    parts?: readonly (ArrayBufferView<ArrayBuffer> | ArrayBuffer | Blob | string)[],
    options?: { type?: string },
  )
  readonly size: number
  readonly type: string
  slice(start?: number, end?: number, contentType?: string): Blob
  arrayBuffer(): Promise<ArrayBuffer>
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>
}

interface ReadableStreamDefaultReader<R> {
  read(): Promise<{ done: false; value: R } | { done: true; value: R | undefined }>
  cancel(reason?: unknown): Promise<void>
  releaseLock(): void
}

interface WritableStreamDefaultWriter<W> {
  readonly ready: Promise<undefined>
  write(chunk: W): Promise<void>
  close(): Promise<void>
  abort(reason?: unknown): Promise<void>
}

interface WritableStream<W> {
  getWriter(): WritableStreamDefaultWriter<W>
}

interface ReadableStream<R> {
  getReader(): ReadableStreamDefaultReader<R>
  cancel(reason?: unknown): Promise<void>
  pipeThrough<T>(transform: {
    readonly readable: ReadableStream<T>
    readonly writable: WritableStream<R>
  }): ReadableStream<T>
}

declare class DecompressionStream {
  constructor(format: 'gzip' | 'deflate' | 'deflate-raw')
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>
  readonly writable: WritableStream<ArrayBufferView<ArrayBuffer> | ArrayBuffer>
}

declare namespace WebAssembly {
  class Module {
    constructor(bytes: ArrayBufferView<ArrayBuffer> | ArrayBuffer)
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number })
    readonly buffer: ArrayBuffer
    grow(pages: number): number
  }
  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, unknown>>)
    readonly exports: Record<string, unknown>
  }
  function instantiate(module: Module, imports?: Record<string, Record<string, unknown>>): Promise<Instance>
  function compile(bytes: ArrayBufferView<ArrayBuffer> | ArrayBuffer): Promise<Module>
  function validate(bytes: ArrayBufferView<ArrayBuffer> | ArrayBuffer): boolean
}

declare function atob(text: string): string

declare const performance: { now(): number }

interface MessagePort {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void
  close(): void
}

declare class MessageChannel {
  readonly port1: MessagePort
  readonly port2: MessagePort
}

declare function setTimeout(callback: () => void, delayMs?: number): unknown
