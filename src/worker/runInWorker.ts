import type { ExportJob, FindJob, Imported, ImportProgress, NamedBlob, WorkerJob, WorkerMessage } from './protocol.ts'

/**
 * Runs one job in a worker of its own and ends the worker with it. Aborting the signal ends the worker at once, which
 * frees all it held, and rejects with the signal's reason.
 */
function runInWorker(job: WorkerJob, signal: AbortSignal, onMessage: (message: WorkerMessage) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const worker = new Worker(new URL('./main.ts', import.meta.url), { type: 'module' })
    const end = (settle: () => void) => {
      worker.terminate()
      signal.removeEventListener('abort', abort)
      settle()
    }
    const abort = () => end(() => reject(signal.reason))
    signal.addEventListener('abort', abort)
    worker.onerror = (event) => end(() => reject(new Error(event.message || 'The worker could not be started.')))
    worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
      if (data.type === 'failed') end(() => reject(new Error(data.message)))
      else if (data.type === 'done') end(resolve)
      else onMessage(data)
    }
    worker.postMessage(job)
  })
}

/** Imports files into one dataset, off the main thread. Rejects when aborted, and on bugs; bad input is in the dataset. */
export async function importInWorker(
  files: readonly NamedBlob[],
  signal: AbortSignal,
  onProgress: (progress: ImportProgress) => void,
): Promise<Imported> {
  let imported: Imported | undefined
  await runInWorker({ type: 'import', files }, signal, (message) => {
    if (message.type === 'progress') onProgress(message)
    else if (message.type === 'dataset') imported = message
  })
  if (imported === undefined) throw new Error('The worker ended without a dataset.')
  return imported
}

/** Searches attribute texts off the main thread; answers come in batches of SpanIndexes. */
export function findInWorker(
  job: Omit<FindJob, 'type'>,
  signal: AbortSignal,
  onFound: (spans: readonly number[]) => void,
): Promise<void> {
  return runInWorker({ type: 'find', ...job }, signal, (message) => {
    if (message.type === 'found') onFound(message.spans)
  })
}

/** Writes a dataset as OTLP JSON, off the main thread. Rejects when aborted, and where the dataset's bytes cannot be read. */
export async function exportInWorker(job: Omit<ExportJob, 'type'>, signal: AbortSignal): Promise<Blob> {
  let exported: Blob | undefined
  await runInWorker({ type: 'export', ...job }, signal, (message) => {
    if (message.type === 'exported') exported = message.blob
  })
  if (exported === undefined) throw new Error('The worker ended without a file.')
  return exported
}
