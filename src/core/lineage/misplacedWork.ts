import type { SpanIndex } from '../model/spanTable.ts'
import { IntervalList } from './intervalList.ts'
import type { OperationIndex } from './operations.ts'
import { hasTime, KIND, type Survey, someChild } from './survey.ts'
import type { VerdictColumns } from './verdicts.ts'

/** Parents with one such child from which a habit is believed. */
const ENOUGH = 20
/** Share of the parents that have exactly one such child; what is misplaced counts twice against it. */
const HABIT = 0.6
/** Children as many as parents, but for this share and for two: what is misplaced is still there. */
const BALANCE = 0.02
/** Share of the children that may begin after their parent has ended; beyond, they do so by intent. */
const MOST_LATE = 0.3
/** Twenty to one, as a difference of logarithms. */
const MUCH_LIKELIER = Math.log(20)
/** Least spread of the usual gap, in ns: clocks and schedulers. */
const LEAST_SPREAD_NS = 1e5
/** Work that begins so long after its parent has ended contradicts it, in ns. */
const AFTERWARDS_NS = 1e6
/** Pairs of operations that are looked at closely. */
const MAX_PAIRS = 200

/** Children of one operation below parents of one operation, in the same service. */
interface Pair {
  readonly parent: OperationIndex
  readonly child: OperationIndex
  children: number
  /** Parents with exactly one such child, and with several. */
  one: number
  several: number
  /** Children that begin after their parent has ended. */
  late: number
}

/**
 * Judges work that hangs below the wrong parent of its own process: where there are as many children of one operation as
 * parents of another and most have exactly one, one has two of them or one that begins after its end, and a span of the same operation that was
 * open in that process then has none, and its usual gap fits much better. A context was taken from another request's
 * store. O(spans), and O(n log n) of the pairs of operations concerned.
 */
export function judgeMisplacedWork(survey: Survey, verdicts: VerdictColumns): void {
  const { counts, spans, operations } = survey
  const pairs = countPairs(survey).filter(({ parent, children, one, several, late }) => {
    const parents = counts.spans[parent]
    const isHabit = one >= ENOUGH && one >= HABIT * parents && late <= MOST_LATE * one
    const isBalanced = Math.abs(children - parents) <= Math.max(2, BALANCE * parents)
    return isHabit && isBalanced && one + several < parents && several + late > 0
  })
  if (pairs.length === 0) return
  const rows = new Map<OperationIndex, SpanIndex[]>(pairs.slice(0, MAX_PAIRS).map(({ parent }) => [parent, []]))
  for (let i = 0; i < spans.length; i++) if (hasTime(spans, i)) rows.get(operations.of[i])?.push(i)
  for (const pair of pairs.slice(0, MAX_PAIRS)) judgePair(survey, pair, rows.get(pair.parent) ?? [], verdicts)
}

function countPairs(survey: Survey): Pair[] {
  const { spans, operations, forest, endNs, atNs } = survey
  const { order, end } = forest
  const pairs = new Map<number, Pair>()
  /** By operation of the child: the parent below which it was seen last, how often, and the pair of the two. */
  const seenBelow = new Int32Array(operations.length).fill(-1)
  const times = new Int32Array(operations.length)
  const pairOf: Pair[] = []
  for (let at = 0; at < forest.length; at++) {
    const up = order[at]
    if (up < 0 || end[at] === at + 1) continue
    for (let k = at + 1; k < end[at]; k = end[k]) {
      const child = order[k]
      if (!isWork(survey, child, up)) continue
      const operation = operations.of[child]
      if (seenBelow[operation] !== up) {
        seenBelow[operation] = up
        times[operation] = 0
        pairOf[operation] = pairAt(pairs, operations.of[up], operation, operations.length)
      }
      const pair = pairOf[operation]
      pair.children++
      times[operation]++
      if (times[operation] === 1) pair.one++
      else if (times[operation] === 2) {
        pair.one--
        pair.several++
      }
      if (atNs[child] > endNs[up] + AFTERWARDS_NS && hasTime(spans, child)) pair.late++
    }
  }
  return [...pairs.values()]
}

function pairAt(pairs: Map<number, Pair>, parent: OperationIndex, child: OperationIndex, operations: number): Pair {
  const key = parent * operations + child
  const known = pairs.get(key)
  if (known !== undefined) return known
  const made = { parent, child, children: 0, one: 0, several: 0, late: 0 }
  pairs.set(key, made)
  return made
}

/** Whether a span is work or a call of its parent's own service. */
function isWork({ spans }: Survey, child: SpanIndex, parent: SpanIndex): boolean {
  const { kind, service } = spans
  return kind[child] !== KIND.server && kind[child] !== KIND.consumer && service[child] === service[parent]
}

/** A child that may belong to another parent. */
interface Move {
  readonly child: SpanIndex
  readonly from: SpanIndex
  readonly to: SpanIndex
  readonly likelier: number
}

function judgePair(survey: Survey, { child }: Pair, parents: readonly SpanIndex[], verdicts: VerdictColumns): void {
  const { atNs, endNs, instance } = survey
  const gaps: number[] = []
  const childrenOf = new Map<SpanIndex, SpanIndex[]>()
  const lacking = new Map<number, SpanIndex[]>()
  for (const up of parents) {
    const children = listChildren(survey, up, child)
    if (children.length === 1) gaps.push(atNs[children[0]] - atNs[up])
    if (children.length > 1 || (children.length === 1 && atNs[children[0]] > endNs[up] + AFTERWARDS_NS)) {
      childrenOf.set(up, children)
    }
    if (children.length === 0) lacking.set(instance[up], [...(lacking.get(instance[up]) ?? []), up])
  }
  gaps.sort((a, b) => a - b)
  const usualNs = gaps[gaps.length >> 1]
  const spreads = gaps.map((ns) => Math.abs(ns - usualNs)).sort((a, b) => a - b)
  const spreadNs = Math.max(LEAST_SPREAD_NS, spreads[spreads.length >> 1])
  const oddness = (of: SpanIndex, below: SpanIndex) => Math.abs(atNs[of] - atNs[below] - usualNs) / spreadNs
  const hosts = new Map([...lacking].map(([each, rows]) => [each, new IntervalList(rows, atNs, endNs)]))
  const moves: Move[] = []
  for (const [from, children] of childrenOf) {
    for (const of of children) {
      hosts.get(instance[of])?.someOpen(atNs[of], 0, 0, (to) => {
        const likelier = oddness(of, from) - oddness(of, to)
        if (likelier >= MUCH_LIKELIER) moves.push({ child: of, from, to, likelier })
        return false
      })
    }
  }
  takeBest(survey, moves, childrenOf, verdicts)
}

function listChildren(survey: Survey, parent: SpanIndex, operation: OperationIndex): SpanIndex[] {
  const children: SpanIndex[] = []
  someChild(survey, parent, (child) => {
    if (survey.operations.of[child] === operation && hasTime(survey.spans, child)) children.push(child)
    return false
  })
  return children
}

/** The best moves first; a parent gets one child, and keeps one that begins before its end. */
function takeBest(
  { spans, atNs, endNs }: Survey,
  moves: Move[],
  childrenOf: ReadonlyMap<SpanIndex, readonly SpanIndex[]>,
  verdicts: VerdictColumns,
): void {
  const isTaken = new Set<SpanIndex>()
  const left = new Map([...childrenOf].map(([from, children]) => [from, children.length]))
  moves.sort((a, b) => b.likelier - a.likelier || a.child - b.child || a.to - b.to)
  for (const { child, from, to } of moves) {
    const isLate = atNs[child] > endNs[from] + AFTERWARDS_NS
    if (isTaken.has(child) || isTaken.has(to) || verdicts.isJudged(child)) continue
    if (!isLate && (left.get(from) ?? 0) < 2) continue
    isTaken.add(child)
    isTaken.add(to)
    left.set(from, (left.get(from) ?? 0) - 1)
    verdicts.set(child, 'misattached', {
      reason: 'betterHost',
      other: to,
      confidence: isLate ? 0.85 : 0.7,
      caller: spans.service[to],
    })
  }
}
