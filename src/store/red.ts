import type { StateCreator } from 'zustand'
import type { SamplingSeen } from '../core/red/coverage.ts'
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
  /** What a reader has to know about them. */
  readonly caution: string | undefined
  /** Of services and of operations. */
  readonly series: readonly RedSeries[]
}

/** What stands in the RED panel, and the stretch of time that was marked there. */
export interface RedSlice {
  /** Undefined until it is measured. */
  readonly spanRed: SpanRed | undefined
  readonly metricRed: MetricRed | undefined
  /** What tracestates tell of sampling, by service; empty until they are read. */
  readonly sampling: ReadonlyMap<string, SamplingSeen>
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
  /** Reads tracestates of some entries of each service, for what they tell of sampling. */
  readSampling(): Promise<void>
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
  const [{ findEntries }, { measureRed }, { chooseBins, joinRanges }, { measureMetricRange, readMetricRed }] =
    await Promise.all([
      import('../core/red/findEntries.ts'),
      import('../core/red/measureRed.ts'),
      import('../core/red/redSeries.ts'),
      import('../core/red/readMetricRed.ts'),
    ])
  return { findEntries, measureRed, chooseBins, joinRanges, measureMetricRange, readMetricRed }
}

const nextTask = () => new Promise((resolve) => setTimeout(resolve))

/** Measures service after service, in short tasks; undefined where `isWanted` says no in between. */
async function measureServices(
  { dataset }: OpenDataset,
  entries: RedEntries,
  bins: RedBins,
  isWanted: () => boolean,
): Promise<SpanRedSeries[] | undefined> {
  const { measureRed } = await loadMeasuring()
  const services: SpanRedSeries[] = []
  let begunAtMs = performance.now()
  for (const group of entries.services) {
    if (performance.now() - begunAtMs > TASK_MS) {
      await nextTask()
      begunAtMs = performance.now()
    }
    if (!isWanted()) return undefined
    services.push(measureRed(dataset.spans, entries, group, bins))
  }
  return services
}

const NOTHING_MEASURED = {
  spanRed: undefined,
  metricRed: undefined,
  sampling: new Map<string, SamplingSeen>(),
  redService: undefined,
  redOperation: undefined,
  redOther: undefined,
  timeFilter: undefined,
}

export const redSlice: StateCreator<Store, [], [], RedSlice> = (set, get) => ({
  ...NOTHING_MEASURED,

  measureSpans: async () => {
    const { opened, spanRed } = get()
    if (opened === undefined || spanRed?.opened === opened) return
    set(NOTHING_MEASURED)
    const { findEntries, measureMetricRange, chooseBins, joinRanges, readMetricRed } = await loadMeasuring()
    const { spans, metrics = [] } = opened.dataset
    const entries = findEntries(spans)
    const range = measureMetricRange(metrics)
    const most = Math.min(
      BINS,
      Math.max(LEAST_BINS, range === undefined ? entries.rows.length / REQUESTS_PER_BIN : BINS),
    )
    const bins =
      range === undefined
        ? chooseBins(entries.capture, most)
        : chooseBins(joinRanges(entries.capture, range), most, range.stepNs)
    const dumped = readMetricRed(metrics, bins)
    const services = await measureServices(opened, entries, bins, () => get().opened === opened)
    if (services === undefined) return
    const metricRed =
      dumped === undefined
        ? undefined
        : { label: `${dumped.preset.label} in the dump`, caution: dumped.preset.caution, series: dumped.series }
    set({ spanRed: { opened, entries, bins, services }, metricRed })
    if (dumped !== undefined) await get().readSampling()
  },

  readSampling: async () => {
    const { spanRed, sampling } = get()
    if (spanRed === undefined || sampling.size > 0) return
    const { readSamplingOf } = await import('./readSampling.ts')
    const found = await readSamplingOf(spanRed)
    if (get().spanRed?.opened === spanRed.opened) set({ sampling: found })
  },

  showRed: (redService, redOperation) => set({ redService, redOperation }),
  compareRed: (redOther) => set({ redOther }),
  setTimeFilter: (timeFilter) => set({ timeFilter }),
})
