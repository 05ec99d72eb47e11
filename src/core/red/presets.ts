/** A label and the values of it that are meant, as a regular expression over the whole value (PromQL `=~`). */
export interface LabelMatch {
  readonly label: string
  readonly pattern: string
}

/** A histogram of durations: the name of its Prometheus series without `_bucket`, and its unit. */
interface DurationMetric {
  readonly name: string
  readonly unitNs: number
}

/** Where a source of always-on metrics keeps requests, errors and durations. Names and labels are those of Prometheus. */
export interface RedPreset {
  readonly id: string
  readonly label: string
  /** Counters of requests, the current name first. Empty where the histogram's count is the counter. */
  readonly requests: readonly string[]
  readonly durations: readonly DurationMetric[]
  /** Labels that may hold the service, the likelier first. */
  readonly service: readonly string[]
  readonly operation: readonly string[]
  /** What is counted at the entry of a service; undefined where all of it is. */
  readonly entry: LabelMatch | undefined
  readonly error: LabelMatch
  /** The counter that holds errors, where it is not the one of requests. */
  readonly errors?: string
  /** What a reader has to know about its figures. */
  readonly caution?: string
}

const ENTRY: LabelMatch = { label: 'span_kind', pattern: 'SPAN_KIND_SERVER|SPAN_KIND_CONSUMER' }
const ERROR: LabelMatch = { label: 'status_code', pattern: 'STATUS_CODE_ERROR' }
const MS = 1e6
const S = 1e9

/** A histogram in ms and in s, with and without the unit in its name. */
function inBothUnits(name: string): DurationMetric[] {
  return [
    { name: `${name}_milliseconds`, unitNs: MS },
    { name: `${name}_seconds`, unitNs: S },
  ]
}

/**
 * All sources that are known by their names, the likelier first: the span-metrics connector of the OpenTelemetry
 * collector (its README; older versions without a namespace; the processor before it), Tempo's metrics-generator,
 * Istio's standard metrics, Linkerd's proxy metrics, Envoy's cluster statistics.
 */
export const RED_PRESETS: readonly RedPreset[] = [
  {
    id: 'spanmetrics',
    label: 'OpenTelemetry span metrics',
    requests: ['traces_span_metrics_calls_total'],
    durations: inBothUnits('traces_span_metrics_duration'),
    service: ['service_name'],
    operation: ['span_name'],
    entry: ENTRY,
    error: ERROR,
  },
  {
    id: 'spanmetrics-plain',
    label: 'OpenTelemetry span metrics without a namespace',
    requests: ['calls_total'],
    durations: [
      ...inBothUnits('duration'),
      { name: 'latency', unitNs: MS },
      { name: 'latency_milliseconds', unitNs: MS },
    ],
    service: ['service_name'],
    operation: ['span_name', 'operation'],
    entry: ENTRY,
    error: ERROR,
  },
  {
    id: 'tempo',
    label: 'Tempo metrics-generator',
    requests: ['traces_spanmetrics_calls_total'],
    durations: [{ name: 'traces_spanmetrics_latency', unitNs: S }],
    service: ['service', 'service_name'],
    operation: ['span_name'],
    entry: ENTRY,
    error: ERROR,
  },
  {
    id: 'istio',
    label: 'Istio',
    requests: ['istio_requests_total'],
    durations: [{ name: 'istio_request_duration_milliseconds', unitNs: MS }],
    service: ['destination_canonical_service', 'destination_service_name', 'destination_workload'],
    operation: ['request_operation'],
    entry: { label: 'reporter', pattern: 'destination' },
    error: { label: 'response_code', pattern: '5..|0' },
  },
  {
    id: 'linkerd',
    label: 'Linkerd',
    requests: ['response_total'],
    durations: [{ name: 'response_latency_ms', unitNs: MS }],
    service: ['deployment', 'app', 'workload', 'dst_service'],
    operation: ['route'],
    entry: { label: 'direction', pattern: 'inbound' },
    error: { label: 'classification', pattern: 'failure' },
    caution: 'Linkerd measures durations to the first byte of the answer.',
  },
  {
    id: 'envoy',
    label: 'Envoy',
    requests: ['envoy_cluster_upstream_rq_total'],
    durations: [{ name: 'envoy_cluster_upstream_rq_time', unitNs: MS }],
    service: ['envoy_cluster_name'],
    operation: [],
    entry: undefined,
    error: { label: 'envoy_response_code_class', pattern: '5' },
    errors: 'envoy_cluster_upstream_rq_xx',
    caution: 'Envoy counts requests to a cluster, by its name, where they leave the proxy.',
  },
  {
    id: 'http-server',
    label: 'OpenTelemetry HTTP server metrics',
    requests: [],
    durations: [{ name: 'http_server_request_duration_seconds', unitNs: S }],
    service: ['service_name', 'job'],
    operation: ['http_route'],
    entry: undefined,
    error: { label: 'http_response_status_code', pattern: '5..' },
  },
]

/** Whether a label has a value that is meant; an absent label is ''. */
export function matchesLabel({ label, pattern }: LabelMatch, labels: ReadonlyMap<string, string>): boolean {
  return new RegExp(`^(?:${pattern})$`).test(labels.get(label) ?? '')
}

const UNIT_WORDS: ReadonlyMap<string, string> = new Map([
  ['ms', '_milliseconds'],
  ['s', '_seconds'],
])

/** A label of Prometheus for the key of an attribute (OpenTelemetry specification, "Prometheus and OpenMetrics Compatibility"). */
export function prometheusLabel(key: string): string {
  return key.replace(/[^a-zA-Z0-9_]/g, '_')
}

/** The name of a metric as Prometheus has it: unit and, for a rising sum, `_total` behind it (ibid.). */
export function prometheusName(name: string, unit: string, isSum: boolean): string {
  const plain = name.replace(/[^a-zA-Z0-9_:]/g, '_')
  const word = UNIT_WORDS.get(unit) ?? ''
  const withUnit = plain.endsWith(word) ? plain : plain + word
  return isSum && !withUnit.endsWith('_total') ? `${withUnit}_total` : withUnit
}
