import { summariseTraces } from '../core/analysis/summariseTraces.ts'
import { importDataset } from '../core/importDataset.ts'
import { blobSource } from '../core/model/byteSource.ts'
import type { ImportJob, WorkerJob, WorkerMessage } from './protocol.ts'
import { transferables } from './transferables.ts'

/** Progress is told no more often than this, in ms. */
const TELL_EVERY_MS = 80

const post = (message: WorkerMessage, moved: ArrayBuffer[] = []) => self.postMessage(message, { transfer: moved })

async function runImport({ files }: ImportJob): Promise<void> {
  let toldAtMs = 0
  const inputs = files.map(({ name, blob }) => ({ name, source: blobSource(blob) }))
  const dataset = await importDataset(inputs, {
    onProgress: ({ bytesRead, bytesTotal, spans }) => {
      const now = performance.now()
      if (now - toldAtMs < TELL_EVERY_MS && bytesRead < bytesTotal) return
      toldAtMs = now
      post({ type: 'progress', bytesRead, bytesTotal, spans })
    },
  })
  const imported = { dataset, summaries: summariseTraces(dataset) }
  post({ type: 'dataset', ...imported }, transferables(imported))
}

self.onmessage = async ({ data }: MessageEvent<WorkerJob>) => {
  try {
    if (data.type === 'import') await runImport(data)
    post({ type: 'done' })
  } catch (error) {
    post({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
  }
}
