import { rateOf } from '../lineage/wilson.ts'
import { errorShares, type RedBins, type RedSeries, ratesPerS } from '../red/redSeries.ts'
import { type EngineFigures, type EngineService, isObject, listOf, textOf } from './engineFigures.ts'
import type { TempoQueryId } from './tempoQueries.ts'

/** Values in bins, of one combination of labels. */
interface Series {
  readonly labels: ReadonlyMap<string, string>
  readonly values: Float64Array<ArrayBuffer>
}

type TempoAnswers = ReadonlyMap<TempoQueryId, readonly Series[]>

/** The series of an answer of `/api/metrics/query_range`; undefined where it has another shape. */
export function readTempoSeries(body: unknown, bins: RedBins): readonly Series[] | undefined {
  if (!isObject(body) || !('series' in body || 'metrics' in body)) return undefined
  return listOf(body.series)
    .filter(isObject)
    .map(({ labels, samples }) => ({ labels: readLabels(labels), values: readSamples(samples, bins) }))
}

function readLabels(labels: unknown): ReadonlyMap<string, string> {
  const read = new Map<string, string>()
  for (const label of listOf(labels).filter(isObject)) {
    const { key, value } = label
    if (!isObject(value)) continue
    const plain = value.stringValue ?? value.doubleValue ?? value.intValue ?? ''
    read.set(textOf(key), String(plain))
  }
  return read
}

/** Protocol buffers leave zeros out of their JSON, and write 64 bits as text. */
function readSamples(samples: unknown, { startUnixNs, widthNs, length }: RedBins): Float64Array<ArrayBuffer> {
  const values = new Float64Array(length).fill(Number.NaN)
  for (const sample of listOf(samples).filter(isObject)) {
    const afterNs = Number(sample.timestampMs ?? Number.NaN) * 1e6 - Number(startUnixNs)
    const bin = Math.floor(afterNs / widthNs + 1e-3)
    const value = Number(sample.value ?? 0)
    if (bin >= 0 && bin <= length && Number.isFinite(value)) values[Math.min(bin, length - 1)] = value
  }
  return values
}

const SERVICE = 'resource.service.name'

const sumOf = (values: Float64Array): number => values.reduce((sum, n) => (Number.isNaN(n) ? sum : sum + n), 0)

/** Sums by the value of a label. */
function totalsBy(series: readonly Series[] | undefined, label: string): Map<string, number> {
  const totals = new Map<string, number>()
  for (const { labels, values } of series ?? []) {
    const name = labels.get(label) ?? ''
    totals.set(name, (totals.get(name) ?? 0) + sumOf(values))
  }
  return totals
}

/** What Tempo's answers amount to, as far as they came. */
export function readTempo(answers: TempoAnswers, bins: RedBins): EngineFigures {
  return { services: readServices(answers), boundaries: undefined, red: readRed(answers, bins) }
}

/**
 * Entry orphan rate of each service: (cut off + torn off) / (requests − roots of their own right), with torn off =
 * min(requests without a parent, calls to the service without a child).
 */
function readServices(answers: TempoAnswers): readonly EngineService[] | undefined {
  const requests = answers.get('requests')
  const unconnected = answers.get('unconnected')
  const roots = answers.get('roots')
  if (requests === undefined || unconnected === undefined || roots === undefined) return undefined
  const entries = totalsBy(requests, SERVICE)
  const cutOff = totalsBy(unconnected, SERVICE)
  const parentless = totalsBy(roots, SERVICE)
  const open = openCalls(answers, entries)
  return [...entries]
    .map(([name, count]): EngineService => {
      const without = Math.min(parentless.get(name) ?? 0, count)
      const torn = Math.min(without, open.get(name.toLowerCase()) ?? 0)
      const should = count - without + torn
      const broken = Math.min(should, (cutOff.get(name) ?? 0) + torn)
      const exempt = { external: 0, linked: 0, roots: without - torn }
      return { name, entryOrphans: rateOf(broken, should), spanOrphans: undefined, exempt }
    })
    .sort((a, b) => b.entryOrphans.count - a.entryOrphans.count || (a.name < b.name ? -1 : 1))
}

/** Calls without a child by the service they name, in lower case. Many name it twice: the larger count is taken. */
function openCalls(answers: TempoAnswers, services: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const names = new Set(Array.from(services.keys(), (name) => name.toLowerCase()))
  const byService = countNamed(totalsBy(answers.get('openCalls'), 'span.peer.service'), names)
  for (const [name, count] of countNamed(totalsBy(answers.get('openHosts'), 'span.server.address'), names)) {
    byService.set(name, Math.max(count, byService.get(name) ?? 0))
  }
  return byService
}

function countNamed(totals: ReadonlyMap<string, number>, names: ReadonlySet<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [text, count] of totals) {
    const host = text.toLowerCase().replace(/:\d+$/, '')
    const name = names.has(host) ? host : host.replace(/\..*$/s, '')
    counts.set(name, (counts.get(name) ?? 0) + count)
  }
  return counts
}

/** Quantiles in ns, by service, of series labelled with `p`; Tempo counts durations in s. */
function quantilesBy(series: readonly Series[] | undefined): Map<string, Map<number, Float64Array<ArrayBuffer>>> {
  const services = new Map<string, Map<number, Float64Array<ArrayBuffer>>>()
  for (const { labels, values } of series ?? []) {
    const name = labels.get(SERVICE) ?? ''
    const quantiles = services.get(name) ?? new Map<number, Float64Array<ArrayBuffer>>()
    services.set(
      name,
      quantiles.set(
        Number(labels.get('p')),
        values.map((s) => s * 1e9),
      ),
    )
  }
  return services
}

function readRed(answers: TempoAnswers, bins: RedBins): readonly RedSeries[] | undefined {
  const counted = answers.get('requests')
  if (counted === undefined) return undefined
  const failed = new Map((answers.get('errors') ?? []).map(({ labels, values }) => [labels.get(SERVICE), values]))
  const durations = quantilesBy(answers.get('durations'))
  const allDurations = quantilesBy(answers.get('allDurations'))
  const watched = new Float64Array(bins.length).fill(bins.widthNs)
  const zeros = (values: Float64Array<ArrayBuffer> | undefined) =>
    values?.map((n) => (Number.isNaN(n) ? 0 : n)) ?? new Float64Array(bins.length)
  return counted
    .map(({ labels, values }): RedSeries => {
      const service = labels.get(SERVICE) ?? ''
      const requests = zeros(values)
      const errors = zeros(failed.get(service))
      const quantile = (p: number) => durations.get(service)?.get(p) ?? new Float64Array(bins.length).fill(Number.NaN)
      const whole = (p: number) =>
        allDurations
          .get(service)
          ?.get(p)
          ?.find((ns) => !Number.isNaN(ns)) ?? Number.NaN
      const [all, bad] = [sumOf(requests), sumOf(errors)]
      return {
        service,
        operation: undefined,
        requests,
        errors,
        ratePerS: ratesPerS(bins, requests, watched),
        errorShare: errorShares(requests, errors),
        p50Ns: quantile(0.5),
        p95Ns: quantile(0.95),
        p99Ns: quantile(0.99),
        total: {
          requests: all,
          errors: bad,
          ratePerS: (all * 1e9) / (bins.length * bins.widthNs),
          errorShare: all > 0 ? bad / all : Number.NaN,
          p50Ns: whole(0.5),
          p95Ns: whole(0.95),
          p99Ns: whole(0.99),
        },
      }
    })
    .sort((a, b) => b.total.requests - a.total.requests || (a.service < b.service ? -1 : 1))
}
