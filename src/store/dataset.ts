import type { StateCreator } from 'zustand'
import type { TraceSummaries } from '../core/analysis/summariseTraces.ts'
import type { Dataset, ImportedFile } from '../core/model/dataset.ts'
import { fetchSample } from '../sources/samples.ts'
import type { Imported, ImportProgress, NamedBlob } from '../worker/protocol.ts'
import { importInWorker } from '../worker/runInWorker.ts'
import { findLinkedTrace, type Link, NO_LINK } from './link.ts'
import type { Store } from './store.ts'

/** A dataset on the screen, and where its bytes are: details are decoded from them when they are looked at. */
export interface OpenDataset {
  readonly dataset: Dataset
  readonly summaries: TraceSummaries
  /** In the order of `dataset.files`; unpacked where a file was packed. */
  readonly blobs: readonly NamedBlob[]
  /** What the list of traces calls it: a file name, or how many files. */
  readonly label: string
  /** Name of the built-in sample it is. */
  readonly sample: string | undefined
}

/** An import under way. */
export interface RunningImport extends ImportProgress {
  readonly label: string
  readonly startedAtMs: number
}

/** How files are opened. */
interface OpenOptions {
  /** What to look at. */
  readonly link?: Link
  /** They are the built-in sample of that name. */
  readonly sample?: string
  /** They come from this browser's store and need not be put there again. */
  readonly kept?: boolean
  /** What the list of traces calls them, in place of their names. */
  readonly label?: string
  /** They hold more of what is open: where the link names nothing in it, the view stays as it is. */
  readonly carry?: boolean
}

/** What is open, and how it gets there. */
export interface DatasetSlice {
  readonly opened: OpenDataset | undefined
  readonly importing: RunningImport | undefined
  /** What the last import said of its files; stays when the import held no spans and the old dataset was kept. */
  readonly report: readonly ImportedFile[]
  /** The bytes that the report's places are in, in its order. */
  readonly reportBlobs: readonly NamedBlob[]
  /** Why the last thing asked for did not happen, in a sentence. */
  readonly failure: string | undefined
  /** Reads files into a dataset that takes the place of the open one; where they hold no span, the open one stays. */
  openFiles(files: readonly NamedBlob[], options?: OpenOptions): Promise<void>
  openText(text: string): Promise<void>
  /** Reads the files of the report again, the one at `index` as another format. */
  reopenAs(index: number, format: string): Promise<void>
  openSample(name: string, link?: Link): Promise<void>
  cancelImport(): void
  /** Back to the empty page. */
  close(): void
  fail(message: string | undefined): void
}

let running: AbortController | undefined

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}

function labelOf(files: readonly NamedBlob[]): string {
  return files.length === 1 ? files[0].name : `${files.length} files`
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** A sentence for an import that gave no span. */
function emptyImport(files: readonly ImportedFile[]): string {
  if (files.length !== 1)
    return `None of the ${files.length} files holds a span. The import report says what was found.`
  const [file] = files
  if (file.inputBytes === 0) return `${file.name} is empty.`
  if (file.format === undefined) return `${file.name} is in no format that Spanfall knows. ${file.reason}`
  return `${file.name} was read as ${file.format} and holds no spans.`
}

/** A sentence for files that were cut off or failed while being read; undefined where all were whole. */
function partialImport(files: readonly ImportedFile[]): string | undefined {
  const cut = files.filter(({ diagnostics }) =>
    diagnostics.some(
      ({ code }) => code === 'json.truncated' || code === 'input.unreadable' || code === 'envelope.damaged',
    ),
  )
  if (cut.length === 0) return undefined
  return cut
    .map(
      ({ name, records }) => `${name} is cut off: ${records} ${records === 1 ? 'span' : 'spans'} before the cut kept.`,
    )
    .join(' ')
}

export const datasetSlice: StateCreator<Store, [], [], DatasetSlice> = (set, get) => {
  /** Puts an imported dataset on the screen, in short tasks: the list of traces first, the waterfall after it. */
  const show = async (
    { dataset, summaries, blobs }: Imported,
    files: readonly NamedBlob[],
    { link = NO_LINK, sample, kept = false, label = labelOf(files), carry = false }: OpenOptions,
    signal: AbortSignal,
  ): Promise<void> => {
    if (dataset.spans.length === 0) {
      set({ report: dataset.files, reportBlobs: blobs, failure: emptyImport(dataset.files) })
      return
    }
    await nextTask()
    signal.throwIfAborted()
    const opened = { dataset, summaries, blobs, label, sample }
    const isLinked = findLinkedTrace(dataset, link) !== undefined
    const view = carry && !isLinked ? (await import('./carryView.ts')).carryView(get(), opened) : undefined
    signal.throwIfAborted()
    if (view === undefined) get().leaveTrace()
    set({
      ...view,
      opened,
      diagnosis: undefined,
      baseline: undefined,
      report: dataset.files,
      reportBlobs: blobs,
      failure: partialImport(dataset.files),
    })
    if (view !== undefined) {
      get().find(get().query)
      return
    }
    await nextTask()
    signal.throwIfAborted()
    const trace = findLinkedTrace(dataset, link)
    if (link.trace !== undefined && trace === undefined) get().fail(`Trace ${link.trace} is not in ${opened.label}.`)
    get().openTrace(trace ?? 0, trace === undefined && link.trace !== undefined ? NO_LINK : link)
    if (sample === undefined && !kept) void get().keep(opened, files)
  }

  return {
    opened: undefined,
    importing: undefined,
    report: [],
    reportBlobs: [],
    failure: undefined,

    openFiles: async (files, options = {}) => {
      if (files.length === 0) return
      running?.abort()
      const controller = new AbortController()
      const { signal } = controller
      running = controller
      const label = options.label ?? labelOf(files)
      const bytesTotal = files.reduce((sum, { blob }) => sum + blob.size, 0)
      const start = { label, startedAtMs: performance.now() }
      set({ importing: { ...start, bytesRead: 0, bytesTotal, spans: 0 }, failure: undefined })
      let shown: Promise<void> | undefined
      try {
        await importInWorker(files, signal, {
          onProgress: (progress) => set({ importing: { ...start, ...progress } }),
          onImported: (imported) => {
            shown = show(imported, files, options, signal).finally(() => {
              if (running === controller) set({ importing: undefined })
            })
          },
          onDiagnosis: (diagnosis) => {
            void shown?.then(() => {
              if (!signal.aborted && diagnosis.verdicts.length === get().opened?.dataset.spans.length)
                set({ diagnosis })
            })
          },
        })
        await shown
      } catch (error) {
        const what = shown === undefined ? 'imported' : 'judged'
        if (!isAbort(error)) set({ failure: `${label} could not be ${what}: ${messageOf(error)}` })
      } finally {
        if (running === controller) {
          running = undefined
          set({ importing: undefined })
        }
      }
    },

    reopenAs: (index, format) => {
      const { report, reportBlobs, opened } = get()
      const files = reportBlobs.map(({ name, blob }, n) => ({
        name,
        blob,
        format: n === index ? format : report[n]?.format,
      }))
      return get().openFiles(files, { kept: true, ...(opened?.sample === undefined ? {} : { sample: opened.sample }) })
    },

    openText: (text) => get().openFiles([{ name: 'pasted text', blob: new Blob([text]) }]),

    openSample: async (name, link = NO_LINK) => {
      running?.abort()
      const controller = new AbortController()
      running = controller
      try {
        const file = await fetchSample(name, controller.signal)
        await get().openFiles([file], { link, sample: name })
      } catch (error) {
        if (!isAbort(error)) set({ failure: messageOf(error) })
      }
    },

    cancelImport: () => {
      running?.abort(new DOMException('Cancelled', 'AbortError'))
    },

    close: () => {
      running?.abort()
      set({ opened: undefined, report: [], reportBlobs: [], failure: undefined })
      get().leaveTrace()
    },

    fail: (failure) => set({ failure }),
  }
}
