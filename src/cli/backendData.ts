import { mkdirSync, writeFileSync } from 'node:fs'
import { KIND, type LabSpan } from '../core/lab/labSpan.ts'
import { writeOtlpJson } from '../core/lab/otlpJson.ts'
import { SOURCES, type SourceNames, spanLabels, writeOpenMetrics } from '../core/lab/redMetrics.ts'
import { watchTraffic } from '../core/lab/redSamples.ts'
import type { LabEntry } from '../core/lab/redTruth.ts'
import { writeRemote } from './remoteWrite.ts'

// Writes what `npm run test:backends` gives to real backends, and the truth about it, into the folder it is given.
const [folder = '.'] = process.argv.slice(2)
const SECONDS = 600
/** Metrics begin before the spans, as they do where they are always on: rates look back. */
const BEFORE_S = 120
const DAY_NS = 86_400e9

const byService = spanLabels('service_name', 'span_name')

/** Names that a source had in other versions, or with other settings. They stand on days of their own: one source, one name. */
const OTHER_DAYS: readonly ReadonlyMap<string, SourceNames>[] = [
  new Map<string, SourceNames>([
    [
      'spanmetrics',
      {
        calls: 'traces_span_metrics_calls_total',
        durations: 'traces_span_metrics_duration_seconds',
        unitNs: 1e9,
        labels: byService,
      },
    ],
    ['spanmetrics-plain', { calls: 'calls_total', durations: 'duration_milliseconds', unitNs: 1e6, labels: byService }],
  ]),
  new Map<string, SourceNames>([
    [
      'spanmetrics-plain',
      { calls: 'calls_total', durations: 'latency', unitNs: 1e6, labels: spanLabels('service_name', 'operation') },
    ],
  ]),
]

/** Sources whose durations are native histograms. */
const NATIVE: ReadonlyMap<string, SourceNames> = new Map(
  [...SOURCES].filter(([id]) => id === 'spanmetrics' || id === 'tempo'),
)

const { spans, entries } = watchTraffic({
  seed: 61,
  perS: 20,
  seconds: SECONDS,
  sampling: [[-BEFORE_S, 1]],
  forgotten: true,
  keepOneOf: 100,
  leadS: BEFORE_S,
})
const times = { fromNs: -BEFORE_S * 1e9, toNs: SECONDS * 1e9, stepNs: 15e9 }

const truth = ['gateway', 'orders', 'pricing', 'payment'].map((service) => {
  const mine = entries.filter((entry) => {
    const endNs = entry.startNs + entry.durationNs
    return entry.service === service && entry.kind === KIND.server && endNs > 0 && endNs <= times.toNs
  })
  const durations = mine.map(({ durationNs }) => durationNs).sort((a, b) => a - b)
  return {
    service,
    ratePerS: mine.length / SECONDS,
    errorShare: mine.filter(({ failed }) => failed).length / mine.length,
    p99Ms: durations[Math.ceil(durations.length * 0.99) - 1] / 1e6,
  }
})

const days = [SOURCES, ...OTHER_DAYS].map((sources, day) => ({
  sources,
  shiftNs: day * DAY_NS,
  dump: `day${day}.json`,
}))

function metricsOf({ sources, shiftNs }: (typeof days)[number]): string {
  const moved = entries.map((entry): LabEntry => ({ ...entry, startNs: entry.startNs + shiftNs }))
  const { fromNs, toNs, stepNs } = times
  const options = { fromNs: fromNs + shiftNs, toNs: toNs + shiftNs, stepNs, buckets: 'explicit' } as const
  return writeOpenMetrics(moved, options, sources.values()).replace('# EOF\n', '')
}

function moveSpan(span: LabSpan, shiftNs: number): LabSpan {
  return {
    ...span,
    startNs: span.startNs === undefined ? undefined : span.startNs + shiftNs,
    endNs: span.endNs === undefined ? undefined : span.endNs + shiftNs,
    events: span.events.map((event) => ({ ...event, timeNs: event.timeNs + shiftNs })),
  }
}

mkdirSync(folder, { recursive: true })
writeFileSync(`${folder}/metrics.txt`, `${days.map(metricsOf).join('')}# EOF\n`)
for (const { shiftNs, dump } of days) {
  writeFileSync(`${folder}/${dump}`, [...writeOtlpJson(spans.map((span) => moveSpan(span, shiftNs)))].join(''))
}
writeFileSync(`${folder}/native.bin`, writeRemote(entries, times, NATIVE.values()))
const told = days.map(({ sources, dump }) => ({
  dump,
  presets: [...sources].map(([preset, { durations }]) => ({ preset, durations })),
}))
const native = [...NATIVE].map(([preset, { durations }]) => ({ preset, durations }))
writeFileSync(`${folder}/truth.json`, JSON.stringify({ days: told, native, services: truth }))
