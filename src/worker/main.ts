import { summariseTraces } from '../core/analysis/summariseTraces.ts'
import { findInDetails } from '../core/import/findInDetails.ts'
import { type LocatedSpans, spanLocation } from '../core/import/readDetails.ts'
import { importDataset } from '../core/importDataset.ts'
import { blobSource } from '../core/model/byteSource.ts'
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

/** Rows of one file, in the order in which they lie there. */
function rowsOfFile({ context, contexts, byte }: LocatedSpans, file: number): Uint32Array {
  const rows = Uint32Array.from(byte, (_, row) => row).filter((row) => contexts.file[context[row]] === file)
  return rows.sort((a, b) => byte[a] - byte[b])
}

async function runFind({ files, needle, spans }: FindJob): Promise<void> {
  let waiting: number[] = []
  let toldAtMs = performance.now()
  for (const [file, { blob, format }] of files.entries()) {
    const rows = rowsOfFile(spans, file)
    const location = (k: number) => spanLocation(spans, rows[k])
    for await (const found of findInDetails({ source: blobSource(blob), format, needle, spans: rows, location })) {
      for (const row of found) waiting.push(row)
      const now = performance.now()
      if (waiting.length === 0 || now - toldAtMs < TELL_FOUND_EVERY_MS) continue
      post({ type: 'found', spans: waiting })
      waiting = []
      toldAtMs = now
    }
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
