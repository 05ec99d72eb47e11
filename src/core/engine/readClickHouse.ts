import { rateOf } from '../lineage/wilson.ts'
import { errorShares, type RedBins, type RedSeries, ratesPerS, type TimeRange, watchedNs } from '../red/redSeries.ts'
import { countOf, type EngineBoundary, type EngineService, isObject, listOf, textOf } from './engineFigures.ts'

/** The rows of an answer in `FORMAT JSON`; undefined where it is none. */
function rowsOf(body: unknown): readonly Readonly<Record<string, unknown>>[] | undefined {
  return isObject(body) && Array.isArray(body.data) ? body.data.filter(isObject) : undefined
}

/** The answer to the query of orphan rates; undefined where it has another shape. */
export function readServices(body: unknown): readonly EngineService[] | undefined {
  return rowsOf(body)?.map((row) => ({
    name: textOf(row.service),
    entryOrphans: rateOf(countOf(row.brokenEntries), countOf(row.entries)),
    spanOrphans: rateOf(countOf(row.broken), countOf(row.should)),
    exempt: { external: countOf(row.external), linked: countOf(row.linked), roots: countOf(row.roots) },
  }))
}

/** The answer to the query of boundaries; undefined where it has another shape. */
export function readBoundaries(body: unknown): readonly EngineBoundary[] | undefined {
  return rowsOf(body)?.map((row) => {
    const broken = countOf(row.brokenCrossings)
    return {
      kind: textOf(row.crossing),
      caller: textOf(row.caller),
      callee: textOf(row.callee),
      via: textOf(row.via),
      breaks: rateOf(broken, broken + countOf(row.intactCrossings)),
    }
  })
}

/** Columns of one service while they fill. */
interface Columns {
  readonly requests: Float64Array<ArrayBuffer>
  readonly errors: Float64Array<ArrayBuffer>
  /** p50, p95, p99. */
  readonly quantiles: readonly Float64Array[]
  total: { requests: number; errors: number; quantilesNs: readonly number[] }
}

const NO_QUANTILES: readonly number[] = [Number.NaN, Number.NaN, Number.NaN]

/** The answer to the query of RED, one series a service, most requests first; undefined where it has another shape. */
export function readRed(body: unknown, bins: RedBins, range: TimeRange): readonly RedSeries[] | undefined {
  const rows = rowsOf(body)
  if (rows === undefined) return undefined
  const services = new Map<string, Columns>()
  for (const row of rows) {
    const name = textOf(row.service)
    const columns = services.get(name) ?? newColumns(bins.length)
    services.set(name, columns)
    const bin = Number(row.bin)
    const read = listOf(row.quantilesNs).map(Number)
    const quantilesNs = read.length === 3 && read.every(Number.isFinite) ? read : NO_QUANTILES
    const counted = { requests: countOf(row.requests), errors: countOf(row.errors) }
    if (bin === -1) columns.total = { ...counted, quantilesNs }
    if (!(bin >= 0 && bin < bins.length) || !Number.isInteger(bin)) continue
    columns.requests[bin] = counted.requests
    columns.errors[bin] = counted.errors
    for (const [k, column] of columns.quantiles.entries()) column[bin] = quantilesNs[k]
  }
  const watched = watchedNs(bins, range)
  return [...services]
    .map(([name, columns]) => seriesOf(name, columns, bins, range, watched))
    .sort((a, b) => b.total.requests - a.total.requests || (a.service < b.service ? -1 : 1))
}

function newColumns(length: number): Columns {
  return {
    requests: new Float64Array(length),
    errors: new Float64Array(length),
    quantiles: NO_QUANTILES.map(() => new Float64Array(length).fill(Number.NaN)),
    total: { requests: 0, errors: 0, quantilesNs: NO_QUANTILES },
  }
}

function seriesOf(
  service: string,
  { requests, errors, quantiles: [p50Ns, p95Ns, p99Ns], total }: Columns,
  bins: RedBins,
  range: TimeRange,
  watched: Float64Array,
): RedSeries {
  const ratePerS = ratesPerS(bins, requests, watched)
  const errorShare = errorShares(requests, errors)
  const [p50, p95, p99] = total.quantilesNs
  return {
    service,
    operation: undefined,
    requests,
    errors,
    ratePerS,
    errorShare,
    p50Ns,
    p95Ns,
    p99Ns,
    total: {
      requests: total.requests,
      errors: total.errors,
      ratePerS: (total.requests * 1e9) / range.lengthNs,
      errorShare: total.requests > 0 ? total.errors / total.requests : Number.NaN,
      p50Ns: p50,
      p95Ns: p95,
      p99Ns: p99,
    },
  }
}
