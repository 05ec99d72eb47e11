import { useQueries, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { PromSeries } from '../../core/model/promSeries.ts'
import { RED_PRESETS } from '../../core/red/presets.ts'
import {
  type FoundPreset,
  findPresets,
  type PromQueries,
  presetNames,
  writeQueries,
} from '../../core/red/promQueries.ts'
import { readPromRed, serviceLabel } from '../../core/red/readPromRed.ts'
import type { RedBins } from '../../core/red/redSeries.ts'
import { metricNamesQuery, type PrometheusAnswer, type PrometheusTimes, rangeQuery } from '../../sources/prometheus.ts'
import type { MetricRed, RedConnection } from '../../store/red.ts'
import { useStore } from '../../store/store.ts'
import { problemText } from './problemText.ts'

const NAMES = presetNames(RED_PRESETS)

/** How a connected Prometheus fares. */
export interface PrometheusState {
  readonly isLoading: boolean
  /** In a sentence; undefined where all is well. */
  readonly problem: string | undefined
  /** What it warned of, and what a reader has to know. */
  readonly warnings: readonly string[]
  readonly presets: readonly FoundPreset[]
  readonly retry: () => void
}

/** Evaluated at the end of each bin. */
function timesOf({ startUnixNs, widthNs, length }: RedBins): PrometheusTimes {
  const startS = Number(startUnixNs / 1_000_000n) / 1e3
  const stepS = widthNs / 1e9
  return { startS: startS + stepS, endS: startS + length * stepS, stepS }
}

const NO_QUERIES: PromQueries = { requests: '', errors: '', durations: [] }

/** A rate needs two points: four scrapes allow for one that failed. */
function windowFor({ scrapeS }: RedConnection, stepS: number): number {
  return Math.ceil(Math.max(stepS, 4 * scrapeS))
}

/** Own queries: durations in s, of a classic or native histogram. */
function ownQueries({ requests, errors, durations }: NonNullable<RedConnection['own']>): PromQueries {
  return { requests, errors, durations: durations === '' ? [] : [{ promQl: durations, unitNs: 1e9 }] }
}

/** Of own queries the labels of the answers tell service and operation. */
const OWN_LABELS = {
  service: [...new Set(RED_PRESETS.flatMap(({ service }) => service))],
  operation: [...new Set(RED_PRESETS.flatMap(({ operation }) => operation))],
}

/** Asks the connected Prometheus for what the panel shows, and hands it to the store. */
export function usePrometheus(connection: RedConnection, bins: RedBins, service: string): PrometheusState {
  const takeMetrics = useStore((s) => s.takeMetrics)
  const { prometheus, own } = connection
  const times = useMemo(() => timesOf(bins), [bins])
  const names = useQuery({ ...metricNamesQuery(prometheus, NAMES, times), enabled: own === undefined })
  const presets = useMemo(() => findPresets(RED_PRESETS, new Set(names.data?.value)), [names.data])
  const found =
    own === undefined ? (presets.find(({ preset }) => preset.id === connection.preset) ?? presets.at(0)) : undefined
  const windowS = windowFor(connection, times.stepS)
  const queries = useMemo(
    () =>
      own !== undefined ? ownQueries(own) : found === undefined ? NO_QUERIES : writeQueries(found, windowS, undefined),
    [own, found, windowS],
  )
  const labels = found?.preset ?? OWN_LABELS
  const ask = (promQl: string) => rangeQuery(prometheus, promQl, times)
  const requests = useQuery(ask(queries.requests))
  const errors = useQuery(ask(queries.errors))
  const durations = useQueries({ queries: queries.durations.map(({ promQl }) => ask(promQl)), combine: settle })
  const label = serviceLabel(requests.data?.value ?? [], labels.service, service)
  const ofOperations = useMemo(() => {
    if (found === undefined || label === undefined || found.preset.operation.length === 0) return []
    return writeQueries(found, windowS, { label, value: service }).durations
  }, [found, windowS, label, service])
  const operations = useQueries({ queries: ofOperations.map(({ promQl }) => ask(promQl)), combine: settle })
  const metricRed = useMemo((): MetricRed | undefined => {
    if (requests.data === undefined) return undefined
    const series = readPromRed(
      {
        requests: requests.data.value,
        errors: errors.data?.value ?? [],
        durations: withUnits(queries.durations, durations.values),
        operationDurations: withUnits(ofOperations, operations.values),
        service: labels.service,
        operation: labels.operation,
      },
      bins,
    )
    return {
      label: `${found?.preset.label ?? 'Own queries'} at ${prometheus.url}`,
      caution: found?.preset.caution,
      series,
    }
  }, [
    requests.data,
    errors.data,
    durations.values,
    operations.values,
    queries,
    ofOperations,
    labels,
    bins,
    found,
    prometheus.url,
  ])
  useEffect(() => takeMetrics(metricRed), [metricRed, takeMetrics])

  const all = [names, requests, errors, ...durations.all, ...operations.all]
  const error = all.find((query) => query.error !== null)?.error
  return {
    isLoading: all.some((query) => query.isFetching),
    problem:
      error === undefined
        ? emptyText(names.data?.value, found, own, requests.data?.value)
        : problemText(error, prometheus.url),
    warnings: [...new Set(all.flatMap((query) => query.data?.warnings ?? []))],
    presets,
    retry: () => {
      for (const query of all) if (query.error !== null || query.data !== undefined) void query.refetch()
    },
  }
}

type Answer = PrometheusAnswer<PromSeries[]>

interface Asked<T> {
  readonly data: T | undefined
  readonly error: Error | null
  readonly isFetching: boolean
  readonly refetch: () => Promise<unknown>
}

/** What several questions about durations came to. */
function settle(all: readonly Asked<Answer>[]) {
  return { all, values: all.map(({ data }) => data?.value) }
}

function withUnits(asked: PromQueries['durations'], values: readonly (readonly PromSeries[] | undefined)[]) {
  return asked.map(({ unitNs }, k) => ({ series: values[k] ?? [], unitNs }))
}

/** A sentence for an answer that holds nothing. */
function emptyText(
  names: readonly string[] | undefined,
  found: FoundPreset | undefined,
  own: RedConnection['own'],
  requests: readonly unknown[] | undefined,
): string | undefined {
  if (own === undefined && names !== undefined && found === undefined) {
    return 'It has none of the metrics that are known by name in this time: widen the time, or write queries of your own.'
  }
  if (requests?.length === 0) return 'It has no requests in this time: widen the time, or look at another preset.'
  return undefined
}
