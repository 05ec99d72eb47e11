import { summariseTraces } from '../core/analysis/summariseTraces.ts'
import { findInDetails } from '../core/import/findInDetails.ts'
import { importDataset } from '../core/importDataset.ts'
import { blobSource } from '../core/model/byteSource.ts'
import { printSpanId } from '../core/model/ids.ts'
import type { FindJob, ImportJob, WorkerJob, WorkerMessage } from './protocol.ts'
import { transferables } from './transferables.ts'

/** Progress is told no more often than this, in ms. */
const TELL_EVERY_MS = 80

/** So are found spans: each answer draws the rows anew. */
const TELL_FOUND_EVERY_MS = 250

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

async function runFind(job: FindJob): Promise<void> {
  const { byte, byteLength, context, fragments, spanId, spans } = job
  const search = {
    source: blobSource(job.blob),
    format: job.format,
    needle: job.needle,
    spans,
    location: (k: number) => ({
      span: { byte: byte[k], byteLength: byteLength[k] },
      spanId: printSpanId(spanId[2 * k], spanId[2 * k + 1]),
      fragments: fragments.get(spans[k]) ?? [],
      resource: job.resources[context[k]],
      scope: job.scopes[context[k]],
    }),
  }
  let waiting: number[] = []
  let toldAtMs = performance.now()
  for await (const found of findInDetails(search)) {
    for (const span of found) waiting.push(span)
    const now = performance.now()
    if (waiting.length === 0 || now - toldAtMs < TELL_FOUND_EVERY_MS) continue
    post({ type: 'found', spans: waiting })
    waiting = []
    toldAtMs = now
  }
  post({ type: 'found', spans: waiting })
}

self.onmessage = async ({ data }: MessageEvent<WorkerJob>) => {
  try {
    if (data.type === 'import') await runImport(data)
    else await runFind(data)
    post({ type: 'done' })
  } catch (error) {
    post({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
  }
}
