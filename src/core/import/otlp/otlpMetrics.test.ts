import { expect, test } from 'vitest'
import { textSource } from '../../model/byteSource.ts'
import type { MetricSeries } from '../../model/metricTable.ts'
import { readOtlpMetrics } from './otlpMetrics.ts'

const ignore = () => {}

const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } })

function read(metrics: readonly unknown[], service = 'shop'): Promise<MetricSeries[]> {
  const resource = { attributes: [attribute('service.name', service)] }
  const text = JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] })
  return readOtlpMetrics(textSource(text), ignore)
}

test('a rising sum is read by series and in the order of time', async () => {
  const point = (time: number, asInt: string, kind: string) => ({
    timeUnixNano: `${time}000000000`,
    asInt,
    attributes: [attribute('span.kind', kind)],
  })
  const dataPoints = [point(20, '7', 'a'), point(10, '3', 'a'), point(10, '1', 'b')]
  const series = await read([{ name: 'calls', sum: { isMonotonic: true, aggregationTemporality: 2, dataPoints } }])
  expect(series.map(({ labels }) => [...labels])).toEqual([
    [
      ['service.name', 'shop'],
      ['span.kind', 'a'],
    ],
    [
      ['service.name', 'shop'],
      ['span.kind', 'b'],
    ],
  ])
  expect([...series[0].values]).toEqual([3, 7])
  expect(series[0]).toMatchObject({ name: 'calls', type: 'sum', isDelta: false })
})

test('gauges, falling sums and broken points are passed over', async () => {
  const dataPoints = [{ timeUnixNano: '1', asInt: 'many' }, { asInt: 4 }, 7, null]
  const series = await read([
    { name: 'memory', gauge: { dataPoints } },
    { name: 'open', sum: { isMonotonic: false, dataPoints } },
    { name: 'calls', sum: { isMonotonic: true, dataPoints } },
    { name: '__proto__', sum: { isMonotonic: true, dataPoints: [{ timeUnixNano: '5', asDouble: 2.5 }] } },
    'nothing',
  ])
  expect(series.map(({ name, values }) => [name, ...values])).toEqual([['calls'], ['__proto__', 2.5]])
})

test('explicit buckets are read as they are', async () => {
  const dataPoints = [{ timeUnixNano: '9', count: '6', explicitBounds: [1, 2.5], bucketCounts: ['1', '2', '3'] }]
  const [series] = await read([{ name: 'd', unit: 'ms', histogram: { aggregationTemporality: 1, dataPoints } }])
  expect(series).toMatchObject({ type: 'histogram', unit: 'ms', isDelta: true })
  expect([...series.bounds]).toEqual([1, 2.5])
  expect([...series.buckets]).toEqual([1, 2, 3])
})

test('exponential buckets of several scales are brought to the coarsest', async () => {
  const point = (time: string, scale: number, offset: number, bucketCounts: string[]) => ({
    timeUnixNano: time,
    count: '6',
    zeroCount: '1',
    scale,
    positive: { offset, bucketCounts },
  })
  const dataPoints = [point('1', 1, 1, ['1', '2', '3']), point('2', 0, 0, ['4', '5'])]
  const [series] = await read([{ name: 'd', exponentialHistogram: { aggregationTemporality: 2, dataPoints } }])
  // Scale 0: buckets (1, 2], (2, 4]; scale 1, from index 1: (√2, 2], (2, 2√2], (2√2, 4].
  expect([...series.bounds]).toEqual([1, 2, 4])
  expect([...series.buckets]).toEqual([1, 1, 5, 0, 1, 4, 5, 0])
})

test('text that is no JSON, and metrics without points, are no series', async () => {
  expect(await readOtlpMetrics(textSource('{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{'), ignore)).toEqual([])
  expect(await read([{ name: 'calls', sum: { isMonotonic: true, dataPoints: [] } }])).toEqual([])
})
