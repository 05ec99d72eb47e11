import { expect, test } from 'vitest'
import type { PromSeries } from '../model/promSeries.ts'
import { RED_PRESETS } from './presets.ts'
import { findPresets, presetNames, writeQueries } from './promQueries.ts'
import { readPromRed, serviceLabel } from './readPromRed.ts'

test('each preset is found by its names, and by the older or newer unit', () => {
  for (const preset of RED_PRESETS) {
    const names = new Set([...preset.requests, ...preset.durations.map(({ name }) => `${name}_bucket`)])
    expect(findPresets([preset], names)).toMatchObject([{ preset: { id: preset.id } }])
    expect(findPresets([preset], names)[0].durations.map(({ name, isNative }) => [name, isNative])).toEqual(
      preset.durations.map(({ name }) => [name, false]),
    )
    expect(findPresets([preset], new Set())).toEqual([])
  }
  const seconds = new Set(['traces_span_metrics_calls_total', 'traces_span_metrics_duration_seconds_bucket'])
  expect(findPresets(RED_PRESETS, seconds).flatMap(({ durations }) => durations.map(({ unitNs }) => unitNs))).toEqual([
    1e9,
  ])
  const native = new Set(['traces_spanmetrics_calls_total', 'traces_spanmetrics_latency'])
  expect(findPresets(RED_PRESETS, native)).toMatchObject([{ preset: { id: 'tempo' }, durations: [{ isNative: true }] }])
  expect(presetNames(RED_PRESETS)).toContain('istio_request_duration_milliseconds_bucket')
})

test('queries name entries, errors, window and labels', () => {
  const [found] = findPresets(
    RED_PRESETS,
    new Set(['traces_span_metrics_calls_total', 'traces_span_metrics_duration_milliseconds_bucket']),
  )
  const entry = 'span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"'
  expect(writeQueries(found, 60, undefined)).toEqual({
    requests: `sum by (service_name, span_name) (rate(traces_span_metrics_calls_total{${entry}}[60s]))`,
    errors: `sum by (service_name, span_name) (rate(traces_span_metrics_calls_total{${entry},status_code=~"STATUS_CODE_ERROR"}[60s]))`,
    durations: [
      {
        promQl: `sum by (service_name, le) (rate(traces_span_metrics_duration_milliseconds_bucket{${entry}}[60s]))`,
        unitNs: 1e6,
      },
    ],
  })
  const [{ promQl: durations }] = writeQueries(found, 60, { label: 'service_name', value: 'a"b\\' }).durations
  expect(durations).toContain('service_name="a\\"b\\\\"')
  expect(durations).toContain('sum by (service_name, span_name, le)')
})

const series = (labels: Record<string, string>, ...values: number[]): PromSeries => ({
  labels: new Map(Object.entries(labels)),
  points: values.map((value, n) => [1000 + 10 * (n + 1), value]),
  histograms: [],
})

const BINS = { startUnixNs: 1_000_000_000_000n, widthNs: 10e9, length: 3 }
const LABELS = { service: ['service'], operation: ['span_name'] }

const classic = (...buckets: readonly (readonly [le: string, perS: number])[]) =>
  buckets.map(([le, perS]) => series({ service: 'a', le }, perS))

test('answers become requests, shares and quantiles, operations summed into their service', () => {
  const found = readPromRed(
    {
      ...LABELS,
      requests: [series({ service: 'a', span_name: 'x' }, 10, 20), series({ service: 'a', span_name: 'y' }, 30)],
      errors: [series({ service: 'a', span_name: 'x' }, 1)],
      durations: [{ series: classic(['0.1', 20], ['0.2', 40], ['+Inf', 40]), unitNs: 1e9 }],
      operationDurations: [],
    },
    BINS,
  )
  const whole = found.find(({ operation }) => operation === undefined)
  expect([...(whole?.requests ?? [])]).toEqual([400, 200, Number.NaN])
  expect([...(whole?.ratePerS ?? [])]).toEqual([40, 20, Number.NaN])
  expect(whole?.errorShare[0]).toBe(1 / 40)
  expect(whole?.p50Ns[0]).toBeCloseTo(100e6, 3)
  expect(whole?.total.ratePerS).toBe(30)
  expect(found.find(({ operation }) => operation === 'y')?.requests[0]).toBe(300)
})

test('durations in two units, of services or of times that differ, are one distribution', () => {
  const [red] = readPromRed(
    {
      ...LABELS,
      requests: [series({ service: 'a' }, 10, 10)],
      errors: [],
      durations: [
        { series: classic(['100', 10], ['200', 10]), unitNs: 1e6 },
        { series: classic(['0.1', 0], ['0.2', 10]), unitNs: 1e9 },
      ],
      operationDurations: [],
    },
    BINS,
  )
  expect(red.total.p50Ns).toBeCloseTo(100e6, 0)
  expect(red.total.p95Ns).toBeCloseTo(190e6, 0)
})

test('native histograms keep their buckets apart, and what lies between them empty', () => {
  const points = [[1010, 100]] as const
  const histograms = [{ lower: [0.5, 3], upper: [1, 4], counts: [50, 50] }]
  const durations = [{ labels: new Map([['service', 'a']]), points, histograms }]
  const [red] = readPromRed(
    {
      ...LABELS,
      requests: [series({ service: 'a' }, 100)],
      errors: [],
      durations: [{ series: durations, unitNs: 1e9 }],
      operationDurations: [],
    },
    BINS,
  )
  expect(red.p95Ns[0]).toBeCloseTo(3.9e9, 0)
  expect(red.total.p50Ns).toBeCloseTo(1e9, 0)
})

test('the label that names a service is the one that the answers have', () => {
  const answers = [series({ destination_workload: 'shop' }, 1)]
  expect(serviceLabel(answers, ['destination_canonical_service', 'destination_workload'], 'shop')).toBe(
    'destination_workload',
  )
  expect(serviceLabel(answers, ['destination_workload'], 'cart')).toBeUndefined()
})
