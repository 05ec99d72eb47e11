import type { StateCreator } from 'zustand'
import type { RedEntries } from '../core/red/findEntries.ts'
import type { SpanRedSeries } from '../core/red/measureRed.ts'
import type { RedBins, RedSeries, TimeRange } from '../core/red/redSeries.ts'
import type { OpenDataset } from './dataset.ts'
import type { Store } from './store.ts'

/** RED of the spans of a dataset. */
export interface SpanRed {
  /** Of which it was measured. */
  readonly opened: OpenDataset
  readonly entries: RedEntries
  readonly bins: RedBins
  /** One series a service, in the order of `entries.services`. */
  readonly services: readonly SpanRedSeries[]
}

/** What metrics counted, on the time axis of the panel. */
export interface MetricRed {
  /** Whose metrics they are, in words. */
  readonly label: string
  readonly bins: RedBins
  /** Of services and of operations. */
  readonly series: readonly RedSeries[]
}

/** What stands in the RED panel, and the stretch of time that was marked there. */
export interface RedSlice {
  /** Undefined until it is measured. */
  readonly spanRed: SpanRed | undefined
  readonly metricRed: MetricRed | undefined
  /** The service that is shown; undefined for that of the selection. */
  readonly redService: string | undefined
  /** Undefined for all operations of the service. */
  readonly redOperation: string | undefined
  /** A second service, shown with the first. */
  readonly redOther: string | undefined
  /** Traces outside are not listed. */
  readonly timeFilter: TimeRange | undefined
  /** Measures the open dataset in short tasks; does nothing where that is done. */
  measureSpans(): Promise<void>
  showRed(service: string | undefined, operation?: string): void
  compareRed(service: string | undefined): void
  setTimeFilter(range: TimeRange | undefined): void
}

/** Time axis of the panel: about as many bins. */
const BINS = 60
/** Fewer where there are few requests: so many in each on average. */
const REQUESTS_PER_BIN = 4
const LEAST_BINS = 12

/** Measuring lets the page draw after so many ms. */
const TASK_MS = 12

/** Loaded when the panel is first shown. */
async function loadMeasuring() {
  const [{ findEntries }, { measureRed }, { chooseBins }] = await Promise.all([
    import('../core/red/findEntries.ts'),
    import('../core/red/measureRed.ts'),
    import('../core/red/redSeries.ts'),
  ])
  return { findEntries, measureRed, chooseBins }
}

const nextTask = () => new Promise((resolve) => setTimeout(resolve))

export const redSlice: StateCreator<Store, [], [], RedSlice> = (set, get) => ({
  spanRed: undefined,
  metricRed: undefined,
  redService: undefined,
  redOperation: undefined,
  redOther: undefined,
  timeFilter: undefined,

  measureSpans: async () => {
    const { opened, spanRed } = get()
    if (opened === undefined || spanRed?.opened === opened) return
    set({ spanRed: undefined, timeFilter: undefined, redService: undefined, redOperation: undefined })
    set({ redOther: undefined })
    const { chooseBins, findEntries, measureRed } = await loadMeasuring()
    const { spans } = opened.dataset
    const entries = findEntries(spans)
    const most = Math.min(BINS, Math.max(LEAST_BINS, entries.rows.length / REQUESTS_PER_BIN))
    const bins = chooseBins(entries.capture, most)
    const services: SpanRedSeries[] = []
    let begunAtMs = performance.now()
    for (const group of entries.services) {
      if (performance.now() - begunAtMs > TASK_MS) {
        await nextTask()
        begunAtMs = performance.now()
      }
      if (get().opened !== opened) return
      services.push(measureRed(spans, entries, group, bins))
    }
    set({ spanRed: { opened, entries, bins, services } })
  },

  showRed: (redService, redOperation) => set({ redService, redOperation }),
  compareRed: (redOther) => set({ redOther }),
  setTimeFilter: (timeFilter) => set({ timeFilter }),
})
