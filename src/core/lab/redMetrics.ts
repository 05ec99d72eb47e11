import { unixNsText } from './labSpan.ts'
import type { LabEntry } from './redTruth.ts'

/** How requests are counted. */
export interface MetricsOptions {
  /** The window that is counted, in ns after the lab's epoch: requests that end in it. */
  readonly fromNs: number
  readonly toNs: number
  /** Time between two points. */
  readonly stepNs: number
  /** Buckets of durations: those of the connector by default, or exponential ones of that scale. */
  readonly buckets: 'explicit' | { readonly scale: number }
}

/** Upper bounds in ms that the span-metrics connector has by default (its README, `histogram.explicit`). */
const BOUNDS_MS = [2, 4, 6, 8, 10, 50, 100, 200, 400, 800, 1000, 1400, 2000, 5000, 10_000, 15_000]

const KIND_NAMES: ReadonlyMap<number, string> = new Map([
  [2, 'SPAN_KIND_SERVER'],
  [5, 'SPAN_KIND_CONSUMER'],
])

/** Requests of one service, operation, kind and outcome, counted since the window began. */
interface Stream {
  readonly entry: LabEntry
  count: number
  sumMs: number
  readonly explicit: number[]
  readonly exponential: Map<number, number>
}

const keyOf = ({ service, operation, kind, failed }: LabEntry) => JSON.stringify([service, operation, kind, failed])

function bucketOf(ms: number): number {
  const at = BOUNDS_MS.findIndex((bound) => ms <= bound)
  return at === -1 ? BOUNDS_MS.length : at
}

/** Counts requests as they end, and tells what stands at each step. Entries may come in any order. */
class Counter {
  readonly streams = new Map<string, Stream>()
  readonly #entries: readonly LabEntry[]
  readonly #scale: number
  #next = 0

  constructor(entries: readonly LabEntry[], { fromNs, toNs, buckets }: MetricsOptions) {
    const endOf = ({ startNs, durationNs }: LabEntry) => startNs + durationNs
    this.#entries = entries
      .filter((entry) => endOf(entry) > fromNs && endOf(entry) <= toNs)
      .sort((a, b) => endOf(a) - endOf(b))
    this.#scale = buckets === 'explicit' ? 0 : buckets.scale
    for (const entry of this.#entries) {
      for (const failed of [false, true]) {
        this.streams.set(keyOf({ ...entry, failed }), {
          entry: { ...entry, failed },
          count: 0,
          sumMs: 0,
          explicit: new Array(BOUNDS_MS.length + 1).fill(0),
          exponential: new Map(),
        })
      }
    }
  }

  /** Counts all that ended by then. */
  countTo(ns: number): void {
    for (; this.#next < this.#entries.length; this.#next++) {
      const entry = this.#entries[this.#next]
      if (entry.startNs + entry.durationNs > ns) return
      const stream = this.streams.get(keyOf(entry))
      if (stream === undefined) return
      const ms = entry.durationNs / 1e6
      stream.count++
      stream.sumMs += ms
      stream.explicit[bucketOf(ms)]++
      const index = Math.ceil(Math.log2(ms) * 2 ** this.#scale) - 1
      stream.exponential.set(index, (stream.exponential.get(index) ?? 0) + 1)
    }
  }
}

function attributesJson({ service, operation, kind, failed }: LabEntry): string {
  const pairs = [
    ['service.name', service],
    ['span.name', operation],
    ['span.kind', KIND_NAMES.get(kind) ?? 'SPAN_KIND_UNSPECIFIED'],
    ['status.code', failed ? 'STATUS_CODE_ERROR' : 'STATUS_CODE_UNSET'],
  ]
  return `[${pairs.map(([key, text]) => `{"key":"${key}","value":{"stringValue":${JSON.stringify(text)}}}`).join(',')}]`
}

function exponentialJson({ exponential }: Stream, scale: number): string {
  const indices = [...exponential.keys()]
  if (indices.length === 0) return `"scale":${scale},"zeroCount":"0","positive":{}`
  const least = Math.min(...indices)
  const counts = Array.from({ length: Math.max(...indices) - least + 1 }, (_, k) => exponential.get(least + k) ?? 0)
  return `"scale":${scale},"zeroCount":"0","positive":{"offset":${least},"bucketCounts":[${counts.map((n) => `"${n}"`).join(',')}]}`
}

function explicitJson({ explicit }: Stream): string {
  return `"bucketCounts":[${explicit.map((n) => `"${n}"`).join(',')}],"explicitBounds":[${BOUNDS_MS.join(',')}]`
}

/**
 * OTLP JSON of what the span-metrics connector of the OpenTelemetry collector tells of all requests, sampled or not:
 * cumulative calls and durations in ms, a point at each step. One document, and a line break. Linear.
 */
export function writeOtlpMetrics(entries: readonly LabEntry[], options: MetricsOptions): string {
  const { fromNs, toNs, stepNs, buckets } = options
  const counter = new Counter(entries, options)
  const calls: string[] = []
  const durations: string[] = []
  for (let atNs = fromNs + stepNs; atNs <= toNs; atNs += stepNs) {
    counter.countTo(atNs)
    for (const stream of counter.streams.values()) {
      const times = `"startTimeUnixNano":"${unixNsText(fromNs)}","timeUnixNano":"${unixNsText(atNs)}"`
      const head = `{"attributes":${attributesJson(stream.entry)},${times}`
      calls.push(`${head},"asInt":"${stream.count}"}`)
      const counts = buckets === 'explicit' ? explicitJson(stream) : exponentialJson(stream, buckets.scale)
      durations.push(`${head},"count":"${stream.count}","sum":${stream.sumMs.toFixed(3)},${counts}}`)
    }
  }
  const callsJson = `{"name":"traces.span.metrics.calls","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[${calls.join(',')}]}}`
  const type = buckets === 'explicit' ? 'histogram' : 'exponentialHistogram'
  const durationsJson = `{"name":"traces.span.metrics.duration","unit":"ms","${type}":{"aggregationTemporality":2,"dataPoints":[${durations.join(',')}]}}`
  const scope = '{"name":"spanmetricsconnector"}'
  return `{"resourceMetrics":[{"resource":{},"scopeMetrics":[{"scope":${scope},"metrics":[${callsJson},${durationsJson}]}]}]}\n`
}

/** Under which names and labels a source of metrics tells its counts. */
export interface SourceNames {
  readonly calls: string
  /** The counter of failed requests alone, where that is another one. */
  readonly errors?: string
  /** Without `_bucket`. */
  readonly durations: string
  /** Of one unit of the durations. */
  readonly unitNs: number
  readonly labels: (entry: LabEntry) => Readonly<Record<string, string>>
}

/** Labels of span metrics, by the names that service and operation have. */
export const spanLabels =
  (service: string, operation: string): SourceNames['labels'] =>
  (entry) => ({
    [service]: entry.service,
    [operation]: entry.operation,
    span_kind: KIND_NAMES.get(entry.kind) ?? 'SPAN_KIND_UNSPECIFIED',
    status_code: entry.failed ? 'STATUS_CODE_ERROR' : 'STATUS_CODE_UNSET',
  })

/** Sources as Prometheus has them, by the id of their preset. */
export const SOURCES: ReadonlyMap<string, SourceNames> = new Map<string, SourceNames>([
  [
    'spanmetrics',
    {
      calls: 'traces_span_metrics_calls_total',
      durations: 'traces_span_metrics_duration_milliseconds',
      unitNs: 1e6,
      labels: spanLabels('service_name', 'span_name'),
    },
  ],
  [
    'spanmetrics-plain',
    {
      calls: 'calls_total',
      durations: 'duration_seconds',
      unitNs: 1e9,
      labels: spanLabels('service_name', 'span_name'),
    },
  ],
  [
    'tempo',
    {
      calls: 'traces_spanmetrics_calls_total',
      durations: 'traces_spanmetrics_latency',
      unitNs: 1e9,
      labels: spanLabels('service', 'span_name'),
    },
  ],
  [
    'istio',
    {
      calls: 'istio_requests_total',
      durations: 'istio_request_duration_milliseconds',
      unitNs: 1e6,
      labels: ({ service, failed }) => ({
        reporter: 'destination',
        destination_canonical_service: service,
        response_code: failed ? '500' : '200',
      }),
    },
  ],
  [
    'linkerd',
    {
      calls: 'response_total',
      durations: 'response_latency_ms',
      unitNs: 1e6,
      labels: ({ service, failed }) => ({
        direction: 'inbound',
        deployment: service,
        classification: failed ? 'failure' : 'success',
      }),
    },
  ],
  [
    'envoy',
    {
      calls: 'envoy_cluster_upstream_rq_total',
      errors: 'envoy_cluster_upstream_rq_xx',
      durations: 'envoy_cluster_upstream_rq_time',
      unitNs: 1e6,
      labels: ({ service, failed }) => ({
        envoy_cluster_name: service,
        envoy_response_code_class: failed ? '5' : '2',
      }),
    },
  ],
])

/** Values of one series, a point a step, and the text of the series. */
type Told = Map<string, string[]>

/**
 * What sources told of all requests, scrape by scrape, in the text format of OpenMetrics (openmetrics.io) with
 * timestamps, as `promtool tsdb create-blocks-from openmetrics` takes it. Linear.
 */
export function writeOpenMetrics(
  entries: readonly LabEntry[],
  options: MetricsOptions,
  sources: Iterable<SourceNames>,
): string {
  const { fromNs, toNs, stepNs } = options
  const families = new Map<string, Told>()
  const tell = (family: string, series: string, value: number, atNs: number) => {
    const told = families.get(family) ?? new Map<string, string[]>()
    families.set(family, told)
    const lines = told.get(series) ?? []
    told.set(series, lines)
    lines.push(`${series} ${value} ${unixNsText(atNs).slice(0, -9)}`)
  }
  const all = [...sources]
  const counter = new Counter(entries, options)
  for (let atNs = fromNs; atNs <= toNs; atNs += stepNs) {
    counter.countTo(atNs)
    for (const stream of counter.streams.values()) for (const source of all) tellStream(stream, source, atNs, tell)
  }
  const lines: string[] = []
  for (const [family, told] of families) {
    lines.push(`# TYPE ${family} unknown`)
    for (const series of told.values()) for (const line of series) lines.push(line)
  }
  return `${lines.join('\n')}\n# EOF\n`
}

function tellStream(
  { entry, count, sumMs, explicit }: Stream,
  { calls, errors, durations, unitNs, labels }: SourceNames,
  atNs: number,
  tell: (family: string, series: string, value: number, atNs: number) => void,
): void {
  const pairs = Object.entries(labels(entry)).map(([label, value]) => `${label}=${JSON.stringify(value)}`)
  const labelled = (name: string, ...more: string[]) => `${name}{${[...pairs, ...more].join(',')}}`
  tell(calls, labelled(calls), count, atNs)
  if (errors !== undefined) tell(errors, labelled(errors), count, atNs)
  let below = 0
  explicit.forEach((n, k) => {
    below += n
    const le = k < BOUNDS_MS.length ? String((BOUNDS_MS[k] * 1e6) / unitNs) : '+Inf'
    tell(`${durations}_bucket`, labelled(`${durations}_bucket`, `le="${le}"`), below, atNs)
  })
  tell(`${durations}_sum`, labelled(`${durations}_sum`), (sumMs * 1e6) / unitNs, atNs)
  tell(`${durations}_count`, labelled(`${durations}_count`), count, atNs)
}
