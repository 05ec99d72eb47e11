import type { StateCreator } from 'zustand'
import { textAt } from '../core/model/spanTable.ts'
import type { SamplingSeen } from '../core/red/coverage.ts'
import type { RedEntries } from '../core/red/findEntries.ts'
import type { SpanRedSeries } from '../core/red/measureRed.ts'
import type { RedBins, RedSeries, TimeRange } from '../core/red/redSeries.ts'
import type { Connection } from '../sources/connection.ts'
import type { PrometheusConnection } from '../sources/prometheus.ts'
import type { OpenDataset } from './dataset.ts'
import type { Link } from './link.ts'
import type { Store } from './store.ts'

/** RED of the spans of a dataset. */
export interface SpanRed {
  /** Of which it was measured. */
  readonly opened: OpenDataset
  readonly entries: RedEntries
  readonly bins: RedBins
  /** One series a service, in the order of `entries.services`. */
  readonly services: readonly SpanRedSeries[]
  /** Traces with a request that lies outside the axis. */
  readonly outside: number
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
  /** The one of the reader's connections that it is; undefined for an address that was typed here. */
  readonly of: Connection | undefined
}

/** Where figures come from: the spans, the metrics of the same dump, a connected Prometheus. */
export type RedSource = 'spans' | 'dump' | 'prometheus'

/** What the shown service is compared with: another one, or itself in the baseline capture (store/diagnosis.ts). */
type RedAgainst = { readonly kind: 'service'; readonly service: string } | { readonly kind: 'baseline' }

/** What stands in the RED panel, and the stretch of time that was marked there. */
export interface RedSlice {
  /** Undefined until it is measured. */
  readonly spanRed: SpanRed | undefined
  /** Metrics of the dump. */
  readonly dumpRed: MetricRed | undefined
  /** What a connected Prometheus answered. */
  readonly promRed: MetricRed | undefined
  /** Whose figures are drawn; undefined for the best there are. */
  readonly redSource: RedSource | undefined
  readonly connection: RedConnection | undefined
  /** The reader wants none: those that are configured are not taken by themselves. */
  readonly hasLeftPrometheus: boolean
  /** What tracestates tell of sampling, by service; a service is absent until they are read. */
  readonly sampling: ReadonlyMap<string, SamplingSeen>
  /** The import that what is chosen here is about: `OpenDataset.opening`. */
  readonly chosenFor: number | undefined
  /** The service that is shown, mirrored to the URL as `red`, its operation as `op`, another as `against`; undefined for that of the selection. */
  readonly redService: string | undefined
  /** Undefined for all operations of the service. */
  readonly redOperation: string | undefined
  readonly redAgainst: RedAgainst | undefined
  /** The axis reaches to the traces that lie far off, too. */
  readonly redWhole: boolean
  /** Traces outside are not listed. */
  readonly timeFilter: TimeRange | undefined
  /** Measures the open dataset in short tasks; does nothing where that is done, and while it is being read. */
  measureSpans(): Promise<void>
  /** Reads tracestates of some entries of each service, for what they tell of sampling. */
  readSampling(): Promise<void>
  /** Connects, or leaves; the axis follows. Leaving is the reader's wish where nothing else is said. */
  connectRed(connection: RedConnection | undefined, hasLeft?: boolean): Promise<void>
  /** Takes what a connected Prometheus answered. */
  takeMetrics(promRed: MetricRed | undefined): void
  showRed(service: string | undefined, operation?: string): void
  drawRed(source: RedSource): void
  compareRed(against: RedAgainst | undefined): void
  showWholeRed(whole: boolean): Promise<void>
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
  spanRed: undefined,
  dumpRed: undefined,
  promRed: undefined,
}

const NO_SAMPLES: ReadonlyMap<string, SamplingSeen> = new Map()

const NOTHING_CHOSEN = {
  redSource: undefined,
  redService: undefined,
  redOperation: undefined,
  redAgainst: undefined,
  redWhole: false,
  timeFilter: undefined,
}

/** What a link says to show of a dataset that it opens. */
export function redOfLink({ red, operation, against }: Link, opened: OpenDataset): Partial<RedSlice> {
  return {
    chosenFor: opened.opening,
    redService: red,
    redOperation: red === undefined ? undefined : operation,
    redAgainst: against === undefined ? undefined : { kind: 'service', service: against },
  }
}

/** The metrics to draw, or to compare spans with: those that were chosen, else those that watch more than the dump does. */
export function metricsOf({ redSource, dumpRed, promRed }: RedSlice): MetricRed | undefined {
  return redSource === 'dump' ? (dumpRed ?? promRed) : (promRed ?? dumpRed)
}

export const redSlice: StateCreator<Store, [], [], RedSlice> = (set, get) => {
  let samplingReadOf: OpenDataset | undefined

  /** Measures anew, on an axis of its own; what was chosen stays. */
  const remeasure = async (change: Partial<RedSlice>) => {
    set({ ...change, spanRed: undefined, dumpRed: undefined, promRed: undefined, timeFilter: undefined })
    await get().measureSpans()
  }
  return {
    ...NOTHING_MEASURED,
    ...NOTHING_CHOSEN,
    sampling: NO_SAMPLES,
    chosenFor: undefined,
    connection: undefined,
    hasLeftPrometheus: false,

    measureSpans: async () => {
      const { opened, spanRed, connection, redWhole } = get()
      if (opened === undefined || opened.isLoading || spanRed?.opened === opened) return
      if (get().chosenFor !== opened.opening) set({ ...NOTHING_CHOSEN, chosenFor: opened.opening })
      if (samplingReadOf !== opened) set({ sampling: NO_SAMPLES })
      set(NOTHING_MEASURED)
      const { measureOpened } = await import('./measureOpened.ts')
      const isWanted = () => get().opened === opened && get().connection === connection && get().redWhole === redWhole
      await idle()
      const measured = await measureOpened(opened, connection, redWhole, isWanted)
      if (measured === undefined) return
      set(measured)
      if (measured.dumpRed !== undefined) await get().readSampling()
    },

    connectRed: (connection, hasLeftPrometheus = connection === undefined) =>
      remeasure({ connection, hasLeftPrometheus }),

    takeMetrics: (promRed) => {
      set({ promRed })
      if (promRed !== undefined) void get().readSampling()
    },

    readSampling: async () => {
      const { spanRed, opened, redService, trace } = get()
      if (spanRed === undefined || spanRed.opened !== opened || samplingReadOf === opened) return
      samplingReadOf = opened
      const { readSamplingOf } = await import('./readSampling.ts')
      const { spans } = opened.dataset
      const shown =
        redService ?? (trace === undefined ? undefined : textAt(spans, spans.service[opened.summaries.headline[trace]]))
      await readSamplingOf(spanRed, shown, (service, seen) => {
        if (get().opened !== opened) return false
        set({ sampling: new Map(get().sampling).set(service, seen) })
        return true
      })
    },

    showRed: (redService, redOperation) => set({ redService, redOperation }),
    drawRed: (redSource) => set({ redSource }),
    compareRed: (redAgainst) => set({ redAgainst }),
    showWholeRed: (redWhole) => remeasure({ redWhole }),
    setTimeFilter: (timeFilter) => set({ timeFilter }),
  }
}
