import type { StateCreator } from 'zustand'
import type { Diagnosis } from '../core/diagnoseDataset.ts'
import { type CaptureComparison, compareCaptures } from '../core/lineage/compareCaptures.ts'
import type { SpanIndex, TraceIndex } from '../core/model/spanTable.ts'
import type { RedCapture } from '../core/red/redCapture.ts'
import type { NamedBlob } from '../worker/protocol.ts'
import { measureInWorker } from '../worker/runInWorker.ts'
import type { Store } from './store.ts'

/** What the main panel shows. Mirrored to the URL as `view` (store/url.ts). */
type View = 'waterfall' | 'health'

/** Another capture that the open one is compared with. */
interface Baseline {
  readonly label: string
  readonly comparison: CaptureComparison
  /** Its requests. */
  readonly red: RedCapture
}

/** Where the context of the open dataset broke. */
export interface DiagnosisSlice {
  /** Undefined while the worker is still judging. */
  readonly diagnosis: Diagnosis | undefined
  readonly baseline: Baseline | undefined
  readonly baselineLoading: boolean
  readonly view: View
  setView(view: View): void
  /** Goes to a span wherever it is. */
  showSpan(trace: TraceIndex, span: SpanIndex): void
  openBaseline(files: readonly NamedBlob[]): Promise<void>
  closeBaseline(): void
}

export const diagnosisSlice: StateCreator<Store, [], [], DiagnosisSlice> = (set, get) => ({
  diagnosis: undefined,
  baseline: undefined,
  baselineLoading: false,
  view: 'waterfall',

  setView: (view) => set({ view }),

  showSpan: (trace, span) => {
    if (get().trace !== trace) get().openTrace(trace)
    set({ view: 'waterfall' })
    get().select(span)
  },

  openBaseline: async (files) => {
    const { diagnosis } = get()
    if (diagnosis === undefined) return
    const label = files.length === 1 ? files[0].name : `${files.length} files`
    set({ baselineLoading: true })
    try {
      const { measures: before, red } = await measureInWorker(files, new AbortController().signal)
      if (before.services.length === 0) get().fail(`${label} holds no spans to compare with.`)
      else if (get().diagnosis === diagnosis) {
        set({ baseline: { label, comparison: compareCaptures(before, diagnosis.measures), red } })
      }
    } catch (error) {
      get().fail(`${label} could not be compared: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
      set({ baselineLoading: false })
    }
  },

  closeBaseline: () => set({ baseline: undefined }),
})
