import { CUT_FROM_BYTES } from '../core/import/cutFromBytes.ts'
import type { BesideJob, ImportJob, NamedBlob } from './protocol.ts'

/** Smaller files are read before another thread has started. */
const READER_FROM_BYTES = 32 * 1024 * 1024

/** Threads that help the one that imports. */
interface HelperThreads {
  /** What the importing thread reaches them by. */
  readonly ports: Pick<ImportJob, 'reader' | 'beside'>
  /** Ends the thread of second parts: all parts are read. The one that reads ahead goes on for those who read again. */
  endBeside(): void
  end(): void
}

/** Starts the threads that files are worth: one that reads ahead, and one for the second part of a file that is cut. */
export function startHelpers(files: readonly NamedBlob[]): HelperThreads {
  const largest = files.reduce((bytes, { blob }) => Math.max(bytes, blob.size), 0)
  const reader = largest >= READER_FROM_BYTES ? startReader() : undefined
  const beside = largest >= CUT_FROM_BYTES && navigator.hardwareConcurrency > 1 ? startBeside() : undefined
  return {
    ports: { reader: reader?.port, beside: beside?.port },
    endBeside: () => beside?.worker.terminate(),
    end: () => {
      reader?.worker.terminate()
      beside?.worker.terminate()
    },
  }
}

interface Helper {
  readonly worker: Worker
  readonly port: MessagePort
}

function startReader(): Helper {
  const worker = new Worker(new URL('./readingThread.ts', import.meta.url), { type: 'module' })
  const { port1, port2 } = new MessageChannel()
  worker.postMessage(port1, [port1])
  return { worker, port: port2 }
}

function startBeside(): Helper {
  const worker = new Worker(new URL('./main.ts', import.meta.url), { type: 'module' })
  const { port1, port2 } = new MessageChannel()
  const job: BesideJob = { type: 'beside', port: port1 }
  worker.postMessage(job, [port1])
  return { worker, port: port2 }
}
