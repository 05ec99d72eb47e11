import type { StateCreator } from 'zustand'
import type { TraceSummaries } from '../core/analysis/summariseTraces.ts'
import type { Dataset, ImportedFile } from '../core/model/dataset.ts'
import { fetchSample } from '../sources/samples.ts'
import type { Imported, ImportProgress, NamedBlob } from '../worker/protocol.ts'
import { importInWorker } from '../worker/runInWorker.ts'
import { followPreview } from './followPreview.ts'
import { emptyImport, partialImport } from './importSentences.ts'
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
  /** A number of its own for each import: the datasets that one import shows are of the same bytes. */
  readonly opening: number
  /** True for what is read so far of an import under way: spans and their parents may still come. */
  readonly isLoading: boolean
}

/** An import under way. */
export interface RunningImport extends ImportProgress {
  readonly label: string
  readonly startedAtMs: number
  /** What is read so far is on the screen. */
  readonly isShown: boolean
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
  /** Stops the import under way; what was open before it is open again. */
  cancelImport(): void
  /** Ends the reading of the import under way: what is read so far becomes the dataset. */
  keepRead(): void
  /** Back to the empty page. */
  close(): void
  fail(message: string | undefined): void
}

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

/** What of the store a preview takes the place of: put back where its import is cancelled. */
type BeforePreview = Pick<
  Store,
  | 'opened'
  | 'diagnosis'
  | 'baseline'
  | 'report'
  | 'reportBlobs'
  | 'trace'
  | 'collapsed'
  | 'rows'
  | 'selected'
  | 'window'
  | 'query'
  | 'view'
  | 'timeFilter'
>

function beforePreview(state: Store): BeforePreview {
  const { opened, diagnosis, baseline, report, reportBlobs, trace } = state
  const { collapsed, rows, selected, window, query, view, timeFilter } = state
  return {
    opened,
    diagnosis,
    baseline,
    report,
    reportBlobs,
    trace,
    collapsed,
    rows,
    selected,
    window,
    query,
    view,
    timeFilter,
  }
}

/** What one import has on the screen. */
interface Showing {
  readonly files: readonly NamedBlob[]
  readonly options: OpenOptions
  readonly label: string
  readonly signal: AbortSignal
  /** The last preview that was shown. */
  preview: OpenDataset | undefined
  /** What stood there before the first. */
  before: BeforePreview | undefined
}

let openings = 0

export const datasetSlice: StateCreator<Store, [], [], DatasetSlice> = (set, get) => {
  let running: AbortController | undefined
  let enough: AbortController | undefined

  /** Puts the next of the datasets of one import on the screen, the view as it was; false where that has to begin anew. */
  const follow = (showing: Showing, opened: OpenDataset, spanNow: Int32Array | undefined): boolean => {
    if (showing.preview === undefined || spanNow === undefined || get().opened !== showing.preview) return false
    const view = followPreview(get(), opened, spanNow)
    if (view === undefined) return false
    set({ ...view, opened, report: opened.dataset.files, reportBlobs: opened.blobs })
    get().find(get().query)
    return true
  }

  /** Shows what is read so far. Where a link says what to look at, that may not be among it: nothing is shown then. */
  const showPreview = (showing: Showing, { dataset, summaries, blobs, spanNow }: Imported): void => {
    const { label, signal, options } = showing
    const { sample, link = NO_LINK, carry = false } = options
    if (signal.aborted || carry || link.trace !== undefined) return
    const opening = showing.preview?.opening ?? ++openings
    const opened: OpenDataset = { dataset, summaries, blobs, label, sample, opening, isLoading: true }
    if (!follow(showing, opened, spanNow)) {
      // What the reader has gone on to meanwhile stays.
      if (showing.preview !== undefined && get().opened !== showing.preview) return
      showing.before ??= beforePreview(get())
      get().leaveTrace()
      const { files } = dataset
      set({
        opened,
        diagnosis: undefined,
        baseline: undefined,
        timeFilter: undefined,
        report: files,
        reportBlobs: blobs,
      })
      get().openTrace(0, link)
    }
    showing.preview = opened
  }

  /** Takes a preview away again. */
  const dropPreview = ({ preview, before }: Showing): void => {
    if (preview === undefined || before === undefined || get().opened !== preview) return
    get().find('')
    set(before)
    get().find(before.query)
  }

  /** Puts an imported dataset on the screen, in short tasks: the list of traces first, the waterfall after it. */
  const show = async (showing: Showing, { dataset, summaries, blobs, spanNow }: Imported): Promise<void> => {
    const { files, options, label, signal } = showing
    const { link = NO_LINK, sample, kept = false, carry = false } = options
    if (dataset.spans.length === 0) {
      set({ report: dataset.files, reportBlobs: blobs, failure: emptyImport(dataset.files) })
      return
    }
    await nextTask()
    signal.throwIfAborted()
    const opening = showing.preview?.opening ?? ++openings
    const opened: OpenDataset = { dataset, summaries, blobs, label, sample, opening, isLoading: false }
    const isKept = sample !== undefined || kept || enough?.signal.aborted === true
    if (follow(showing, opened, spanNow)) {
      set({ failure: partialImport(dataset.files) })
      if (!isKept) void get().keep(opened, files)
      return
    }
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
    if (!isKept) void get().keep(opened, files)
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
      enough = new AbortController()
      const label = options.label ?? labelOf(files)
      const bytesTotal = files.reduce((sum, { blob }) => sum + blob.size, 0)
      const start = { label, startedAtMs: performance.now() }
      set({ importing: { ...start, bytesRead: 0, bytesTotal, spans: 0, isShown: false }, failure: undefined })
      const showing: Showing = { files, options, label, signal, preview: undefined, before: undefined }
      const isShown = () => showing.preview !== undefined && get().opened === showing.preview
      let shown: Promise<void> | undefined
      const signals = { signal, enough: enough.signal }
      try {
        await importInWorker(files, signals, {
          onProgress: (progress) => set({ importing: { ...start, ...progress, isShown: isShown() } }),
          onPreview: (preview) => {
            showPreview(showing, preview)
            const { importing } = get()
            if (importing !== undefined) set({ importing: { ...importing, isShown: isShown() } })
          },
          onImported: (imported) => {
            shown = show(showing, imported).finally(() => {
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
        dropPreview(showing)
        const what = shown === undefined ? 'imported' : 'judged'
        if (!isAbort(error)) set({ failure: `${label} could not be ${what}: ${messageOf(error)}` })
      } finally {
        if (running === controller) {
          running = undefined
          set({ importing: undefined })
        }
      }
    },

    keepRead: () => enough?.abort(),

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
