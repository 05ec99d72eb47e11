import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Coverage, explainCoverage, measureCoverage, measureSampling, NO_SAMPLING } from './coverage.ts'
import type { RedSeries } from './redSeries.ts'
import { sampledShare } from './samplingThreshold.ts'

/** A series of bins of 1 s with so many requests each. */
function seriesOf(service: string, requests: readonly number[]): RedSeries {
  const column = Float64Array.from(requests)
  const total = { requests: 0, errors: 0, ratePerS: 0, errorShare: 0, p50Ns: 0, p95Ns: 0, p99Ns: 0 }
  const rest = { errors: column, errorShare: column, p50Ns: column, p95Ns: column, p99Ns: column }
  return { service, operation: undefined, requests: column, ratePerS: column, ...rest, total }
}

function coverageOf(counted: readonly number[], held: readonly number[], sampling = NO_SAMPLING, service = 'shop') {
  const coverage = measureCoverage(seriesOf(service, counted), seriesOf(service, held), sampling)
  if (coverage === undefined) throw new Error('nothing in common')
  return coverage
}

const alone = (one: Coverage) => explainCoverage(one, [one])

test('only bins that both watched are compared', () => {
  const { counted, held, coverage } = coverageOf([1000, 1000, 1000], [Number.NaN, 200, 200])
  expect([counted, held]).toEqual([2000, 400])
  expect(coverage.share).toBeCloseTo(0.2, 9)
  expect(coverage.low).toBeLessThan(0.2)
  expect(coverage.high).toBeGreaterThan(0.2)
  expect(measureCoverage(seriesOf('a', [1, Number.NaN]), seriesOf('a', [Number.NaN, 1]), NO_SAMPLING)).toBeUndefined()
})

test('traces hold all: nothing is missing', () => {
  expect(alone(coverageOf([100, 100], [100, 99]))).toEqual({ cause: 'complete' })
  expect(alone(coverageOf([100, 100], [150, 160]))).toEqual({ cause: 'more' })
})

test('a share that tracestate tells explains as much', () => {
  const sampling = measureSampling([0.2, 0.2, 0.2])
  expect(alone(coverageOf([1000, 1000], [200, 200], sampling))).toEqual({ cause: 'told', least: 0.2, most: 0.2 })
  const lost = alone(coverageOf([1000, 1000], [100, 100], sampling))
  expect(lost.cause).toBe('lost')
  expect(lost).toMatchObject({ expected: expect.closeTo(0.2, 9) })
})

test('where nothing tells the sampling, services that are covered alike speak for a decision at the head', () => {
  const all = ['a', 'b', 'c'].map((service, n) => coverageOf([1000, 1000], [200, 200 + n], NO_SAMPLING, service))
  expect(explainCoverage(all[0], all)).toMatchObject({ cause: 'alike', share: 0.2 })
  const worse = coverageOf([1000, 1000], [20, 20], NO_SAMPLING, 'd')
  expect(explainCoverage(worse, [...all, worse])).toMatchObject({ cause: 'lost' })
  expect(alone(worse)).toEqual({ cause: 'unknown' })
})

test('the threshold of a tracestate is the share that was rejected', () => {
  expect(sampledShare('ot=th:8')).toBe(0.5)
  expect(sampledShare('vendor=x,ot=rv:abcdef01234567;th:c')).toBe(0.25)
  expect(sampledShare('ot=th:e666')).toBeCloseTo(0.1, 4)
  expect(sampledShare('ot=th:0')).toBe(1)
  for (const none of ['', 'th:8', 'ot=p:3', 'ot=th:', 'ot=th:123456789abcdef', 'ot=th:xyz']) {
    expect(sampledShare(none)).toBeUndefined()
  }
})

test('the interval of the adjusted share holds what was counted, 95 times of 100', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
      let state = seed
      const uniform = () => {
        state = (Math.imul(state, 1664525) + 1013904223) | 0
        return (state >>> 8) / 2 ** 24
      }
      let inside = 0
      for (let run = 0; run < 100; run++) {
        let held = 0
        for (let n = 0; n < 2000; n++) if (uniform() < 0.1) held++
        const { adjusted } = coverageOf([2000], [held], measureSampling([0.1]))
        if (adjusted !== undefined && adjusted.low <= 1 && adjusted.high >= 1) inside++
      }
      expect(inside).toBeGreaterThanOrEqual(82)
    }),
    { numRuns: 5 },
  )
})
