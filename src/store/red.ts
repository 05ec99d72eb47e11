import type { StateCreator } from 'zustand'
import type { SamplingSeen } from '../core/red/coverage.ts'
import type { RedEntries } from '../core/red/findEntries.ts'
import type { SpanRedSeries } from '../core/red/measureRed.ts'
import type { RedBins, RedSeries, TimeRange } from '../core/red/redSeries.ts'
import type { PrometheusConnection } from '../sources/prometheus.ts'
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

/** PromQL of one's own; '' for a figure that is left out. */
export interface OwnQueries {
  readonly requests: string
  readonly errors: string
  readonly durations: string
}

/** A Prometheus beside the spans. In memory only. */
export interface RedConnection {
  readonly prometheus: PrometheusConnection
  /** The axis reaches at least so far, in s, around the traces. */
  readonly reachS: number
  /** Time between two scrapes, in s: rates are taken over at least four. */
  readonly scrapeS: number
  /** Id of a preset; undefined for the first that is found. */
  readonly preset: string | undefined
  /** In place of a preset. */
  readonly own: OwnQueries | undefined
}

/** What stands in the RED panel, and the stretch of time that was marked there. */
export interface RedSlice {
  /** Undefined until it is measured. */
  readonly spanRed: SpanRed | undefined
  readonly metricRed: MetricRed | undefined
  readonly connection: RedConnection | undefined
  /** What tracestates tell of sampling, by service; empty until they are read. */
  readonly sampling: ReadonlyMap<string, SamplingSeen>
  /** The dataset that what is chosen here is about. */
  readonly measuredOf: OpenDataset | undefined
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
  /** Connects, or leaves; the axis follows. */
  connectRed(connection: RedConnection | undefined): Promise<void>
  /** Takes what a connected Prometheus answered. */
  takeMetrics(metricRed: MetricRed | undefined): void
  showRed(service: string | undefined, operation?: string): void
  compareRed(service: string | undefined): void
  setTimeFilter(range: TimeRange | undefined): void
}

/** Waits for the page to have drawn what is more urgent, for 300 ms at most. */
function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => resolve(), { timeout: 300 })
    else setTimeout(resolve)
  })
}

const NOTHING_MEASURED = {
  measuredOf: undefined,
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

  connection: undefined,

  measureSpans: async () => {
    const { opened, spanRed, connection } = get()
    if (opened === undefined || spanRed?.opened === opened) return
    // What was chosen stays while the same dataset gets another axis.
    if (spanRed !== undefined || get().measuredOf !== opened) set({ ...NOTHING_MEASURED, measuredOf: opened })
    const { measureOpened } = await import('./measureOpened.ts')
    const isWanted = () => get().opened === opened && get().connection === connection
    await idle()
    const measured = await measureOpened(opened, connection, isWanted)
    if (measured === undefined) return
    set(measured)
    if (measured.metricRed !== undefined) await get().readSampling()
  },

  connectRed: async (connection) => {
    set({ connection, spanRed: undefined, metricRed: undefined, timeFilter: undefined })
    await get().measureSpans()
  },

  takeMetrics: (metricRed) => {
    set({ metricRed })
    if (metricRed !== undefined) void get().readSampling()
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
