import { findEntries, type RedEntries } from '../core/red/findEntries.ts'
import { measureRed, type SpanRedSeries } from '../core/red/measureRed.ts'
import { measureMetricRange, readMetricRed } from '../core/red/readMetricRed.ts'
import { chooseBins, joinRanges, type RedBins, type TimeRange } from '../core/red/redSeries.ts'
import type { OpenDataset } from './dataset.ts'
import type { MetricRed, RedConnection, SpanRed } from './red.ts'

/** Time axis of the panel: about as many bins. */
const BINS = 60
/** Fewer where there are few requests: so many in each on average. */
const REQUESTS_PER_BIN = 4
const LEAST_BINS = 12

/** Measuring lets the page draw after so many ms. */
const TASK_MS = 12

/** Measures the entries of a dataset, and its metrics, on one axis. Undefined where `isWanted` says no in between. */
export async function measureOpened(
  opened: OpenDataset,
  connection: RedConnection | undefined,
  isWanted: () => boolean,
): Promise<{ spanRed: SpanRed; metricRed: MetricRed | undefined } | undefined> {
  const { spans, metrics = [] } = opened.dataset
  const entries = findEntries(spans)
  const range = measureMetricRange(metrics)
  const bins = chooseAxis(entries, range, connection)
  const services = await measureServices(opened, entries, bins, isWanted)
  if (services === undefined) return undefined
  const dumped = connection === undefined ? readMetricRed(metrics, bins) : undefined
  const metricRed =
    dumped === undefined
      ? undefined
      : { label: `${dumped.preset.label} in the dump`, caution: dumped.preset.caution, series: dumped.series }
  return { spanRed: { opened, entries, bins, services }, metricRed }
}

function chooseAxis(
  { capture, rows }: RedEntries,
  metrics: (TimeRange & { stepNs: number }) | undefined,
  connection: RedConnection | undefined,
): RedBins {
  if (connection !== undefined) {
    const reachNs = connection.reachS * 1e9
    const padNs = Math.max(0, (reachNs - capture.lengthNs) / 2)
    const fromUnixNs = capture.fromUnixNs - BigInt(Math.round(padNs))
    const range = { fromUnixNs, lengthNs: Math.max(reachNs, capture.lengthNs) }
    return chooseBins(range, BINS, Math.max(1, connection.scrapeS) * 1e9)
  }
  if (metrics !== undefined) return chooseBins(joinRanges(capture, metrics), BINS, metrics.stepNs)
  return chooseBins(capture, Math.min(BINS, Math.max(LEAST_BINS, rows.length / REQUESTS_PER_BIN)))
}

const nextTask = () => new Promise((resolve) => setTimeout(resolve))

/** Measures service after service, in short tasks. */
async function measureServices(
  { dataset }: OpenDataset,
  entries: RedEntries,
  bins: RedBins,
  isWanted: () => boolean,
): Promise<SpanRedSeries[] | undefined> {
  const services: SpanRedSeries[] = []
  await nextTask()
  let begunAtMs = performance.now()
  for (const group of entries.services) {
    if (performance.now() - begunAtMs > TASK_MS) {
      await nextTask()
      begunAtMs = performance.now()
    }
    if (!isWanted()) return undefined
    services.push(measureRed(dataset.spans, entries, group, bins))
  }
  return services
}
