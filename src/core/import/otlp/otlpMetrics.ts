import type { ByteSource } from '../../model/byteSource.ts'
import type { Report } from '../../model/diagnostic.ts'
import type { MetricSeries } from '../../model/metricTable.ts'
import {
  attributeText,
  field,
  isJsonObject,
  type JsonObject,
  listFrom,
  objectFrom,
  textFrom,
} from '../fields/fields.ts'
import { integerFrom, numberFrom } from '../json/exactNumber.ts'
import type { JsonCursor, JsonVisitor, WalkStep } from '../json/jsonVisitor.ts'
import { walkJson } from '../json/jsonWalk.ts'
import { joinPoints, type MetricPoint } from './metricPoints.ts'
import { otlpAttributes, otlpText } from './otlpValues.ts'

const METRICS_KEYS: ReadonlySet<string | number> = new Set(['resourceMetrics', 'resource_metrics'])
/** What is passed over wherever it stands. */
const SKIPPED: ReadonlySet<string | number> = new Set([
  'resourceSpans',
  'resource_spans',
  'resourceLogs',
  'resource_logs',
  'resourceProfiles',
  'resource_profiles',
  'scope',
])

/** Points beyond this many are left out: the memory that metrics may take. */
const MOST_POINTS = 2_000_000

/** CUMULATIVE and DELTA (metrics.proto, `AggregationTemporality`), by number and by name. */
const DELTA = new Set(['1', 'AGGREGATION_TEMPORALITY_DELTA'])

/**
 * Reads the metrics of OTLP JSON (metrics.proto, `MetricsData`) that stand beside spans: rising sums, histograms and
 * exponential histograms. Gauges, summaries and falling sums are passed over. What is broken is left out. O(n).
 */
export async function readOtlpMetrics(source: ByteSource, report: Report): Promise<MetricSeries[]> {
  const visitor = new MetricVisitor(report)
  // What is wrong with the JSON was told when the spans were read.
  await walkJson(
    source,
    visitor,
    () => {},
    () => {},
  )
  return visitor.series()
}

interface OpenSeries {
  readonly name: string
  readonly unit: string
  readonly type: MetricSeries['type']
  readonly isDelta: boolean
  readonly labels: ReadonlyMap<string, string>
  readonly points: MetricPoint[]
}

class MetricVisitor implements JsonVisitor {
  readonly #report: Report
  readonly #series = new Map<string, OpenSeries>()
  #service: string | undefined
  #points = 0

  constructor(report: Report) {
    this.#report = report
  }

  onValue(cursor: JsonCursor): WalkStep {
    if (cursor.type === 'string' || cursor.type === 'scalar' || SKIPPED.has(cursor.key())) return 'skip'
    // An element of resourceMetrics begins: its members are two levels below the key.
    if (METRICS_KEYS.has(cursor.key(1))) this.#service = undefined
    if (cursor.key() === 'resource') return METRICS_KEYS.has(cursor.key(2)) ? 'take' : 'skip'
    return cursor.key(1) === 'metrics' && cursor.type === 'object' ? 'take' : 'enter'
  }

  onTaken(cursor: JsonCursor, value: unknown): void {
    const object = objectFrom(value)
    if (object === undefined) return
    if (cursor.key() === 'resource') this.#service = otlpText(field(object, 'attributes'), 'service.name')
    else if (this.#points < MOST_POINTS) this.#readMetric(object)
    else this.#report('signal.skipped', cursor.at, `Metrics beyond ${MOST_POINTS} points were left out.`)
  }

  series(): MetricSeries[] {
    return [...this.#series.values()].map(({ points, ...series }) => ({ ...series, ...joinPoints(points) }))
  }

  #readMetric(metric: JsonObject): void {
    const name = textFrom(field(metric, 'name')) ?? ''
    const unit = textFrom(field(metric, 'unit')) ?? ''
    const sum = objectFrom(field(metric, 'sum'))
    const histogram = objectFrom(field(metric, 'histogram', 'exponentialHistogram', 'exponential_histogram'))
    const data = sum ?? histogram
    if (data === undefined || (sum !== undefined && field(sum, 'isMonotonic', 'is_monotonic') !== true)) return
    const temporality = textFrom(field(data, 'aggregationTemporality', 'aggregation_temporality')) ?? ''
    for (const item of listFrom(field(data, 'dataPoints', 'data_points'))) {
      if (!isJsonObject(item)) continue
      const type = sum === undefined ? 'histogram' : 'sum'
      const labels = this.#labels(item)
      const key = JSON.stringify([name, unit, type, ...[...labels].sort()])
      let open = this.#series.get(key)
      if (open === undefined) {
        open = { name, unit, type, isDelta: DELTA.has(temporality), labels, points: [] }
        this.#series.set(key, open)
      }
      const point = sum === undefined ? histogramPoint(item) : sumPoint(item)
      if (point === undefined) continue
      open.points.push(point)
      this.#points++
    }
  }

  #labels(item: JsonObject): Map<string, string> {
    const labels = new Map<string, string>()
    if (this.#service !== undefined) labels.set('service.name', this.#service)
    for (const { key, value } of otlpAttributes(field(item, 'attributes')).attributes()) {
      labels.set(key, attributeText(value))
    }
    return labels
  }
}

function timesOf(item: JsonObject): { startNs: bigint; timeNs: bigint } | undefined {
  const timeNs = integerFrom(field(item, 'timeUnixNano', 'time_unix_nano'))
  if (timeNs === undefined || timeNs <= 0n) return undefined
  const startNs = integerFrom(field(item, 'startTimeUnixNano', 'start_time_unix_nano')) ?? 0n
  return { startNs: BigInt.asIntN(64, startNs), timeNs: BigInt.asIntN(64, timeNs) }
}

function sumPoint(item: JsonObject): MetricPoint | undefined {
  const times = timesOf(item)
  const value = numberFrom(field(item, 'asInt', 'as_int', 'asDouble', 'as_double'))
  return times === undefined || value === undefined ? undefined : { ...times, value, bounds: [], counts: [] }
}

function numbers(value: unknown): number[] {
  return listFrom(value).map((item) => numberFrom(item) ?? 0)
}

/** A HistogramDataPoint or an ExponentialHistogramDataPoint. */
function histogramPoint(item: JsonObject): MetricPoint | undefined {
  const times = timesOf(item)
  const value = numberFrom(field(item, 'count'))
  if (times === undefined || value === undefined) return undefined
  const positive = objectFrom(field(item, 'positive'))
  if (positive === undefined && field(item, 'scale') === undefined) {
    const bounds = numbers(field(item, 'explicitBounds', 'explicit_bounds'))
    const counts = numbers(field(item, 'bucketCounts', 'bucket_counts'))
    return { ...times, value, bounds, counts: counts.length === bounds.length + 1 ? counts : [] }
  }
  return {
    ...times,
    value,
    bounds: [],
    counts: positive === undefined ? [] : numbers(field(positive, 'bucketCounts', 'bucket_counts')),
    exponential: {
      scale: numberFrom(field(item, 'scale')) ?? 0,
      offset: numberFrom(positive === undefined ? 0 : field(positive, 'offset')) ?? 0,
      zeros: numberFrom(field(item, 'zeroCount', 'zero_count')) ?? 0,
    },
  }
}
