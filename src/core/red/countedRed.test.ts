import { expect, test } from 'vitest'
import { measureBoth, measureCounted, measureWithin } from './countedRed.ts'

const BINS = { startUnixNs: 0n, widthNs: 1e9, length: 4 }

/** All requests of a bin took as long as the one bucket says; a count of -1 is a bin that was not watched. */
function counted(perBin: readonly number[], boundNs: number, errors = 0) {
  const requests = Float64Array.from(perBin, (n) => Math.max(0, n))
  return measureCounted(
    {
      service: 'shop',
      operation: undefined,
      requests,
      errors: requests.map((n) => n * errors),
      watchedNs: Float64Array.from(perBin, (n) => (n === -1 ? 0 : 1e9)),
      buckets: new Map([[boundNs, requests]]),
    },
    BINS,
  )
}

test('two sources are compared only in the time that both watched', () => {
  const [first, second] = measureBoth(counted([100, 10, 10, -1], 200, 0.5), counted([-1, 10, 30, 500], 400)) ?? []
  expect(first).toMatchObject({ requests: 20, errors: 10, ratePerS: 10, p50Ns: 100 })
  expect(second).toMatchObject({ requests: 40, errors: 0, ratePerS: 20, p50Ns: 200 })
  expect(measureBoth(counted([1, -1, -1, -1], 200), counted([-1, 1, 1, 1], 200))).toBeUndefined()
})

test('a marked stretch may reach beyond the axis', () => {
  expect(measureWithin(counted([1, 2, 3, 4], 200), 2, 9)).toMatchObject({ requests: 7, ratePerS: 3.5 })
  expect(measureWithin(counted([1, 2, 3, 4], 200), -3, 0)).toMatchObject({ requests: 1 })
})
