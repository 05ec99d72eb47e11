import { findEntriesInSteps, type RedEntries } from '../core/red/findEntries.ts'
import { findMainRange } from '../core/red/mainRange.ts'
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
  isWhole: boolean,
  isWanted: () => boolean,
): Promise<{ spanRed: SpanRed; dumpRed: MetricRed | undefined } | undefined> {
  const { spans, metrics = [] } = opened.dataset
  const entries = await inShortTasks(findEntriesInSteps(spans), isWanted)
  if (entries === undefined) return undefined
  const main = isWhole ? { range: entries.capture, outside: 0 } : findMainRange(entries, spans)
  const bins = chooseAxis(main.range, entries.rows.length, measureMetricRange(metrics), connection)
  const services = await measureServices(opened, entries, bins, isWanted)
  if (services === undefined) return undefined
  const dumped = readMetricRed(metrics, bins)
  const dumpRed =
    dumped === undefined
      ? undefined
      : { label: `${dumped.preset.label} in the dump`, caution: dumped.preset.caution, series: dumped.series }
  return { spanRed: { opened, entries, bins, services, outside: main.outside }, dumpRed }
}

function chooseAxis(
  traces: TimeRange,
  requests: number,
  metrics: (TimeRange & { stepNs: number }) | undefined,
  connection: RedConnection | undefined,
): RedBins {
  const range = metrics === undefined ? traces : joinRanges(traces, metrics)
  if (connection !== undefined) {
    const reachNs = connection.reachS * 1e9
    const padNs = Math.max(0, (reachNs - range.lengthNs) / 2)
    const fromUnixNs = range.fromUnixNs - BigInt(Math.round(padNs))
    const leastNs = Math.max(1, connection.scrapeS) * 1e9
    return chooseBins({ fromUnixNs, lengthNs: Math.max(reachNs, range.lengthNs) }, BINS, leastNs)
  }
  if (metrics !== undefined) return chooseBins(range, BINS, metrics.stepNs)
  return chooseBins(range, Math.min(BINS, Math.max(LEAST_BINS, requests / REQUESTS_PER_BIN)))
}

const nextTask = () => new Promise((resolve) => setTimeout(resolve))

/** Does work in short tasks. Undefined where `isWanted` says no in between. */
async function inShortTasks<T>(work: Generator<void, T>, isWanted: () => boolean): Promise<T | undefined> {
  for (;;) {
    const beganAtMs = performance.now()
    while (performance.now() - beganAtMs < TASK_MS) {
      const { done, value } = work.next()
      if (done === true) return value
    }
    await nextTask()
    if (!isWanted()) return undefined
  }
}

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
