import { describe, expect, test } from 'vitest'
import type { RedBins } from '../red/redSeries.ts'
import { sumServices } from './engineFigures.ts'
import { readBoundaries, readRed, readServices } from './readClickHouse.ts'
import { readTempo, readTempoSeries } from './readTempo.ts'
import type { TempoQueryId } from './tempoQueries.ts'

const BINS: RedBins = { startUnixNs: 1_700_000_000_000_000_000n, widthNs: 60e9, length: 3 }
const RANGE = { fromUnixNs: BINS.startUnixNs, lengthNs: 180e9 }
const WRONG = [undefined, null, 7, 'text', [], {}, { data: {} }, { error: 'no' }]

describe('answers of ClickHouse', () => {
  test('rates come with their intervals; 64 bits may be text', () => {
    const row = { service: 'auth', spans: '2200', broken: '66', should: 2174, brokenEntries: '66', entries: 1031 }
    const exempt = { external: 3, linked: '0', roots: '2' }
    const [service] = readServices({ meta: [], data: [{ ...row, ...exempt }], rows: 1 }) ?? []
    expect(service?.name).toBe('auth')
    expect(service?.entryOrphans).toMatchObject({ count: 66, of: 1031, rate: 66 / 1031 })
    expect(service?.entryOrphans.low).toBeCloseTo(0.0507, 3)
    expect(service?.entryOrphans.high).toBeCloseTo(0.0807, 3)
    expect(service?.spanOrphans).toMatchObject({ count: 66, of: 2174 })
    expect(service?.exempt).toEqual({ external: 3, linked: 0, roots: 2 })
  })

  test('all services are their sum, and of nothing nothing is said', () => {
    const rows = [
      { service: 'a', broken: 1, should: 10, brokenEntries: 1, entries: 4, external: 1, linked: 2, roots: 3 },
      { service: 'b', broken: 2, should: 30, brokenEntries: 1, entries: 6, external: 1, linked: 0, roots: 0 },
    ]
    const all = sumServices(readServices({ data: rows }) ?? [])
    expect(all).toMatchObject({ entryOrphans: { count: 2, of: 10 }, spanOrphans: { count: 3, of: 40 } })
    expect(all.exempt).toEqual({ external: 2, linked: 2, roots: 3 })
    expect(sumServices([])).toMatchObject({ entryOrphans: { of: 0, high: 1 }, spanOrphans: undefined })
  })

  test('a boundary is its broken crossings of all', () => {
    const data = [
      { crossing: 'queue', caller: 'shop', callee: 'mail', via: 'orders', brokenCrossings: 54, intactCrossings: '106' },
    ]
    expect(readBoundaries({ data })).toMatchObject([
      { kind: 'queue', caller: 'shop', callee: 'mail', via: 'orders', breaks: { count: 54, of: 160 } },
    ])
  })

  test('RED fills its bins; bin -1 is all of it, and the busiest service comes first', () => {
    const data = [
      { service: 'slow', bin: '-1', requests: 6, errors: 0, quantilesNs: [1, 2, 3] },
      { service: 'shop', bin: -1, requests: '90', errors: '9', quantilesNs: [1e6, 2e6, 3e6] },
      { service: 'shop', bin: 0, requests: 60, errors: 6, quantilesNs: [1e6, 2e6, 4e6] },
      { service: 'shop', bin: 2, requests: 30, errors: 3, quantilesNs: [1e6, 2e6, 2e6] },
      { service: 'shop', bin: 3, requests: 1000, errors: 0, quantilesNs: [1, 1, 1] },
    ]
    const [shop, slow] = readRed({ data }, BINS, RANGE) ?? []
    expect(slow?.service).toBe('slow')
    expect([...(shop?.requests ?? [])]).toEqual([60, 0, 30])
    expect([...(shop?.ratePerS ?? [])]).toEqual([1, 0, 0.5])
    expect([...(shop?.errorShare ?? [])]).toEqual([0.1, Number.NaN, 0.1])
    expect([...(shop?.p99Ns ?? [])]).toEqual([4e6, Number.NaN, 2e6])
    expect(shop?.total).toEqual({
      requests: 90,
      errors: 9,
      ratePerS: 0.5,
      errorShare: 0.1,
      p50Ns: 1e6,
      p95Ns: 2e6,
      p99Ns: 3e6,
    })
  })

  test('rows with odd values count for nothing, and throw nothing', () => {
    const odd = {
      service: 7,
      bin: 'x',
      requests: 'NaN',
      errors: -1,
      quantilesNs: 'no',
      entries: null,
      brokenEntries: {},
    }
    expect(readServices({ data: [odd, null, 'row'] })).toMatchObject([{ name: '', entryOrphans: { count: 0, of: 0 } }])
    expect(readRed({ data: [odd] }, BINS, RANGE)).toMatchObject([{ service: '', total: { requests: 0, errors: 0 } }])
  })

  test.each(WRONG)('%j is no answer', (body) => {
    expect(readServices(body)).toBeUndefined()
    expect(readBoundaries(body)).toBeUndefined()
    expect(readRed(body, BINS, RANGE)).toBeUndefined()
  })
})

/** As `/api/metrics/query_range` writes it: 64 bits as text, zeros left out. */
function series(key: string, name: string, counts: readonly number[], p?: number) {
  return {
    labels: [
      { key, value: { stringValue: name } },
      ...(p === undefined ? [] : [{ key: 'p', value: { doubleValue: p } }]),
    ],
    promLabels: `{${key.replaceAll('.', '_')}="${name}"}`,
    samples: counts.map((value, n) => ({
      timestampMs: String(1_700_000_000_000 + n * 60_000),
      ...(value === 0 ? {} : { value }),
    })),
  }
}

const SERVICE = 'resource.service.name'

function readAll(answers: Readonly<Partial<Record<TempoQueryId, readonly unknown[]>>>) {
  const read = Object.entries(answers).map(
    ([id, list]) => [id as TempoQueryId, readTempoSeries({ series: list, metrics: {} }, BINS) ?? []] as const,
  )
  return readTempo(new Map(read), BINS)
}

describe('answers of Tempo', () => {
  test('torn off are as many requests without a parent as there are open calls to their service', () => {
    const { services } = readAll({
      requests: [series(SERVICE, 'shop', [40, 40, 20]), series(SERVICE, 'Payment', [50, 0, 50])],
      roots: [series(SERVICE, 'shop', [40, 40, 20]), series(SERVICE, 'Payment', [10, 0, 20])],
      unconnected: [series(SERVICE, 'Payment', [5])],
      openCalls: [series('span.peer.service', 'payment', [2, 2])],
      openHosts: [
        series('span.server.address', 'payment.shop.svc:8080', [10, 2]),
        series('span.server.address', 'db', [99]),
      ],
    })
    // The calls name the service twice: 12 of 30 roots may be torn off, 18 are exempt: (5 + 12) / (100 - 18).
    expect(services).toMatchObject([
      { name: 'Payment', entryOrphans: { count: 17, of: 82 }, exempt: { roots: 18 } },
      { name: 'shop', entryOrphans: { count: 0, of: 0 }, exempt: { roots: 100 } },
    ])
  })

  test('without the query of open calls nothing is taken for torn off; without a count there is no rate', () => {
    const some = {
      requests: [series(SERVICE, 'shop', [10])],
      roots: [series(SERVICE, 'shop', [4])],
    }
    expect(readAll({ ...some, unconnected: [] }).services).toMatchObject([{ entryOrphans: { count: 0, of: 6 } }])
    expect(readAll(some).services).toBeUndefined()
  })

  test('RED is read in seconds; a step without a value is none of it', () => {
    const { red } = readAll({
      requests: [series(SERVICE, 'shop', [60, 0, 30])],
      errors: [series(SERVICE, 'shop', [6])],
      durations: [series(SERVICE, 'shop', [0.25, 0.5], 0.99)],
      allDurations: [series(SERVICE, 'shop', [0.4], 0.99)],
    })
    const [shop] = red ?? []
    expect([...(shop?.ratePerS ?? [])]).toEqual([1, 0, 0.5])
    expect([...(shop?.errorShare ?? [])]).toEqual([0.1, Number.NaN, 0])
    expect([...(shop?.p99Ns ?? [])]).toEqual([250e6, 500e6, Number.NaN])
    expect(shop?.total).toMatchObject({ requests: 90, errors: 6, p99Ns: 400e6, p50Ns: Number.NaN })
  })

  test('samples outside the axis and odd ones are passed over', () => {
    const odd = {
      labels: [{ key: SERVICE }, null],
      samples: [{ timestampMs: '1' }, { timestampMs: 'x', value: 'y' }, null],
    }
    const [read] = readTempoSeries({ series: [odd, 7] }, BINS) ?? []
    expect([...(read?.values ?? [])]).toEqual([Number.NaN, Number.NaN, Number.NaN])
  })

  test.each(WRONG)('%j is no answer', (body) => {
    expect(readTempoSeries(body, BINS)).toBeUndefined()
  })
})
