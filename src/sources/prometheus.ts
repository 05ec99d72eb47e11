import { queryOptions } from '@tanstack/react-query'
import type { PromBuckets, PromSeries } from '../core/model/promSeries.ts'
import { fetchJson, type HttpHeader } from './http.ts'
import { SourceError } from './traceSource.ts'

/** A Prometheus, or what speaks its HTTP API. The header stays in memory. */
export interface PrometheusConnection {
  /** Without `/api/v1`. */
  readonly url: string
  readonly header: HttpHeader | undefined
}

/** When a range query is evaluated, in Unix s. */
export interface PrometheusTimes {
  readonly startS: number
  readonly endS: number
  readonly stepS: number
}

/** An answer, with what Prometheus warned of: it may be partial. */
export interface PrometheusAnswer<T> {
  readonly value: T
  readonly warnings: readonly string[]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Asks an endpoint of the API; `read` turns its `data` into what was asked for. */
async function ask<T>(
  { url, header }: PrometheusConnection,
  endpoint: string,
  parameters: readonly (readonly [string, string])[],
  signal: AbortSignal,
  read: (data: unknown) => T,
): Promise<PrometheusAnswer<T>> {
  const address = new URL(`${url.replace(/\/+$/, '')}/api/v1/${endpoint}`, window.location.href)
  for (const [name, value] of parameters) address.searchParams.append(name, value)
  const answer = await fetchJson(address, header, signal)
  if (!answer.ok && answer.problem.kind !== 'notJson') throw new SourceError(answer.problem)
  if (!answer.ok || !isObject(answer.body) || answer.body.status !== 'success') {
    const saw = answer.ok ? 'JSON of another shape' : 'no JSON'
    throw new SourceError({ kind: 'wrongKind', saw, looksLike: undefined })
  }
  const warnings = listOf(answer.body.warnings).filter((text) => typeof text === 'string')
  return { value: read(answer.body.data), warnings }
}

/** Whether it answers at all. Resolves, or rejects with a {@link SourceError}. */
export async function testPrometheus(connection: PrometheusConnection, signal: AbortSignal): Promise<void> {
  await ask(connection, 'query', [['query', 'vector(1)']], signal, () => undefined)
}

/** What is asked is asked once; a changed connection, time or query is another question. */
const SHARED = { staleTime: Number.POSITIVE_INFINITY, retry: false, structuralSharing: false } as const

/** Those of the metric names that it has in that time. */
export function metricNamesQuery(connection: PrometheusConnection, names: readonly string[], times: PrometheusTimes) {
  return queryOptions({
    ...SHARED,
    queryKey: ['prometheus', 'names', connection, names, times.startS, times.endS],
    queryFn: ({ signal }) =>
      ask(
        connection,
        'label/__name__/values',
        [
          ['match[]', `{__name__=~"${names.join('|')}"}`],
          ['start', String(times.startS)],
          ['end', String(times.endS)],
        ],
        signal,
        (data) => listOf(data).filter((name) => typeof name === 'string'),
      ),
  })
}

/** A range query; an empty text is not asked. */
export function rangeQuery(connection: PrometheusConnection, promQl: string, times: PrometheusTimes) {
  return queryOptions({
    ...SHARED,
    enabled: promQl !== '',
    queryKey: ['prometheus', 'range', connection, promQl, times],
    queryFn: ({ signal }) =>
      ask(
        connection,
        'query_range',
        [
          ['query', promQl],
          ['start', String(times.startS)],
          ['end', String(times.endS)],
          ['step', String(times.stepS)],
        ],
        signal,
        readMatrix,
      ),
  })
}

/** The `data` of a range query. What has another shape is left out. */
function readMatrix(data: unknown): PromSeries[] {
  const result = isObject(data) ? listOf(data.result) : []
  return result.filter(isObject).map(({ metric, values, histograms }) => {
    const labels = new Map<string, string>()
    for (const [label, value] of Object.entries(isObject(metric) ? metric : {})) labels.set(label, String(value))
    const native = listOf(histograms).flatMap(readHistogram)
    if (native.length > 0) {
      return { labels, points: native.map(({ point }) => point), histograms: native.map(({ buckets }) => buckets) }
    }
    return { labels, points: listOf(values).flatMap(readPoint), histograms: [] }
  })
}

function readPoint(item: unknown): (readonly [number, number])[] {
  const [time, value] = listOf(item)
  return typeof time === 'number' ? [[time, Number(value)]] : []
}

/** `[time, { count, buckets: [[rule, lower, upper, count]] }]` */
function readHistogram(item: unknown): { point: readonly [number, number]; buckets: PromBuckets }[] {
  const [time, histogram] = listOf(item)
  if (typeof time !== 'number' || !isObject(histogram)) return []
  const buckets = listOf(histogram.buckets).map(listOf)
  return [
    {
      point: [time, Number(histogram.count)],
      buckets: {
        lower: buckets.map((bucket) => Number(bucket[1])),
        upper: buckets.map((bucket) => Number(bucket[2])),
        counts: buckets.map((bucket) => Number(bucket[3])),
      },
    },
  ]
}
