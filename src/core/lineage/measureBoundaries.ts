import type { LineageFacts } from '../model/lineageFacts.ts'
import { SpanIdIndex } from '../model/spanIdIndex.ts'
import { OPAQUE_PARENT_ID, ORPHAN } from '../model/spanMarks.ts'
import { type SpanIndex, type SpanTable, textAt } from '../model/spanTable.ts'
import type { TextIndex } from '../model/textTable.ts'
import { BREAK_CLASSES, type BreakClass, standingOf } from './breakClasses.ts'
import { Concentration } from './concentration.ts'
import { findOperations, type OperationTable } from './operations.ts'
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
  /** A broken span, one that is known to belong to another where there is such; -1 where none broke. */
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
export function measureBoundaries(
  spans: SpanTable,
  facts: LineageFacts,
  verdicts: Verdicts,
  operations: OperationTable = findOperations(spans),
): BoundaryBreaks[] {
  const tallies = new Tallies(spans, facts)
  countBroken(spans, facts, verdicts, tallies)
  countIntact(spans, facts, verdicts, operations, tallies)
  const isNarrowService = findNarrowServices(spans)
  return tallies
    .all()
    .map((tally) => summarise(spans, facts, tally, isNarrowService))
    .sort((a, b) => b.breaks.count - a.breaks.count || b.breaks.rate - a.breaks.rate || b.breaks.of - a.breaks.of)
}

function countBroken(spans: SpanTable, facts: LineageFacts, verdicts: Verdicts, tallies: Tallies): void {
  /** Rows by the parent they name. */
  const absent = new SpanIdIndex({ ...spans, spanId: spans.parentSpanId }, OPAQUE_PARENT_ID)
  const { other } = verdicts
  for (let i = 0; i < spans.length; i++) {
    const number = verdicts.breakClass[i]
    if (standingOf(number) !== 'broken') continue
    if ((spans.marks[i] & ORPHAN) !== 0 && absent.add(i) !== i) continue
    const caller = verdicts.caller[i]
    const callee = spans.service[i]
    const isEntry = spans.kind[i] === SERVER || spans.kind[i] === CONSUMER
    const tally =
      spans.kind[i] === CONSUMER
        ? tallies.queue(caller, callee, i)
        : isEntry || (caller !== callee && caller !== -1)
          ? tallies.call(caller, callee)
          : tallies.async(i)
    tally.broken++
    tally.classes[number]++
    if (tally.example === -1 || (other[tally.example] === -1 && other[i] !== -1)) tally.example = i
    if (isNarrow(spans, i)) tally.brokenNarrow++
    tally.concentration ??= new Concentration()
    const call = other[i] !== -1 && spans.service[other[i]] === caller ? other[i] : -1
    tally.concentration.count(spans, facts, i, call, true)
  }
}

function countIntact(
  spans: SpanTable,
  facts: LineageFacts,
  verdicts: Verdicts,
  operations: OperationTable,
  tallies: Tallies,
): void {
  const { parent, kind, service } = spans
  /** Work inside processes counts where any of it broke. */
  const asyncTally: (Tally | undefined)[] = Array.from({ length: operations.length }, (_, operation) =>
    tallies.knownAsync(operations.service[operation], operations.name[operation]),
  )
  for (let i = 0; i < spans.length; i++) {
    const up = parent[i]
    if (up === -1 || standingOf(verdicts.breakClass[i]) === 'broken') continue
    const isEntry = kind[i] === SERVER || kind[i] === CONSUMER
    let tally: Tally | undefined
    if (kind[i] === CONSUMER || (kind[up] === PRODUCER && service[up] !== service[i])) {
      tally = tallies.queue(service[up], service[i], kind[up] === PRODUCER ? up : i)
    } else if (service[up] !== service[i] || (isEntry && kind[up] === CLIENT)) {
      tally = tallies.call(service[up], service[i])
    } else tally = asyncTally[operations.of[i]]
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

/** The tallies of all boundaries, by what they lie between. */
class Tallies {
  readonly #spans: SpanTable
  readonly #facts: LineageFacts
  readonly #calls = new Map<number, Tally>()
  readonly #queues = new Map<string, Tally>()
  readonly #asyncs = new Map<number, Tally>()
  /** The call that was asked for last: they come in bunches. */
  #lastKey = -1
  #last: Tally | undefined

  constructor(spans: SpanTable, facts: LineageFacts) {
    this.#spans = spans
    this.#facts = facts
  }

  call(caller: TextIndex, callee: TextIndex): Tally {
    const key = (caller + 1) * 2 ** 26 + callee
    if (key === this.#lastKey && this.#last !== undefined) return this.#last
    const tally = this.#calls.get(key) ?? newTally('call', caller, callee, '')
    this.#calls.set(key, tally)
    this.#lastKey = key
    this.#last = tally
    return tally
  }

  /** The queue that a producer or consumer speaks of. */
  queue(caller: TextIndex, callee: TextIndex, span: SpanIndex): Tally {
    const via = destinationOf({ spans: this.#spans, facts: this.#facts }, span)
    const key = `${caller} ${callee} ${via}`
    const tally = this.#queues.get(key) ?? newTally('queue', caller, callee, via)
    this.#queues.set(key, tally)
    return tally
  }

  /** Work inside a process, by its name. */
  async(span: SpanIndex): Tally {
    const { service, name } = this.#spans
    const key = service[span] * 2 ** 26 + name[span]
    const tally = this.#asyncs.get(key) ?? newTally('async', service[span], service[span], nameOf(this.#spans, span))
    this.#asyncs.set(key, tally)
    return tally
  }

  knownAsync(service: TextIndex, name: TextIndex): Tally | undefined {
    return this.#asyncs.get(service * 2 ** 26 + name)
  }

  all(): Tally[] {
    return [...this.#calls.values(), ...this.#queues.values(), ...this.#asyncs.values()]
  }
}

function newTally(kind: BoundaryKind, caller: TextIndex, callee: TextIndex, via: string): Tally {
  const classes = new Uint32Array(BREAK_CLASSES.length)
  const counts = { intact: 0, broken: 0, example: -1, brokenNarrow: 0, classes, concentration: undefined }
  return { kind, caller, callee, via, ...counts }
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
