import type { MetricSeries } from '../model/metricTable.ts'
import { type CountedRequests, measureCounted } from './countedRed.ts'
import { matchesLabel, prometheusLabel, prometheusName, RED_PRESETS, type RedPreset } from './presets.ts'
import type { RedBins, RedSeries, TimeRange } from './redSeries.ts'

/** RED of a metrics dump. */
export interface DumpedRed {
  readonly preset: RedPreset
  /** Of each service, and of each of its operations. */
  readonly series: readonly RedSeries[]
}

/** A series under the names of Prometheus. */
interface NamedSeries {
  readonly series: MetricSeries
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
}

function withPrometheusNames(table: readonly MetricSeries[]): NamedSeries[] {
  return table.map((series) => ({
    series,
    name: prometheusName(series.name, series.unit, series.type === 'sum'),
    labels: new Map([...series.labels].map(([key, value]) => [prometheusLabel(key), value])),
  }))
}

/** The preset whose names a dump has, the first of the list; undefined where it has those of none. */
function findPreset(named: readonly NamedSeries[]): RedPreset | undefined {
  const names = new Set(named.map(({ name }) => name))
  return RED_PRESETS.find(({ requests, durations }) =>
    [...requests, ...(requests.length === 0 ? durations.map(({ name }) => name) : [])].some((name) => names.has(name)),
  )
}

/** From the first to the last interval that metrics tell of; undefined for none. Also the step between their points. */
export function measureMetricRange(table: readonly MetricSeries[]): (TimeRange & { stepNs: number }) | undefined {
  let from: bigint | undefined
  let to: bigint | undefined
  let stepNs = Number.POSITIVE_INFINITY
  for (const { timesNs, startsNs } of table) {
    for (let p = 0; p < timesNs.length; p++) {
      const begin = intervalBegin(timesNs, startsNs, p) ?? timesNs[p]
      if (from === undefined || begin < from) from = begin
      if (to === undefined || timesNs[p] > to) to = timesNs[p]
      const step = Number(timesNs[p] - begin)
      if (step > 0 && step < stepNs) stepNs = step
    }
  }
  if (from === undefined || to === undefined || to === from) return undefined
  return { fromUnixNs: from, lengthNs: Number(to - from), stepNs }
}

/** A first point tells of its own interval only where that is no longer than this many of the next. */
const LONGEST_FIRST = 10n

/** Where the interval of a point begins: at the point before, or where its own start says; undefined where neither tells. */
function intervalBegin(timesNs: BigInt64Array, startsNs: BigInt64Array, p: number): bigint | undefined {
  if (p > 0) return timesNs[p - 1]
  if (startsNs[0] <= 0n || startsNs[0] >= timesNs[0] || timesNs.length < 2) return undefined
  const next = timesNs[1] - timesNs[0]
  return timesNs[0] - startsNs[0] <= next * LONGEST_FIRST ? startsNs[0] : undefined
}

/** RED of a dump of metrics over bins, by the first preset whose names it has. O(points × buckets). */
export function readMetricRed(table: readonly MetricSeries[], bins: RedBins): DumpedRed | undefined {
  const named = withPrometheusNames(table)
  const preset = findPreset(named)
  if (preset === undefined) return undefined
  const counts = new Map<string, Counting>()
  for (const each of named) countSeries(each, preset, bins, counts)
  return { preset, series: [...counts.values()].map((counting) => measureCounted(counting, bins)) }
}

type Counting = { -readonly [K in keyof CountedRequests]: CountedRequests[K] } & {
  readonly buckets: Map<number, Float64Array>
}

function firstLabel(labels: ReadonlyMap<string, string>, names: readonly string[]): string | undefined {
  return names.map((name) => labels.get(name)).find((value) => value !== undefined && value !== '')
}

function countSeries(
  { series, name, labels }: NamedSeries,
  preset: RedPreset,
  bins: RedBins,
  into: Map<string, Counting>,
) {
  const { requests, durations, entry, error, errors = requests.find((each) => each === name) } = preset
  const duration = durations.find((each) => each.name === name)
  const isRequests = requests.length === 0 ? duration !== undefined : requests.includes(name)
  const isErrors = (requests.length === 0 ? isRequests : name === errors) && matchesLabel(error, labels)
  if ((!isRequests && !isErrors && duration === undefined) || (entry !== undefined && !matchesLabel(entry, labels)))
    return
  const service = firstLabel(labels, preset.service) ?? 'unknown_service'
  const operation = firstLabel(labels, preset.operation)
  for (const of of operation === undefined ? [undefined] : [undefined, operation]) {
    const counting = countingFor(into, service, of, bins)
    if (isRequests) addWatched(counting, series, bins)
    if (isRequests) spread(series, series.values, 1, 0, bins, counting.requests)
    if (isErrors) spread(series, series.values, 1, 0, bins, counting.errors)
    if (duration !== undefined) addBuckets(counting, series, duration.unitNs, bins)
  }
}

function countingFor(
  into: Map<string, Counting>,
  service: string,
  operation: string | undefined,
  bins: RedBins,
): Counting {
  const key = JSON.stringify([service, operation])
  let counting = into.get(key)
  if (counting === undefined) {
    const column = () => new Float64Array(bins.length)
    counting = { service, operation, requests: column(), errors: column(), watchedNs: column(), buckets: new Map() }
    into.set(key, counting)
  }
  return counting
}

/** Bins are watched where any series tells of them. */
function addWatched({ watchedNs }: Counting, series: MetricSeries, bins: RedBins): void {
  const mine = new Float64Array(bins.length)
  for (let p = 0; p < series.timesNs.length; p++) {
    eachOverlap(series, p, bins, (b, _share, ns) => {
      mine[b] += ns
    })
  }
  for (let b = 0; b < bins.length; b++) watchedNs[b] = Math.max(watchedNs[b], Math.min(bins.widthNs, mine[b]))
}

function addBuckets({ buckets }: Counting, series: MetricSeries, unitNs: number, bins: RedBins): void {
  const width = series.bounds.length + 1
  if (series.buckets.length === 0) return
  for (let k = 0; k < width; k++) {
    const bound = k < series.bounds.length ? series.bounds[k] * unitNs : Number.POSITIVE_INFINITY
    let column = buckets.get(bound)
    if (column === undefined) {
      column = new Float64Array(bins.length)
      buckets.set(bound, column)
    }
    spread(series, series.buckets, width, k, bins, column)
  }
}

/** Adds what was counted between points to the bins that the interval lies in, by the share that lies in each. */
function spread(
  series: MetricSeries,
  values: Float64Array,
  width: number,
  column: number,
  bins: RedBins,
  into: Float64Array,
): void {
  const { isDelta, timesNs } = series
  for (let p = 0; p < timesNs.length; p++) {
    const value = values[p * width + column]
    const before = isDelta || p === 0 ? 0 : values[(p - 1) * width + column]
    // A counter that falls has begun anew.
    const count = value < before ? value : value - before
    if (count > 0) {
      eachOverlap(series, p, bins, (b, share) => {
        into[b] += count * share
      })
    }
  }
}

/** Tells the bins that the interval of a point lies in: with its share of the interval, and its length in ns. */
function eachOverlap(
  { timesNs, startsNs, isDelta }: MetricSeries,
  p: number,
  bins: RedBins,
  onBin: (bin: number, share: number, ns: number) => void,
): void {
  const own = isDelta && startsNs[p] > 0n && startsNs[p] < timesNs[p] ? startsNs[p] : undefined
  const begin = own ?? intervalBegin(timesNs, startsNs, p)
  if (begin === undefined) return
  const from = Number(begin - bins.startUnixNs)
  const to = Number(timesNs[p] - bins.startUnixNs)
  const last = Math.min(bins.length - 1, Math.ceil(to / bins.widthNs) - 1)
  for (let b = Math.max(0, Math.floor(from / bins.widthNs)); b <= last; b++) {
    const ns = Math.min(to, (b + 1) * bins.widthNs) - Math.max(from, b * bins.widthNs)
    if (ns > 0) onBin(b, ns / (to - from), ns)
  }
}
