import type { SpanForest } from '../model/spanForest.ts'
import type { SpanIndex, SpanTable } from '../model/spanTable.ts'
import type { OperationIndex, OperationTable } from './operations.ts'
import { rateOf } from './wilson.ts'

/**
 * What the absent parents of a dataset probably were, as whole traces show it: one column per field, one row for each
 * ghost of the forest. Inference, never a record. Plain data.
 */
export interface AbsentOperations {
  /** Text index of the service; -1 where nothing tells. */
  readonly service: Int32Array
  /** Text index of the span name; -1 where nothing tells. */
  readonly name: Int32Array
  readonly kind: Uint8Array
  /** The child that tells most; -1 for none. */
  readonly child: Int32Array
  /** Spans of that child's operation that hang below such a parent … */
  readonly seen: Uint32Array
  /** … of all of its spans that have a parent. */
  readonly of: Uint32Array
}

/** Children of one absent parent that are asked. */
const MAX_CHILDREN = 16
/** Operations above a child's that come into question, the most frequent. */
const MAX_PARENTS = 16
/** What a parent that was never seen above a child counts: it may be one all the same. */
const UNSEEN = 0.25

/** Parents of the spans of one operation. */
interface ParentCounts {
  readonly counts: Map<OperationIndex, number>
  of: number
  /** The most frequent ones, once somebody asked. */
  likely: readonly OperationIndex[] | undefined
}

/**
 * Asks for each absent parent what stands above other spans of its children's operations, and takes the operation that
 * all children together make likeliest. O(spans).
 */
export function findAbsentOperations(
  spans: SpanTable,
  forest: SpanForest,
  operations: OperationTable,
): AbsentOperations {
  const { ghosts } = forest
  const found = {
    service: new Int32Array(ghosts.length).fill(-1),
    name: new Int32Array(ghosts.length).fill(-1),
    kind: new Uint8Array(ghosts.length),
    child: new Int32Array(ghosts.length).fill(-1),
    seen: new Uint32Array(ghosts.length),
    of: new Uint32Array(ghosts.length),
  }
  if (ghosts.length === 0) return found
  const families = listFamilies(forest)
  const parents = countParents(spans, operations, families)
  /** Answers for absent parents of one child, by its operation. */
  const known = new Map<OperationIndex, OperationIndex>()
  for (const [ghost, children] of families) {
    const only = children.length === 1 ? operations.of[children[0]] : -1
    const parent = known.get(only) ?? likeliestParent(operations, parents, children)
    if (only !== -1) known.set(only, parent)
    if (parent === -1) continue
    found.service[ghost] = operations.service[parent]
    found.name[ghost] = operations.name[parent]
    found.kind[ghost] = operations.kind[parent]
    let support = 0
    for (const child of children) {
      const asked = parents.get(operations.of[child])
      const seen = asked?.counts.get(parent) ?? 0
      if (asked === undefined || seen === 0) continue
      const { low } = rateOf(seen, asked.of)
      if (low <= support) continue
      support = low
      found.child[ghost] = child
      found.seen[ghost] = seen
      found.of[ghost] = asked.of
    }
  }
  return found
}

/** Some children of each ghost. */
function listFamilies({ length, order, end }: SpanForest): Map<number, SpanIndex[]> {
  const families = new Map<number, SpanIndex[]>()
  for (let at = 0; at < length; at++) {
    if (order[at] >= 0) continue
    const children: SpanIndex[] = []
    for (let k = at + 1; k < end[at] && children.length < MAX_CHILDREN; k = end[k]) children.push(order[k])
    families.set(~order[at], children)
  }
  return families
}

function countParents(
  { length, parent }: SpanTable,
  { of }: OperationTable,
  families: ReadonlyMap<number, readonly SpanIndex[]>,
): Map<OperationIndex, ParentCounts> {
  const parents = new Map<OperationIndex, ParentCounts>()
  for (const children of families.values()) {
    for (const child of children)
      if (!parents.has(of[child])) parents.set(of[child], { counts: new Map(), of: 0, likely: undefined })
  }
  for (let i = 0; i < length; i++) {
    if (parent[i] === -1) continue
    const known = parents.get(of[i])
    if (known === undefined) continue
    known.of++
    known.counts.set(of[parent[i]], (known.counts.get(of[parent[i]]) ?? 0) + 1)
  }
  return parents
}

/** The operation seen above some child that all children together make likeliest; -1 where none has been seen. */
function likeliestParent(
  { of }: OperationTable,
  parents: ReadonlyMap<OperationIndex, ParentCounts>,
  children: readonly SpanIndex[],
): OperationIndex {
  const asked = [...new Set(children.map((child) => of[child]))]
    .map((operation) => parents.get(operation))
    .filter((known) => known !== undefined && known.of > 0)
  let best = -1
  let bestScore = Number.NEGATIVE_INFINITY
  for (const candidate of new Set(asked.flatMap((known) => (known === undefined ? [] : likelyOf(known))))) {
    let score = 0
    for (const known of asked) {
      if (known !== undefined) score += Math.log(((known.counts.get(candidate) ?? 0) + UNSEEN) / (known.of + 1))
    }
    if (score <= bestScore) continue
    best = candidate
    bestScore = score
  }
  return best
}

function likelyOf(known: ParentCounts): readonly OperationIndex[] {
  known.likely ??= [...known.counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MAX_PARENTS)
    .map(([operation]) => operation)
  return known.likely
}
