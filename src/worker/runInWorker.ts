import type { Diagnosis } from '../core/diagnoseDataset.ts'
import { startHelpers } from './helperThreads.ts'
import type {
  EnoughRequest,
  ExportJob,
  FindJob,
  Imported,
  ImportProgress,
  MeasuredCapture,
  NamedBlob,
  WorkerJob,
  WorkerMessage,
} from './protocol.ts'

/** A worker that has started and waits for its job. */
let spare: Worker | undefined

function startWorker(): Worker {
  return new Worker(new URL('./main.ts', import.meta.url), { type: 'module' })
}

/** Starts the worker of the next job before there is one: a small file takes less time than its worker to start. */
export function prepareWorker(): void {
  if (spare !== undefined) return
  spare = startWorker()
  // The job starts one of its own then, and tells why that fails.
  spare.onerror = () => {
    spare = undefined
  }
}

function takeWorker(): Worker {
  const worker = spare ?? startWorker()
  spare = undefined
  return worker
}

/**
 * Runs one job in a worker of its own and ends the worker with it. Aborting the signal ends the worker at once, which
 * frees all it held, and rejects with the signal's reason.
 */
function runInWorker(
  job: WorkerJob,
  signal: AbortSignal,
  onMessage: (message: WorkerMessage) => void,
  enough?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const worker = takeWorker()
    const helpers = job.type === 'import' ? startHelpers(job.files) : undefined
    const request: EnoughRequest = { type: 'enough' }
    const askForEnd = () => worker.postMessage(request)
    enough?.addEventListener('abort', askForEnd)
    const end = (settle: () => void) => {
      worker.terminate()
      helpers?.end()
      signal.removeEventListener('abort', abort)
      enough?.removeEventListener('abort', askForEnd)
      settle()
    }
    const abort = () => end(() => reject(signal.reason))
    signal.addEventListener('abort', abort)
    worker.onerror = (event) => end(() => reject(new Error(event.message || 'The worker could not be started.')))
    worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
      if (data.type === 'failed') end(() => reject(new Error(data.message)))
      else if (data.type === 'done') end(resolve)
      else {
        if (data.type === 'dataset') helpers?.endBeside()
        onMessage(data)
      }
    }
    const ports = Object.values(helpers?.ports ?? {}).filter((port) => port !== undefined)
    worker.postMessage({ ...job, ...helpers?.ports }, ports)
  })
}

/** What an import tells while it runs. */
export interface ImportListener {
  readonly onProgress: (progress: ImportProgress) => void
  /** Now and then while much is left to read; see `ImportOptions.onPreview`. */
  readonly onPreview: (preview: Imported) => void
  /** Once, when all is read. */
  readonly onImported: (imported: Imported) => void
  /** Once, after that. */
  readonly onDiagnosis: (diagnosis: Diagnosis) => void
}

/** How an import is ended before its time. */
interface ImportSignals {
  /** Ends it at once. */
  readonly signal: AbortSignal
  /** Ends its reading: the dataset is what was read until then. */
  readonly enough: AbortSignal
}

/**
 * Imports files into one dataset and judges it, off the main thread. Resolves when all is told; rejects when aborted, and
 * on bugs. Bad input is in the dataset.
 */
export function importInWorker(
  files: readonly NamedBlob[],
  { signal, enough }: ImportSignals,
  { onProgress, onPreview, onImported, onDiagnosis }: ImportListener,
): Promise<void> {
  const onMessage = (message: WorkerMessage) => {
    if (message.type === 'progress') onProgress(message)
    else if (message.type === 'preview') onPreview(message)
    else if (message.type === 'dataset') onImported(message)
    else if (message.type === 'diagnosis') onDiagnosis(message.diagnosis)
  }
  return runInWorker({ type: 'import', files }, signal, onMessage, enough)
}

/** Measures the breaks of another capture, and takes its requests, off the main thread. */
export async function measureInWorker(files: readonly NamedBlob[], signal: AbortSignal): Promise<MeasuredCapture> {
  let measured: MeasuredCapture | undefined
  await runInWorker({ type: 'measure', files }, signal, (message) => {
    if (message.type === 'measured') measured = { measures: message.measures, red: message.red }
  })
  if (measured === undefined) throw new Error('The worker ended without an answer.')
  return measured
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
