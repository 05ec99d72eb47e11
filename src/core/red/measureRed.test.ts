import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../../testing/makeDataset.ts'
import { recordOf, tabulate } from '../../testing/tabulate.ts'
import type { SpanRecord } from '../model/spanRecord.ts'
import { textAt } from '../model/spanTable.ts'
import { findEntries } from './findEntries.ts'
import { EXACT_ENTRIES, measureHeat, measureRed, QUANTILE_ERROR } from './measureRed.ts'
import { chooseBins, QUANTILES, type RedBins } from './redSeries.ts'

const START = 1_760_000_000_000_000_000n

interface Request {
  readonly service: string
  readonly name: string
  readonly kind: number
  readonly status: number
  readonly startNs: number
  readonly durationNs: number
}

const request: fc.Arbitrary<Request> = fc.record({
  service: fc.constantFrom('shop', 'cart'),
  name: fc.constantFrom('GET /', 'POST /'),
  kind: fc.constantFrom(1, 2, 3, 5),
  status: fc.constantFrom(0, 1, 2),
  startNs: fc.integer({ min: 0, max: 5_000_000_000 }),
  durationNs: fc.integer({ min: 0, max: 900_000_000 }),
})

function tableOf(requests: readonly Request[]) {
  const records: SpanRecord[] = requests.map(({ service, name, kind, status, startNs, durationNs }, i) =>
    recordOf(i + 1, 0, {
      trace: (i % 7) + 1,
      service,
      name,
      kind,
      status,
      startUnixNs: START + BigInt(startNs),
      durationNs: BigInt(durationNs),
    }),
  )
  return tabulate(records)
}

/** What a person would count, request by request. */
function count(requests: readonly Request[], service: string, bins: RedBins, bin: number | undefined) {
  const from = START - bins.startUnixNs
  const inBin = (endNs: number) =>
    Math.min(bins.length - 1, Number((BigInt(endNs) + from) / BigInt(bins.widthNs))) === bin
  const mine = requests.filter(
    (each) =>
      each.service === service &&
      (each.kind === 2 || each.kind === 5) &&
      (bin === undefined || inBin(each.startNs + each.durationNs)),
  )
  const durations = mine.map((each) => each.durationNs).sort((a, b) => a - b)
  const quantile = (share: number) =>
    durations.find((_, i) => (i + 1) / durations.length >= share - 1e-12) ?? Number.NaN
  return {
    requests: mine.length,
    errors: mine.filter((each) => each.status === 2).length,
    p50Ns: quantile(0.5),
    p95Ns: quantile(0.95),
    p99Ns: quantile(0.99),
  }
}

test('figures are what counting request by request gives', () => {
  fc.assert(
    fc.property(
      fc.array(request, { minLength: 1, maxLength: 80 }),
      fc.integer({ min: 1, max: 20 }),
      (requests, most) => {
        const spans = tableOf(requests)
        const entries = findEntries(spans)
        fc.pre(entries.rule === 'kind')
        const bins = chooseBins(entries.capture, most)
        for (const group of entries.services) {
          const series = measureRed(spans, entries, group, bins)
          expect(series.total).toMatchObject(count(requests, series.service, bins, undefined))
          for (let b = 0; b < bins.length; b++) {
            const { requests: seen, errors, p50Ns, p95Ns, p99Ns } = series
            expect({ requests: seen[b], errors: errors[b], p50Ns: p50Ns[b], p95Ns: p95Ns[b], p99Ns: p99Ns[b] }).toEqual(
              count(requests, series.service, bins, b),
            )
          }
          const heat = measureHeat(spans, entries, group, bins)
          const counted = heat.counts.reduce((sum, n) => sum + n, 0)
          expect(counted).toBe(series.total.requests)
        }
      },
    ),
  )
})

test('a service is the sum of its operations, and every entry is in one', () => {
  fc.assert(
    fc.property(fc.array(request, { minLength: 1, maxLength: 60 }), (requests) => {
      const spans = tableOf(requests)
      const { operations, services, rows, rule } = findEntries(spans)
      fc.pre(rule === 'kind')
      expect(services.map(({ first, end }) => end - first).reduce((a, b) => a + b, 0)).toBe(rows.length)
      for (const { service, operation, first, end } of operations) {
        for (const span of rows.subarray(first, end)) {
          expect([spans.service[span], spans.name[span]]).toEqual([service, operation])
        }
      }
    }),
  )
})

const entry = (id: number, fields: Partial<SpanRecord>) =>
  recordOf(id, 0, { trace: id, kind: 2, service: 'shop', name: 'GET /', durationNs: 1000n, ...fields })

test('bins outside the capture are gaps; empty ones inside are zeros', () => {
  const spans = tabulate([
    entry(1, { startUnixNs: START, durationNs: 0n }),
    entry(2, { startUnixNs: START + 3_999_999_999n, durationNs: 1n }),
  ])
  const entries = findEntries(spans)
  const bins = { startUnixNs: START - 2_000_000_000n, widthNs: 1e9, length: 8 }
  const { requests, ratePerS, errorShare, p99Ns } = measureRed(spans, entries, entries.services[0], bins)
  expect([...requests]).toEqual([Number.NaN, Number.NaN, 1, 0, 0, 0, 1, Number.NaN])
  expect([...ratePerS.subarray(2, 6)]).toEqual([1, 0, 0, 0])
  expect(errorShare[3]).toBeNaN()
  expect(p99Ns[3]).toBeNaN()
})

test('an entry without an end is a request without a duration; one without a time is in no bin', () => {
  const spans = tabulate([
    entry(1, { startUnixNs: START, durationNs: undefined }),
    entry(2, { startUnixNs: undefined }),
    entry(3, { startUnixNs: START + 10n, durationNs: -5n }),
  ])
  const entries = findEntries(spans)
  const { total } = measureRed(spans, entries, entries.services[0], chooseBins(entries.capture, 4))
  expect(entries.untimed).toBe(1)
  expect(total).toMatchObject({ requests: 2, errors: 0, p50Ns: Number.NaN })
})

test('where no span says SERVER or CONSUMER, local roots are counted and that is said', () => {
  const spans = tabulate([
    recordOf(1, 0, { service: 'shop', name: 'buy', startUnixNs: START, durationNs: 10n }),
    recordOf(2, 1, { service: 'shop', name: 'own work', startUnixNs: START, durationNs: 5n }),
    recordOf(3, 2, { service: 'cart', name: 'add', startUnixNs: START, durationNs: 3n }),
  ])
  const { rule, operations } = findEntries(spans)
  expect(rule).toBe('localRoot')
  expect(operations.map(({ operation = -1 }) => textAt(spans, operation))).toEqual(['buy', 'add'])
})

test('the capture spans all traces, whatever their distance', () => {
  const spans = tabulate([
    entry(1, { startUnixNs: START, durationNs: 7n }),
    entry(2, { startUnixNs: START + 86_400_000_000_000n * 400n, durationNs: 9n }),
  ])
  const { capture } = findEntries(spans)
  expect(capture.lengthNs).toBe(86_400e9 * 400 + 9)
  expect(chooseBins(capture, 60).length).toBeLessThanOrEqual(61)
})

test('bins begin at multiples of a width that people count in', () => {
  const bins = chooseBins({ fromUnixNs: 1_760_000_007_300_000_000n, lengthNs: 240e9 }, 60)
  expect(bins).toEqual({ startUnixNs: 1_760_000_005_000_000_000n, widthNs: 5e9, length: 49 })
  expect(chooseBins({ fromUnixNs: 5n, lengthNs: 0 }, 60)).toEqual({ startUnixNs: 5n, widthNs: 1, length: 1 })
})

test('quantiles of large datasets are within the error that is documented', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.double({ min: 0, max: 3, noNaN: true }), (seed, spread) => {
      const random = seededRandom(seed)
      const length = EXACT_ENTRIES + 1
      const durationNs = Float64Array.from({ length }, () => Math.round(10 ** (3 + spread * random())))
      const column = () => new Uint32Array(length)
      const traces = { length: 1, originNs: BigInt64Array.of(START), durationNs: Float64Array.of(1e9) }
      const spans = {
        ...tabulate([entry(1, { startUnixNs: START })]),
        length,
        durationNs,
        startNs: new Float64Array(length),
        trace: column(),
        service: column(),
        name: column(),
        kind: new Uint8Array(length).fill(2),
        status: new Uint8Array(length),
        marks: new Uint16Array(length),
      }
      const table = { ...spans, traces: { ...spans.traces, ...traces } }
      const entries = findEntries(table)
      const bins = { startUnixNs: START, widthNs: 1e9, length: 1 }
      const { total, p99Ns } = measureRed(table, entries, entries.services[0], bins)
      durationNs.sort()
      for (const [name, share] of QUANTILES) {
        const exact = durationNs[Math.ceil(share * length) - 1]
        expect(Math.abs(total[name] - exact) / exact).toBeLessThanOrEqual(QUANTILE_ERROR)
      }
      expect(p99Ns[0]).toBe(total.p99Ns)
    }),
    { numRuns: 8 },
  )
})
