import { mkdirSync, writeFileSync } from 'node:fs'
import { KIND } from '../core/lab/labSpan.ts'
import { writeOtlpJson } from '../core/lab/otlpJson.ts'
import { SOURCES, writeOpenMetrics } from '../core/lab/redMetrics.ts'
import { watchTraffic } from '../core/lab/redSamples.ts'

// Writes what `npm run test:backends` gives to real backends, and the truth about it, into the folder it is given.
const [folder = '.'] = process.argv.slice(2)
const SECONDS = 600
/** Metrics begin before the spans, as they do where they are always on: rates look back. */
const BEFORE_S = 120
const { spans, entries } = watchTraffic({
  seed: 61,
  perS: 20,
  seconds: SECONDS,
  sampling: [[-BEFORE_S, 1]],
  forgotten: true,
  keepOneOf: 100,
  leadS: BEFORE_S,
})
const options = { fromNs: -BEFORE_S * 1e9, toNs: SECONDS * 1e9, stepNs: 15e9, buckets: 'explicit' } as const
const truth = ['gateway', 'orders', 'pricing', 'payment'].map((service) => {
  const mine = entries.filter((entry) => {
    const endNs = entry.startNs + entry.durationNs
    return entry.service === service && entry.kind === KIND.server && endNs > 0 && endNs <= options.toNs
  })
  const durations = mine.map(({ durationNs }) => durationNs).sort((a, b) => a - b)
  return {
    service,
    ratePerS: mine.length / SECONDS,
    errorShare: mine.filter(({ failed }) => failed).length / mine.length,
    p99Ms: durations[Math.ceil(durations.length * 0.99) - 1] / 1e6,
  }
})
mkdirSync(folder, { recursive: true })
writeFileSync(`${folder}/metrics.txt`, writeOpenMetrics(entries, options, SOURCES.values()))
writeFileSync(`${folder}/spans.json`, [...writeOtlpJson(spans)].join(''))
writeFileSync(`${folder}/truth.json`, JSON.stringify({ presets: [...SOURCES.keys()], services: truth }))
