import type { LabSpan } from './labSpan.ts'
import type { LabMesh, LabStep } from './mesh.ts'
import { writeOtlpJsonLines } from './otlpJson.ts'
import { type MetricsOptions, writeOtlpMetrics } from './redMetrics.ts'
import type { LabEntry } from './redTruth.ts'
import { Simulation } from './simulation.ts'

/** Traffic that was watched twice: by metrics, which count every request, and by traces, which hold the sampled ones. */
export interface WatchedTraffic {
  readonly spans: readonly LabSpan[]
  /** Every request at the entry of every service. */
  readonly entries: readonly LabEntry[]
}

function call(to: string, operation: string): LabStep {
  return { do: 'call', to, operation }
}

/** Four services: gateway calls orders, orders calls pricing and payment. */
function makeFourServices(failures: number, providerMs: number): LabMesh {
  return {
    services: [
      { name: 'gateway', version: '4.12.0', language: 'go', instances: 1 },
      { name: 'orders', version: '2.31.1', language: 'java', instances: 1 },
      { name: 'pricing', version: '1.2.0', language: 'python', instances: 1 },
      { name: 'payment', version: '3.0.4', language: 'nodejs', instances: 1 },
    ],
    operations: [
      { service: 'gateway', name: 'POST /orders', steps: [call('orders', 'POST /orders')] },
      {
        service: 'orders',
        name: 'POST /orders',
        steps: [call('pricing', 'GET /price/{id}'), call('payment', 'POST /charge')],
      },
      { service: 'pricing', name: 'GET /price/{id}', steps: [{ do: 'wait', ms: 9 }] },
      {
        service: 'payment',
        name: 'POST /charge',
        steps: [{ do: 'wait', ms: providerMs }],
        failure: { share: failures, type: 'CardDeclinedError', message: 'The provider declined the card' },
      },
    ],
  }
}

interface Traffic {
  readonly seed: number
  readonly perS: number
  readonly seconds: number
  /** Share of the traces that are written, from each second on. */
  readonly sampling: readonly (readonly [fromS: number, share: number])[]
  readonly forgotten: boolean
  /** Of so many requests one is kept with all its traces, as by a collector that samples by the id of an order; 1 if absent. */
  readonly keepOneOf?: number
  /** Requests begin so long before the window; 1 s if absent. */
  readonly leadS?: number
}

/** Requests come before the window too, so that it begins in the middle of the traffic. */
const LEAD_S = 1

/** Sends requests at even distances, and watches them. */
export function watchTraffic({
  seed,
  perS,
  seconds,
  sampling,
  forgotten,
  keepOneOf = 1,
  leadS = LEAD_S,
}: Traffic): WatchedTraffic {
  const spans: LabSpan[] = []
  const entries: LabEntry[] = []
  const faults = forgotten ? [{ kind: 'header_forgotten', from: 'orders', to: 'pricing', share: 1 } as const] : []
  const phases = sampling.map(([fromS, share], phase) => {
    const options = { spread: 0.5, faults, sampling: share, onEntry: (entry: LabEntry) => entries.push(entry) }
    return { fromS, shop: new Simulation(makeFourServices(0.02, 100.4), { ...options, seed: seed + phase }) }
  })
  for (let n = -leadS * perS; n < seconds * perS; n++) {
    const atS = n / perS
    const phase = phases.findLast(({ fromS }) => atS >= fromS) ?? phases[0]
    const written = phase.shop.request('gateway', 'POST /orders', Math.round(atS * 1e9))
    if (atS >= 0 && atS < seconds - LEAD_S && n % keepOneOf === 0) spans.push(...written)
  }
  return { spans, entries }
}

/** A sample of spans and metrics together. It is made once: that takes a moment. */
class RedSample {
  readonly #traffic: Traffic
  readonly #metrics: MetricsOptions
  #watched: WatchedTraffic | undefined

  constructor(traffic: Traffic, metrics: MetricsOptions) {
    this.#traffic = traffic
    this.#metrics = metrics
  }

  watched(): WatchedTraffic {
    this.#watched ??= watchTraffic(this.#traffic)
    return this.#watched
  }

  /** OTLP JSON lines, the metrics last. */
  write(spans: readonly LabSpan[]): string {
    return [...writeOtlpJsonLines(spans), writeOtlpMetrics(this.watched().entries, this.#metrics)].join('')
  }
}

/** One header is forgotten on the way to pricing: 1,200 requests a second, one in 500 traced. */
export const FORGOTTEN_HEADER = new RedSample(
  { seed: 33, perS: 1200, seconds: 20, sampling: [[-LEAD_S, 1]], forgotten: true, keepOneOf: 500 },
  { fromNs: 0, toNs: 20e9, stepNs: 1e9, buckets: { scale: 4 } },
)

/** Half-way the sampling falls from all traces to one in ten. */
export const SAMPLED = new RedSample(
  {
    seed: 56,
    perS: 6,
    seconds: 40,
    sampling: [
      [-LEAD_S, 1],
      [20, 0.1],
    ],
    forgotten: false,
  },
  { fromNs: 0, toNs: 40e9, stepNs: 2e9, buckets: 'explicit' },
)
