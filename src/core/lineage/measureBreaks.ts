import type { LineageFacts } from '../model/lineageFacts.ts'
import { type SpanIndex, type SpanTable, textAt } from '../model/spanTable.ts'
import type { TextIndex } from '../model/textTable.ts'
import { BREAK_CLASSES, type BreakClass, classNumber, standingOf } from './breakClasses.ts'
import { type BoundaryBreaks, measureBoundaries } from './measureBoundaries.ts'
import type { Verdicts } from './verdicts.ts'
import { type Rate, rateOf } from './wilson.ts'

/** Spans of one class. */
export interface ClassCount {
  readonly id: BreakClass
  readonly count: number
}

/** What broke in one service. */
interface ServiceBreaks {
  /** Text index of the table. */
  readonly service: TextIndex
  readonly name: string
  readonly spans: number
  /** Broken spans of all that should have a parent (OSR). */
  readonly spanOrphans: Rate
  /** Broken local roots of all local roots that should have a parent (EOR): what a gate looks at. */
  readonly entryOrphans: Rate
  /** Classes other than intact, most frequent first. */
  readonly classes: readonly ClassCount[]
}

/** How much of the lineage of a dataset is broken, and where. Plain data. */
export interface BreakMeasures {
  readonly spanOrphans: Rate
  readonly entryOrphans: Rate
  /** Traces with at least one broken span. */
  readonly traces: Rate
  /** All classes that occur, in the order of the decision list. */
  readonly classes: readonly ClassCount[]
  /** By name. */
  readonly services: readonly ServiceBreaks[]
  /** Worst first: by broken calls, then by rate. */
  readonly boundaries: readonly BoundaryBreaks[]
}

/** Classes of spans that have no parent and need none; clock skew is exempt too, but its spans have their parents. */
const NEEDS_NO_PARENT: ReadonlySet<number> = new Set(
  (['reparse', 'window_cut', 'external_parent', 'legit_root'] as const).map(classNumber),
)

/** Counts of one service, while counting. */
interface Tally {
  spans: number
  should: number
  broken: number
  entries: number
  brokenEntries: number
  readonly classes: Uint32Array
}

/**
 * Measures what a dataset's verdicts amount to (LINEAGE, "Metric"). With B the broken classes:
 *
 * - span orphan rate OSR(s) = broken spans of s / (spans of s − exempt roots of s)
 * - entry orphan rate EOR(s) = broken local roots of s / (local roots of s − exempt roots of s)
 * - boundary break rate BBR(a→b) = broken calls / (recorded + broken calls)
 *
 * A local root is a SERVER or CONSUMER span, and any span without a parent in its own instance. OSR is diluted by spans
 * inside services; gate on EOR. Exempt roots (cut, called from outside, linked, legitimate) are in no denominator and
 * have counts of their own. `boundaries` are measured anew where they are not at hand. O(spans).
 */
export function measureBreaks(
  spans: SpanTable,
  facts: LineageFacts,
  verdicts: Verdicts,
  boundaries: readonly BoundaryBreaks[] = measureBoundaries(spans, facts, verdicts),
): BreakMeasures {
  const tallies = new Map<TextIndex, Tally>()
  const isAffected = new Uint8Array(spans.traces.length)
  let tally = newTally()
  let last = -1
  for (let i = 0; i < spans.length; i++) {
    if (spans.service[i] !== last) {
      last = spans.service[i]
      tally = tallies.get(last) ?? newTally()
      tallies.set(last, tally)
    }
    const number = verdicts.breakClass[i]
    const isBroken = standingOf(number) === 'broken'
    const isEntry = isLocalRoot(spans, facts, i)
    tally.spans++
    tally.classes[number]++
    if (isBroken) isAffected[spans.trace[i]] = 1
    if (NEEDS_NO_PARENT.has(number)) continue
    tally.should++
    if (isBroken) tally.broken++
    if (!isEntry) continue
    tally.entries++
    if (isBroken) tally.brokenEntries++
  }
  const services = [...tallies].map(([service, counts]) => summarise(spans, service, counts))
  services.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const total = sumTallies(tallies.values())
  return {
    spanOrphans: rateOf(total.broken, total.should),
    entryOrphans: rateOf(total.brokenEntries, total.entries),
    traces: rateOf(
      isAffected.reduce((sum, bit) => sum + bit, 0),
      spans.traces.length,
    ),
    classes: listClasses(total.classes),
    services,
    boundaries,
  }
}

/** A SERVER or CONSUMER span, or one without a parent in its own instance. */
function isLocalRoot(spans: SpanTable, facts: LineageFacts, span: SpanIndex): boolean {
  if (spans.kind[span] === 2 || spans.kind[span] === 5) return true
  const up = spans.parent[span]
  if (up === -1 || spans.service[up] !== spans.service[span]) return true
  return facts.instance[spans.context[up]] !== facts.instance[spans.context[span]]
}

function newTally(): Tally {
  const classes = new Uint32Array(BREAK_CLASSES.length)
  return { spans: 0, should: 0, broken: 0, entries: 0, brokenEntries: 0, classes }
}

function sumTallies(tallies: Iterable<Tally>): Tally {
  const sum = newTally()
  for (const { spans, should, broken, entries, brokenEntries, classes } of tallies) {
    sum.spans += spans
    sum.should += should
    sum.broken += broken
    sum.entries += entries
    sum.brokenEntries += brokenEntries
    for (const [number, count] of classes.entries()) sum.classes[number] += count
  }
  return sum
}

function summarise(spans: SpanTable, service: TextIndex, counts: Tally): ServiceBreaks {
  return {
    service,
    name: textAt(spans, service),
    spans: counts.spans,
    spanOrphans: rateOf(counts.broken, counts.should),
    entryOrphans: rateOf(counts.brokenEntries, counts.entries),
    classes: listClasses(counts.classes)
      .filter(({ id }) => id !== 'intact')
      .sort((a, b) => b.count - a.count),
  }
}

function listClasses(counts: Uint32Array): ClassCount[] {
  return BREAK_CLASSES.map(({ id }, number) => ({ id, count: counts[number] })).filter(({ count }) => count > 0)
}
