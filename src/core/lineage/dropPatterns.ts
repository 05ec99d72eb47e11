import type { SpanForest } from '../model/spanForest.ts'
import type { SpanIndex } from '../model/spanTable.ts'
import type { TextIndex } from '../model/textTable.ts'
import type { BreakClass } from './breakClasses.ts'
import { hasTime, KIND, type Survey } from './survey.ts'
import type { Reason } from './verdicts.ts'

/** What explains many absent parents together. */
interface DropPattern {
  readonly id: BreakClass
  readonly reason: Reason
  readonly amount: number
}

/** Patterns over the absent parents of a dataset. */
export interface DropPatterns {
  /** The pattern that a span's absent parent fits; undefined for none. `first` is the first span that names it. */
  of(span: SpanIndex, first: SpanIndex): DropPattern | undefined
}

/** Absent parents of a service from which a pattern is believed. */
const ENOUGH = 20
/** A sampler takes at least this share of a service's spans. */
const LEAST_SHARE = 0.05
/** … and this many times the share that is absent elsewhere. */
const MUCH_MORE = 5
/** Variance over mean of the counts in equal stretches of time: near 1 for a constant rate. */
const EVEN = 3
/** Standard deviations by which what is absent lies in fewer runs than by chance, from which it is a bunch. */
const FEW_RUNS = 5
const STRETCHES = 40
/** Traces whose upper spans are absent, from which a late decision is believed. */
const ENOUGH_TRACES = 15
/** How many of those should have lasted longer than all do, were their heads lost at random. */
const UNLIKELY = 4
/** A decision comes so much later for some traces than for most. */
const SLACK = 1.05

/**
 * Looks over all absent parents for what lost them. A constant share of one service's entries is
 * a sampler that does not follow its parent; a bunch in time is a full queue; and traces that miss whatever ended after
 * one time from their start were decided before it arrived. O(spans).
 */
export function findDropPatterns(survey: Survey, groups: readonly (readonly SpanIndex[])[]): DropPatterns {
  const headless = findHeadless(survey, groups)
  const late = findLateStep(survey, groups, headless)
  const losses = listLosses(survey, groups, headless)
  const entries = listEntries(survey)
  let absent = 0
  let present = 0
  for (const { entrySpans } of losses.values()) absent += entrySpans.size
  for (const list of entries.values()) present += list.length
  const stretches = countStretches(survey)
  const bursts = new Map<number, DropPattern>()
  const samplers = new Map<number, DropPattern>()
  for (const [service, { spans, entrySpans }] of losses) {
    const unevenness = spans.length < ENOUGH ? 0 : measureUnevenness(survey, stretches, spans)
    const runs = measureRuns(survey, entries.get(service) ?? [], spans)
    const isBunched = spans.length >= ENOUGH && runs.deviations < -FEW_RUNS
    if (isBunched || unevenness > 2 * EVEN)
      bursts.set(service, { id: 'export_drop', reason: 'burst', amount: Math.max(unevenness, runs.times) })
    const own = entries.get(service)?.length ?? 0
    const share = entrySpans.size / Math.max(1, entrySpans.size + own)
    const elsewhere = (absent - entrySpans.size) / Math.max(1, absent - entrySpans.size + present - own)
    const isEven = entrySpans.size >= ENOUGH && measureUnevenness(survey, stretches, [...entrySpans]) <= EVEN
    if (isEven && !isBunched && share >= LEAST_SHARE && share >= MUCH_MORE * elsewhere) {
      samplers.set(service, { id: 'head_sampler', reason: 'constantShare', amount: share })
    }
  }
  return {
    of: (span, first) => {
      if (late?.traces.has(survey.spans.trace[span])) {
        return { id: 'tail_late', reason: 'lateStep', amount: late.windowNs }
      }
      const service = ghostService(survey, span)
      if (service === undefined) return undefined
      return losses.get(service)?.entrySpans.has(first)
        ? (samplers.get(service) ?? bursts.get(service))
        : bursts.get(service)
    },
  }
}

/** Spans whose absent parents belonged to one service, one span for each parent. */
interface Losses {
  readonly spans: SpanIndex[]
  /** Those in whose trace no entry of that service is left: the absent parent was the entry, or went with it. */
  readonly entrySpans: Set<SpanIndex>
}

function listLosses(
  survey: Survey,
  groups: readonly (readonly SpanIndex[])[],
  headless: ReadonlySet<number>,
): Map<number, Losses> {
  const { spans } = survey
  const losses = new Map<number, Losses>()
  let trace = -1
  let entered = new Set<number>()
  for (const [first] of groups) {
    const service = ghostService(survey, first)
    if (service === undefined || !hasTime(spans, first) || headless.has(spans.trace[first])) continue
    if (spans.trace[first] !== trace) {
      trace = spans.trace[first]
      entered = listEntered(survey, trace)
    }
    const list = losses.get(service) ?? { spans: [], entrySpans: new Set() }
    losses.set(service, list)
    list.spans.push(first)
    if (!entered.has(service)) list.entrySpans.add(first)
  }
  return losses
}

/** Services that have an entry span in a trace. */
function listEntered({ spans }: Survey, trace: number): Set<number> {
  const entered = new Set<number>()
  const { firstSpan } = spans.traces
  for (let i = firstSpan[trace]; i < firstSpan[trace + 1]; i++) {
    if (spans.kind[i] === KIND.server || spans.kind[i] === KIND.consumer) entered.add(spans.service[i])
  }
  return entered
}

/** Service of the absent parent: of a local child its own; of a remote one that which usually calls it. */
function ghostService({ spans, counts, operations }: Survey, child: SpanIndex): number | undefined {
  const kind = spans.kind[child]
  if (kind !== KIND.server && kind !== KIND.consumer) return spans.service[child]
  const caller = counts.caller[operations.of[child]]
  return caller < 0 ? undefined : caller
}

/** Entry spans recorded, by service. */
function listEntries({ spans }: Survey): Map<TextIndex, SpanIndex[]> {
  const entries = new Map<TextIndex, SpanIndex[]>()
  for (let i = 0; i < spans.length; i++) {
    if (spans.kind[i] !== KIND.server && spans.kind[i] !== KIND.consumer) continue
    const list = entries.get(spans.service[i])
    if (list === undefined) entries.set(spans.service[i], [i])
    else list.push(i)
  }
  return entries
}

/** The spans of a dataset in equal stretches of its time. */
interface Stretches {
  readonly counts: Float64Array
  of(ns: number): number
}

function countStretches({ spans, atNs }: Survey): Stretches {
  let start = Number.POSITIVE_INFINITY
  let end = Number.NEGATIVE_INFINITY
  for (let i = 0; i < spans.length; i++) {
    if (atNs[i] < start) start = atNs[i]
    if (atNs[i] > end) end = atNs[i]
  }
  const counts = new Float64Array(STRETCHES)
  const of = (ns: number) => Math.min(STRETCHES - 1, Math.floor((STRETCHES * (ns - start)) / (end - start + 1)))
  for (let i = 0; i < spans.length; i++) counts[of(atNs[i])]++
  return { counts, of }
}

/** Variance over mean of absent parents in equal stretches of time, against the traffic there. */
function measureUnevenness({ spans, atNs }: Survey, stretches: Stretches, list: readonly SpanIndex[]): number {
  const counts = new Float64Array(STRETCHES)
  for (const span of list) counts[stretches.of(atNs[span])]++
  let sum = 0
  let used = 0
  for (let k = 0; k < STRETCHES; k++) {
    const expected = (list.length * stretches.counts[k]) / spans.length
    if (expected === 0) continue
    sum += (counts[k] - expected) ** 2 / expected
    used++
  }
  return used < 2 ? 1 : sum / (used - 1)
}

/** Runs of traces that miss something, and of such that do not. */
interface Runs {
  /** Standard deviations from the number by chance; negative for fewer. */
  readonly deviations: number
  /** How many times longer than by chance they are. */
  readonly times: number
}

/**
 * Wald–Wolfowitz test over the traces of a service, told by its entries, in order of time: in how many runs those that
 * miss something of it lie. Unlike counts in stretches it tells a bunch in little traffic. O(n log n) of those traces.
 */
function measureRuns({ spans, atNs }: Survey, entries: readonly SpanIndex[], list: readonly SpanIndex[]): Runs {
  const firstNs = new Map<number, number>()
  const see = (span: SpanIndex) => {
    firstNs.set(spans.trace[span], Math.min(atNs[span], firstNs.get(spans.trace[span]) ?? Number.POSITIVE_INFINITY))
  }
  for (const entry of entries) if (hasTime(spans, entry)) see(entry)
  const struck = new Set<number>()
  for (const span of list) {
    see(span)
    struck.add(spans.trace[span])
  }
  const order = [...firstNs].sort((a, b) => a[1] - b[1]).map(([trace]) => struck.has(trace))
  const absent = struck.size
  const whole = order.length - absent
  if (absent === 0 || whole === 0) return { deviations: 0, times: 1 }
  const product = 2 * absent * whole
  const expected = product / order.length + 1
  const variance = (product * (product - order.length)) / (order.length ** 2 * (order.length - 1))
  const runs = 1 + order.filter((isStruck, k) => k > 0 && isStruck !== order[k - 1]).length
  return { deviations: variance <= 0 ? 0 : (runs - expected) / Math.sqrt(variance), times: expected / runs }
}

/** Traces that miss all that ended after a common time from their start. */
interface LateStep {
  readonly windowNs: number
  readonly traces: ReadonlySet<number>
}

/**
 * A late decision takes whatever ends after it, the ancestors first: of the traces it struck nothing is left that lasts
 * longer, though whole traces do. Told from heads lost at random by how unlikely it were that those all are short.
 */
function findLateStep(
  { spans }: Survey,
  groups: readonly (readonly SpanIndex[])[],
  struck: ReadonlySet<number>,
): LateStep | undefined {
  const { durationNs } = spans.traces
  if (struck.size < ENOUGH_TRACES) return undefined
  const seen = new Set(groups.map((group) => spans.trace[group[0]]))
  const headless = [...struck].sort((a, b) => durationNs[a] - durationNs[b])
  const windowNs = durationNs[headless[Math.floor(0.98 * (headless.length - 1))]]
  let whole = 0
  let longer = 0
  for (let t = 0; t < spans.traces.length; t++) {
    if (seen.has(t)) continue
    whole++
    if (durationNs[t] > SLACK * windowNs) longer++
  }
  const isStep = whole > 0 && (headless.length * longer) / whole > UNLIKELY
  return isStep ? { windowNs, traces: new Set(headless.filter((t) => durationNs[t] <= SLACK * windowNs)) } : undefined
}

/** Traces that have lost their head: their absent parents tell nothing of one service. */
function findHeadless({ spans, forest }: Survey, groups: readonly (readonly SpanIndex[])[]): Set<number> {
  const headless = new Set<number>()
  let last = -1
  for (const group of groups) {
    const trace = spans.trace[group[0]]
    if (trace === last) continue
    last = trace
    if (isHeadless(forest, trace)) headless.add(trace)
  }
  return headless
}

/** Whether every tree of a trace hangs below an absent parent, and there are several. */
function isHeadless({ order, end, firstPosition }: SpanForest, trace: number): boolean {
  let ghosts = 0
  for (let k = firstPosition[trace]; k < firstPosition[trace + 1]; k = end[k]) {
    if (order[k] >= 0) return false
    ghosts++
  }
  return ghosts > 1
}
