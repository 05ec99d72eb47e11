import { summariseTraces } from '../core/analysis/summariseTraces.ts'
import { type LocatedSpans, spanLocation } from '../core/import/readDetails.ts'
import { type ImportResult, importInputs } from '../core/importDataset.ts'
import { blobSource } from '../core/model/byteSource.ts'
import { copyArrays } from './copyArrays.ts'
import type {
  EnoughRequest,
  ExportJob,
  FindJob,
  Imported,
  ImportJob,
  MeasureJob,
  NamedBlob,
  WorkerJob,
  WorkerMessage,
} from './protocol.ts'
import { answerParts, readBeside } from './readBeside.ts'
import { readElsewhere } from './readElsewhere.ts'
import { transferables } from './transferables.ts'

/** Progress is told no more often than this, in ms. */
const TELL_EVERY_MS = 80

/** So are found spans: each answer draws the rows anew. */
const TELL_FOUND_EVERY_MS = 250

const post = (message: WorkerMessage, moved: ArrayBuffer[] = []) => self.postMessage(message, { transfer: moved })

const enough = new AbortController()

/** What goes over of what was read so far; its arrays are those of `result`. */
function importedOf({ dataset, sources, spanNow }: ImportResult, files: readonly NamedBlob[]): Imported {
  const blobs = sources.map(({ unpacked, input }, file) => ({
    name: dataset.files[file].name,
    blob: unpacked ?? files[input].blob,
  }))
  return { dataset, summaries: summariseTraces(dataset), blobs, spanNow }
}

async function runImport({ files, reader, beside }: ImportJob): Promise<void> {
  let toldAtMs = 0
  const sourceOf = reader === undefined ? blobSource : readElsewhere(reader)
  const inputs = files.map(({ name, blob, format }) => ({ name, source: sourceOf(blob), format }))
  const result = await importInputs(inputs, {
    enough: enough.signal,
    readBeside: beside === undefined ? undefined : readBeside(beside, files),
    onProgress: ({ bytesRead, bytesTotal, spans }) => {
      const now = performance.now()
      if (now - toldAtMs < TELL_EVERY_MS && bytesRead < bytesTotal) return
      toldAtMs = now
      post({ type: 'progress', bytesRead, bytesTotal, spans })
    },
    onPreview: (preview) => {
      const imported = importedOf(preview, files)
      post({ type: 'preview', ...imported }, transferables(imported))
    },
  })
  // A copy goes over, so that this thread can go on to judge what it has read.
  const imported = copyArrays(importedOf(result, files))
  post({ type: 'dataset', ...imported }, transferables(imported))
  const { diagnoseDataset } = await import('../core/diagnoseDataset.ts')
  const { dataset, sources } = result
  const diagnosis = await diagnoseDataset(
    dataset,
    sources.map(({ source }) => source),
  )
  post({ type: 'diagnosis', diagnosis }, transferables(diagnosis))
}

async function runMeasure({ files }: MeasureJob): Promise<void> {
  const inputs = files.map(({ name, blob, format }) => ({ name, source: blobSource(blob), format }))
  const { dataset, sources } = await importInputs(inputs)
  const { diagnoseDataset } = await import('../core/diagnoseDataset.ts')
  const { measures } = await diagnoseDataset(
    dataset,
    sources.map(({ source }) => source),
  )
  const { captureRed } = await import('../core/red/redCapture.ts')
  const red = captureRed(dataset.spans, dataset.metrics)
  post({ type: 'measured', measures, red }, transferables(red))
}

/** Rows of one file, in the order in which they lie there. */
function rowsOfFile({ context, contexts, byte }: LocatedSpans, file: number): Uint32Array {
  const rows = Uint32Array.from(byte, (_, row) => row).filter((row) => contexts.file[context[row]] === file)
  return rows.sort((a, b) => byte[a] - byte[b])
}

async function runFind({ files, needle, spans }: FindJob): Promise<void> {
  const { findInDetails } = await import('../core/import/findInDetails.ts')
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

/** Texts that are put together into one part of the Blob, in characters. */
const PART_LENGTH = 4 * 1024 * 1024

async function runExport({ dataset, blobs }: ExportJob): Promise<void> {
  const { writeOtlp } = await import('../core/export/otlpJson.ts')
  const parts: Blob[] = []
  let texts: string[] = []
  let length = 0
  for await (const text of writeOtlp(dataset, blobs.map(blobSource))) {
    texts.push(text)
    length += text.length
    if (length < PART_LENGTH) continue
    parts.push(new Blob(texts))
    texts = []
    length = 0
  }
  post({ type: 'exported', blob: new Blob([...parts, ...texts], { type: 'application/json' }) })
}

self.onmessage = async ({ data }: MessageEvent<WorkerJob | EnoughRequest>) => {
  if (data.type === 'enough') {
    enough.abort()
    return
  }
  if (data.type === 'beside') {
    answerParts(data.port)
    return
  }
  try {
    if (data.type === 'import') await runImport(data)
    else if (data.type === 'measure') await runMeasure(data)
    else if (data.type === 'find') await runFind(data)
    else await runExport(data)
    post({ type: 'done' })
  } catch (error) {
    post({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
  }
}
