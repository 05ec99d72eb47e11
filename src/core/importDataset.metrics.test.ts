import { expect, test } from 'vitest'
import { readOtlpMetrics } from './import/otlp/otlpMetrics.ts'
import { importDataset } from './importDataset.ts'
import { writeOtlpMetrics } from './lab/redMetrics.ts'
import { watchTraffic } from './lab/redSamples.ts'
import { textSource } from './model/byteSource.ts'
import { measureWithin } from './red/countedRed.ts'
import { measureMetricRange, readMetricRed } from './red/readMetricRed.ts'
import { chooseBins, type RedSeries } from './red/redSeries.ts'

const NS = { fromNs: 0, toNs: 20e9, stepNs: 1e9 } as const
const ignore = () => {}
const { entries } = watchTraffic({ seed: 3, perS: 200, seconds: 20, sampling: [[-1, 0]], forgotten: false })

async function red(buckets: 'explicit' | { scale: number }, most: number) {
  const table = await readOtlpMetrics(textSource(writeOtlpMetrics(entries, { ...NS, buckets })), ignore)
  const range = measureMetricRange(table)
  if (range === undefined) throw new Error('no range')
  const bins = chooseBins(range, most, range.stepNs)
  return { bins, range, found: readMetricRed(table, bins) }
}

const truthOf = ({ service, operation }: RedSeries, fromNs: number, toNs: number) => {
  const mine = entries.filter((entry) => {
    const endNs = entry.startNs + entry.durationNs
    const isIts = entry.service === service && (operation === undefined || entry.operation === operation)
    return isIts && endNs > fromNs && endNs <= toNs
  })
  const durations = mine.map(({ durationNs }) => durationNs).sort((a, b) => a - b)
  return {
    requests: mine.length,
    errors: mine.filter(({ failed }) => failed).length,
    p99Ns: durations[Math.ceil(durations.length * 0.99) - 1],
    p50Ns: durations[Math.ceil(durations.length * 0.5) - 1],
  }
}

test('metrics of the lab tell what happened, request by request, in every bin', async () => {
  const { bins, range, found } = await red('explicit', 10)
  expect(range).toMatchObject({ lengthNs: 20e9, stepNs: 1e9 })
  expect(bins).toMatchObject({ widthNs: 2e9, length: 10 })
  expect(found?.preset.id).toBe('spanmetrics')
  expect(found?.series.map(({ service, operation }) => [service, operation])).toContainEqual(['orders', 'POST /orders'])
  for (const series of found?.series ?? []) {
    for (let b = 0; b < bins.length; b++) {
      const { requests, errors } = truthOf(series, b * 2e9, (b + 1) * 2e9)
      expect([series.requests[b], series.errors[b]]).toEqual([requests, errors])
      expect(series.ratePerS[b]).toBeCloseTo(requests / 2, 9)
    }
    const { requests, errors } = truthOf(series, 0, 20e9)
    expect(series.total).toMatchObject({ requests, errors, ratePerS: requests / 20, errorShare: errors / requests })
  }
})

test('quantiles of an exponential histogram are within the width of its buckets', async () => {
  const { found } = await red({ scale: 4 }, 10)
  for (const { total, ...series } of found?.series ?? []) {
    const truth = truthOf({ total, ...series }, 0, 20e9)
    expect(Math.abs(total.p99Ns / truth.p99Ns - 1)).toBeLessThan(2 ** (1 / 16) - 1)
    expect(Math.abs(total.p50Ns / truth.p50Ns - 1)).toBeLessThan(2 ** (1 / 16) - 1)
  }
})

test('bins that lie beyond the metrics are gaps, and a dump of other metrics is none', async () => {
  const table = await readOtlpMetrics(textSource(writeOtlpMetrics(entries, { ...NS, buckets: 'explicit' })), ignore)
  const range = measureMetricRange(table)
  const bins = { startUnixNs: (range?.fromUnixNs ?? 0n) - 10_000_000_000n, widthNs: 10e9, length: 4 }
  const gateway = readMetricRed(table, bins)?.series.find(({ service }) => service === 'gateway')
  expect([...(gateway?.ratePerS ?? [])].map(Math.round)).toEqual([Number.NaN, 200, 200, Number.NaN])
  expect(readMetricRed([], bins)).toBeUndefined()
  expect(measureMetricRange([])).toBeUndefined()
})

test('spans in one file and metrics in another are one dataset, and metrics alone are no mistake', async () => {
  const span = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), name: 'x', kind: 2 }
  const spans = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })
  const metrics = writeOtlpMetrics(entries, { ...NS, buckets: 'explicit' })
  const dataset = await importDataset([
    { name: 'spans.json', source: textSource(spans) },
    { name: 'metrics.json', source: textSource(metrics) },
  ])
  expect(dataset.spans.length).toBe(1)
  expect(dataset.metrics?.map(({ name }) => name)).toContain('traces.span.metrics.calls')
  expect(dataset.files[1].diagnostics.map(({ code }) => code)).toEqual(['signal.metrics'])
  expect(Object.hasOwn(await importDataset([{ name: 'a', source: textSource(spans) }]), 'metrics')).toBe(false)
})

test('a stretch of bins has the figures of its own requests', async () => {
  const { bins, found } = await red({ scale: 4 }, 10)
  const gateway = found?.series.find(({ service, operation }) => service === 'gateway' && operation === undefined)
  if (gateway === undefined) throw new Error('no gateway')
  const truth = truthOf(gateway, 4e9, 10e9)
  const { p99Ns, ...within } = measureWithin(gateway, 2, 4)
  expect(bins.widthNs).toBe(2e9)
  expect(within).toMatchObject({ requests: truth.requests, errors: truth.errors })
  expect(Math.abs(p99Ns / truth.p99Ns - 1)).toBeLessThan(2 ** (1 / 16) - 1)
  expect(measureWithin(gateway, 0, bins.length - 1).p99Ns).toBeCloseTo(gateway.total.p99Ns, 0)
})
