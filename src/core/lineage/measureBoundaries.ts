import type { LineageFacts } from '../model/lineageFacts.ts'
import { SpanIdIndex } from '../model/spanIdIndex.ts'
import { OPAQUE_PARENT_ID, ORPHAN } from '../model/spanMarks.ts'
import { type SpanIndex, type SpanTable, textAt } from '../model/spanTable.ts'
import type { TextIndex } from '../model/textTable.ts'
import { BREAK_CLASSES, type BreakClass, standingOf } from './breakClasses.ts'
import { Concentration } from './concentration.ts'
import { findOperations } from './operations.ts'
import { destinationOf } from './queueSplits.ts'
import type { Verdicts } from './verdicts.ts'
import { type Rate, rateOf } from './wilson.ts'

/** How context crosses a boundary: a request, a message, or work begun inside a process. */
type BoundaryKind = 'call' | 'queue' | 'async'

/** What broke between a caller and a callee. */
export interface BoundaryBreaks {
  readonly kind: BoundaryKind
  /** Text index of the table; -1 where the caller of what broke is unknown. */
  readonly caller: TextIndex
  readonly callee: TextIndex
  readonly callerName: string
  readonly calleeName: string
  /** Destination of a queue, name of the work inside a process; '' of a call. */
  readonly via: string
  /** BBR: broken crossings of all. Spans that name one absent parent are one crossing. */
  readonly breaks: Rate
  /** Crossings that broke, by class, most frequent first. */
  readonly classes: readonly { readonly id: BreakClass; readonly count: number }[]
  /** A broken span; -1 where none broke. */
  readonly example: SpanIndex
  /** Broken crossings whose trace ids have an upper half of zeros where most of the caller's have none, or the reverse. */
  readonly idWidthDiffers: number
  /** What nearly all broken crossings have, and nearly no whole one: an instance, an operation; '' for nothing. */
  readonly concentratedIn: string
}

interface Tally {
  readonly kind: BoundaryKind
  readonly caller: TextIndex
  readonly callee: TextIndex
  readonly via: string
  intact: number
  broken: number
  example: SpanIndex
  /** Broken crossings whose trace id has a zero upper half. */
  brokenNarrow: number
  readonly classes: Uint32Array
  /** Undefined where nothing broke. */
  concentration: Concentration | undefined
}

const CLIENT = 3
const PRODUCER = 4
const CONSUMER = 5
const SERVER = 2

/** Counts recorded and broken crossings of every boundary, worst first. O(spans). */
export function measureBoundaries(spans: SpanTable, facts: LineageFacts, verdicts: Verdicts): BoundaryBreaks[] {
  const tallies = new Map<string | number, Tally>()
  countBroken(spans, facts, verdicts, tallies)
  countIntact(spans, facts, verdicts, tallies)
  const isNarrowService = findNarrowServices(spans)
  return [...tallies.values()]
    .map((tally) => summarise(spans, facts, tally, isNarrowService))
    .sort((a, b) => b.breaks.count - a.breaks.count || b.breaks.rate - a.breaks.rate || b.breaks.of - a.breaks.of)
}

function countBroken(
  spans: SpanTable,
  facts: LineageFacts,
  verdicts: Verdicts,
  tallies: Map<string | number, Tally>,
): void {
  /** Rows by the parent they name. */
  const absent = new SpanIdIndex({ ...spans, spanId: spans.parentSpanId }, OPAQUE_PARENT_ID)
  for (let i = 0; i < spans.length; i++) {
    const number = verdicts.breakClass[i]
    if (standingOf(number) !== 'broken') continue
    if ((spans.marks[i] & ORPHAN) !== 0 && absent.add(i) !== i) continue
    const caller = verdicts.caller[i]
    const callee = spans.service[i]
    const isEntry = spans.kind[i] === SERVER || spans.kind[i] === CONSUMER
    const kind =
      spans.kind[i] === CONSUMER ? 'queue' : isEntry || (caller !== callee && caller !== -1) ? 'call' : 'async'
    const via = kind === 'queue' ? destinationOf({ spans, facts }, i) : kind === 'async' ? nameOf(spans, i) : ''
    const tally = tallyAt(tallies, kind, kind === 'async' ? callee : caller, callee, via)
    tally.broken++
    tally.classes[number]++
    if (tally.example === -1) tally.example = i
    if (isNarrow(spans, i)) tally.brokenNarrow++
    tally.concentration ??= new Concentration()
    const { other } = verdicts
    const call = other[i] !== -1 && spans.service[other[i]] === caller ? other[i] : -1
    tally.concentration.count(spans, facts, i, call, true)
  }
}

function countIntact(
  spans: SpanTable,
  facts: LineageFacts,
  verdicts: Verdicts,
  tallies: Map<string | number, Tally>,
): void {
  const operations = findOperations(spans)
  /** Work inside processes counts where any of it broke. */
  const asyncTally = new Map<number, Tally>()
  for (let i = 0; i < spans.length; i++) {
    if (standingOf(verdicts.breakClass[i]) !== 'broken' || spans.kind[i] === SERVER || spans.kind[i] === CONSUMER)
      continue
    const tally = tallies.get(keyOf('async', spans.service[i], spans.service[i], nameOf(spans, i)))
    if (tally !== undefined) asyncTally.set(operations.of[i], tally)
  }
  for (let i = 0; i < spans.length; i++) {
    const up = spans.parent[i]
    if (up === -1 || standingOf(verdicts.breakClass[i]) === 'broken') continue
    const isEntry = spans.kind[i] === SERVER || spans.kind[i] === CONSUMER
    let tally: Tally | undefined
    if (spans.kind[i] === CONSUMER || (spans.kind[up] === PRODUCER && spans.service[up] !== spans.service[i])) {
      const via = destinationOf({ spans, facts }, spans.kind[up] === PRODUCER ? up : i)
      tally = tallyAt(tallies, 'queue', spans.service[up], spans.service[i], via)
    } else if (spans.service[up] !== spans.service[i] || (isEntry && spans.kind[up] === CLIENT)) {
      tally = tallyAt(tallies, 'call', spans.service[up], spans.service[i], '')
    } else tally = asyncTally.get(operations.of[i])
    if (tally === undefined) continue
    tally.intact++
    tally.concentration?.count(spans, facts, i, up, false)
  }
}

function nameOf(spans: SpanTable, span: SpanIndex): string {
  return textAt(spans, spans.name[span])
}

/** Whether the upper half of the trace id is zeros: it came from, or went through, a 64-bit format. */
function isNarrow({ traces, trace }: SpanTable, span: SpanIndex): boolean {
  const at = 4 * trace[span]
  return (traces.idWords[at] | traces.idWords[at + 1]) === 0
}

/** Whether most spans of each service are in traces with narrow ids. */
function findNarrowServices(spans: SpanTable): Map<TextIndex, boolean> {
  const counts = new Map<TextIndex, number>()
  for (let i = 0; i < spans.length; i++) {
    const service = spans.service[i]
    counts.set(service, (counts.get(service) ?? 0) + (isNarrow(spans, i) ? 1 : -1))
  }
  return new Map([...counts].map(([service, count]) => [service, count > 0]))
}

function keyOf(kind: BoundaryKind, caller: TextIndex, callee: TextIndex, via: string): string | number {
  return kind === 'call' ? (caller + 1) * 2 ** 24 + callee : `${kind} ${caller} ${callee} ${via}`
}

function tallyAt(
  tallies: Map<string | number, Tally>,
  kind: BoundaryKind,
  caller: TextIndex,
  callee: TextIndex,
  via: string,
): Tally {
  const key = keyOf(kind, caller, callee, via)
  const known = tallies.get(key)
  if (known !== undefined) return known
  const classes = new Uint32Array(BREAK_CLASSES.length)
  const counts = { intact: 0, broken: 0, example: -1, brokenNarrow: 0, classes, concentration: undefined }
  const tally = { kind, caller, callee, via, ...counts }
  tallies.set(key, tally)
  return tally
}

function summarise(
  spans: SpanTable,
  facts: LineageFacts,
  tally: Tally,
  isNarrowService: ReadonlyMap<TextIndex, boolean>,
): BoundaryBreaks {
  const { kind, caller, callee, via, intact, broken, example, classes } = tally
  const differing = isNarrowService.get(caller) === true ? broken - tally.brokenNarrow : tally.brokenNarrow
  return {
    kind,
    caller,
    callee,
    callerName: caller === -1 ? '?' : textAt(spans, caller),
    calleeName: textAt(spans, callee),
    via,
    breaks: rateOf(broken, intact + broken),
    classes: BREAK_CLASSES.map(({ id }, number) => ({ id, count: classes[number] }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count),
    example,
    idWidthDiffers: isNarrowService.has(caller) ? differing : 0,
    concentratedIn: tally.concentration?.describe(spans, facts) ?? '',
  }
}
