import type { LabLink, LabSpan } from './labSpan.ts'
import type { FaultKind, HopKind, LabFault } from './mesh.ts'
import { Random } from './random.ts'

/** What a hop hands over: the ids of the caller's span, and whether the trace is sampled. */
export interface Context {
  readonly traceId: string
  /** '' where there is no caller. */
  readonly parentSpanId: string
  readonly sampled: boolean
  /** The caller is another process. */
  readonly remote: boolean
  readonly links: readonly LabLink[]
}

/** A span that is still being made. */
export type DraftSpan = { -readonly [K in keyof LabSpan]: LabSpan[K] }

/** What arrives behind a hop, and what happened on the way. */
export interface Arrival {
  readonly context: Context
  readonly fault: FaultKind | undefined
}

const NO_LINKS: readonly LabLink[] = []

/**
 * Decides the head sampling of a trace from its id alone, as consistent probability sampling does: the lowest 56 bits
 * are the chance, the threshold goes into the tracestate as `ot=th:` (OpenTelemetry specification, "TraceState:
 * Probability Sampling"). The threshold has 16 bits.
 */
export class HeadSampler {
  readonly #threshold: number
  /** tracestate of sampled traces; '' where all are sampled. */
  readonly traceState: string

  constructor(ratio: number) {
    this.#threshold = Math.min(65536, Math.max(0, Math.round((1 - ratio) * 65536)))
    const digits = this.#threshold.toString(16).padStart(4, '0').replace(/0+$/, '')
    this.traceState = this.#threshold === 0 || this.#threshold === 65536 ? '' : `ot=th:${digits}`
  }

  /** True for a trace that is written. */
  samples(traceId: string): boolean {
    return Number.parseInt(traceId.slice(18, 22), 16) >= this.#threshold
  }
}

/** Carries context over hops, faithfully or not. Its ids come from a stream of its own: a fault changes no other id. */
export class Hops {
  readonly #faults: readonly LabFault[]
  readonly #sampler: HeadSampler
  readonly #random: Random
  readonly #last = new Map<string, Context>()

  constructor(faults: readonly LabFault[], sampler: HeadSampler, seed: number) {
    this.#faults = faults
    this.#sampler = sampler
    this.#random = new Random(seed, 4)
  }

  /** Context of a request that nobody called for. */
  root(traceId: string): Context {
    return { traceId, parentSpanId: '', sampled: this.#sampler.samples(traceId), remote: false, links: NO_LINKS }
  }

  /** Context of a request by a caller that sends its headers and records nothing here, such as a browser. */
  outside(traceId: string): Context {
    return { ...this.root(traceId), parentSpanId: this.#random.spanId(), remote: true }
  }

  /** Hands the context of a caller's span to the callee. */
  cross(hop: HopKind, from: string, to: string, caller: DraftSpan, sampled: boolean): Arrival {
    const fault = this.#strike(hop, from, to)
    const whole: Context = {
      traceId: caller.traceId,
      parentSpanId: caller.spanId,
      sampled,
      remote: hop !== 'async',
      links: NO_LINKS,
    }
    const key = JSON.stringify([hop, from, to])
    const before = this.#last.get(key)
    this.#last.set(key, whole)
    switch (fault) {
      case 'header_forgotten':
        return { context: this.root(this.#random.traceId()), fault }
      case 'link_instead': {
        const link: LabLink = { traceId: caller.traceId, spanId: caller.spanId, attributes: [] }
        return { context: { ...this.root(this.#random.traceId()), links: [link] }, fault }
      }
      case 'id_truncated':
        return { context: { ...whole, traceId: '0'.repeat(16) + whole.traceId.slice(16) }, fault }
      case 'parent_rewritten':
        return { context: { ...whole, parentSpanId: this.#random.spanId() }, fault }
      case 'context_leaked':
        return { context: before ?? whole, fault }
      default:
        return { context: whole, fault }
    }
  }

  /** Draws once for each fault that fits the hop, so that one fault's share does not move another's draws. */
  #strike(hop: HopKind, from: string, to: string): FaultKind | undefined {
    let struck: FaultKind | undefined
    for (const fault of this.#faults) {
      if (fault.hop !== undefined && fault.hop !== hop) continue
      if ((fault.from !== undefined && fault.from !== from) || (fault.to !== undefined && fault.to !== to)) continue
      if (this.#random.chance(fault.share)) struck ??= fault.kind
    }
    return struck
  }
}

/** Does to a finished entry span what a fault of its own making does. `spans` holds the spans of the request so far. */
export function mangleEntry(fault: FaultKind | undefined, entry: DraftSpan, spans: DraftSpan[]): void {
  switch (fault) {
    case 'self_parent':
      entry.parentSpanId = entry.spanId
      break
    case 'cycle':
      entry.parentSpanId = spans.find((span) => span.parentSpanId === entry.spanId)?.spanId ?? entry.spanId
      break
    case 'duplicate_equal':
      spans.push({ ...entry })
      break
    case 'duplicate_different':
      spans.push({ ...entry, name: `${entry.name} (again)`, attributes: [...entry.attributes, ['lab.copy', 2]] })
      break
    default:
  }
}
