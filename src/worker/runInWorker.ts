import type { Diagnosis } from '../core/diagnoseDataset.ts'
import type { BreakMeasures } from '../core/lineage/measureBreaks.ts'
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

/** What an import tells while it runs. */
export interface ImportListener {
  readonly onProgress: (progress: ImportProgress) => void
  /** Once, when all is read. */
  readonly onImported: (imported: Imported) => void
  /** Once, after that. */
  readonly onDiagnosis: (diagnosis: Diagnosis) => void
}

/**
 * Imports files into one dataset and judges it, off the main thread. Resolves when all is told; rejects when aborted, and
 * on bugs. Bad input is in the dataset.
 */
export function importInWorker(
  files: readonly NamedBlob[],
  signal: AbortSignal,
  { onProgress, onImported, onDiagnosis }: ImportListener,
): Promise<void> {
  return runInWorker({ type: 'import', files }, signal, (message) => {
    if (message.type === 'progress') onProgress(message)
    else if (message.type === 'dataset') onImported(message)
    else if (message.type === 'diagnosis') onDiagnosis(message.diagnosis)
  })
}

/** Measures the breaks of another capture, off the main thread. */
export async function measureInWorker(files: readonly NamedBlob[], signal: AbortSignal): Promise<BreakMeasures> {
  let measures: BreakMeasures | undefined
  await runInWorker({ type: 'measure', files }, signal, (message) => {
    if (message.type === 'measured') measures = message.measures
  })
  if (measures === undefined) throw new Error('The worker ended without an answer.')
  return measures
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
