import type { PromSeries } from '../model/promSeries.ts'
import { type CountedRequests, measureCounted } from './countedRed.ts'
import type { RedBins, RedSeries } from './redSeries.ts'

/** Durations that a Prometheus answered, and their unit. */
interface AnsweredDurations {
  readonly series: readonly PromSeries[]
  readonly unitNs: number
}

/** What a Prometheus answered: per second, at the end of each bin. */
export interface PromAnswers {
  readonly requests: readonly PromSeries[]
  readonly errors: readonly PromSeries[]
  /** By service. */
  readonly durations: readonly AnsweredDurations[]
  /** By service and operation, of one service. */
  readonly operationDurations: readonly AnsweredDurations[]
  /** Labels that may hold the service and the operation, the likelier first. */
  readonly service: readonly string[]
  readonly operation: readonly string[]
}

type Counting = { -readonly [K in keyof CountedRequests]: CountedRequests[K] } & {
  /** Of native histograms: each bucket for itself. */
  readonly buckets: Map<number, Float64Array>
  /** Of classic ones: all below the bound. */
  readonly below: Map<number, Float64Array>
}

/** RED of a Prometheus over bins, of each service and each of its operations. O(points). */
export function readPromRed(answers: PromAnswers, bins: RedBins): RedSeries[] {
  const found = new Map<string, Counting>()
  const widthS = bins.widthNs / 1e9
  const namesOf = ({ labels }: PromSeries) => ({
    service: firstOf(labels, answers.service) ?? 'unknown_service',
    operation: firstOf(labels, answers.operation),
  })
  for (const series of answers.requests) {
    for (const counting of countingsOf(found, namesOf(series), bins)) {
      eachBin(series, bins, (b, perS) => {
        counting.requests[b] += perS * widthS
        counting.watchedNs[b] = bins.widthNs
      })
    }
  }
  for (const series of answers.errors) {
    for (const counting of countingsOf(found, namesOf(series), bins)) {
      eachBin(series, bins, (b, perS) => {
        counting.errors[b] += perS * widthS
      })
    }
  }
  for (const { series, unitNs } of answers.durations) {
    for (const each of series) addDurations(found, { ...namesOf(each), operation: undefined }, each, unitNs, bins)
  }
  for (const { series, unitNs } of answers.operationDurations) {
    for (const each of series) {
      const names = namesOf(each)
      if (names.operation !== undefined) addDurations(found, names, each, unitNs, bins)
    }
  }
  return [...found.values()].map((counting) => measureCounted({ ...counting, buckets: joinBuckets(counting) }, bins))
}

interface Names {
  readonly service: string
  readonly operation: string | undefined
}

function firstOf(labels: ReadonlyMap<string, string>, names: readonly string[]): string | undefined {
  return names.map((name) => labels.get(name)).find((value) => value !== undefined && value !== '')
}

function countingOf(found: Map<string, Counting>, { service, operation }: Names, bins: RedBins): Counting {
  const key = JSON.stringify([service, operation])
  let counting = found.get(key)
  if (counting === undefined) {
    const column = () => new Float64Array(bins.length)
    counting = {
      service,
      operation,
      requests: column(),
      errors: column(),
      watchedNs: column(),
      buckets: new Map(),
      below: new Map(),
    }
    found.set(key, counting)
  }
  return counting
}

/** The service, and its operation where there is one. */
function countingsOf(found: Map<string, Counting>, names: Names, bins: RedBins): Counting[] {
  const whole = countingOf(found, { ...names, operation: undefined }, bins)
  return names.operation === undefined ? [whole] : [whole, countingOf(found, names, bins)]
}

/** A point belongs to the bin that it ends. */
function eachBin(
  { points }: PromSeries,
  bins: RedBins,
  onBin: (bin: number, value: number, point: number) => void,
): void {
  const startS = Number(bins.startUnixNs / 1_000_000n) / 1e3
  points.forEach(([timeS, value], point) => {
    const b = Math.round(((timeS - startS) * 1e9) / bins.widthNs) - 1
    if (b >= 0 && b < bins.length && Number.isFinite(value)) onBin(b, value, point)
  })
}

function addDurations(
  found: Map<string, Counting>,
  names: Names,
  series: PromSeries,
  unitNs: number,
  bins: RedBins,
): void {
  const { buckets, below } = countingOf(found, names, bins)
  const add = (into: Map<number, Float64Array>, bound: number, b: number, count: number) => {
    let column = into.get(bound)
    if (column === undefined) {
      column = new Float64Array(bins.length)
      into.set(bound, column)
    }
    column[b] += count
  }
  const le = series.labels.get('le')
  const widthS = bins.widthNs / 1e9
  eachBin(series, bins, (b, perS, point) => {
    if (le !== undefined) {
      add(below, le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le) * unitNs, b, perS * widthS)
      return
    }
    const { lower, upper, counts } = series.histograms[point] ?? { lower: [], upper: [], counts: [] }
    counts.forEach((count, k) => {
      // What lies below, and was left out because it is empty: the bucket does not reach down to the one before it.
      if (lower[k] > 0) add(buckets, lower[k] * unitNs, b, 0)
      add(buckets, upper[k] * unitNs, b, count * widthS)
    })
  })
}

/** All buckets, each for itself. */
function joinBuckets({ buckets, below }: Counting): Map<number, Float64Array> {
  const joined = new Map(buckets)
  let before: Float64Array | undefined
  for (const [bound, column] of [...below].sort(([a], [b]) => a - b)) {
    const lower = before
    joined.set(bound, lower === undefined ? column : column.map((count, b) => Math.max(0, count - lower[b])))
    before = column
  }
  return joined
}

/** The label that names a service in the answers; undefined where none does. */
export function serviceLabel(
  series: readonly PromSeries[],
  labels: readonly string[],
  service: string,
): string | undefined {
  return labels.find((label) =>
    series.some((each) => firstOf(each.labels, labels) === service && each.labels.get(label) === service),
  )
}
