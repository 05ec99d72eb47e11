import type { KeptSpans } from './keepRows.ts'
import { SpanIdIndex } from './spanIdIndex.ts'
import {
  CYCLE,
  CYCLE_CUT,
  HAS_PARENT_ID,
  NO_START,
  OPAQUE_ID,
  OPAQUE_PARENT_ID,
  ORPHAN,
  SELF_PARENT,
  SHARED_HALF,
} from './spanMarks.ts'

/**
 * The row of each row's parent, -1 for none; marks ORPHAN, SELF_PARENT, CYCLE and CYCLE_CUT on the way. O(rows).
 *
 * Of rows that share an id, children go to the first read. Where client and server share an id (Zipkin, B3 "shared"
 * spans), the server's half hangs below the client's, and a child goes to the half of its own service, to the
 * client's otherwise. Rings of parents are cut at their earliest span, which becomes a top.
 *
 * `known` are the rows by their ids without the mark of halves; what is not given is made.
 */
export function joinParents(kept: KeptSpans, known?: SpanIdIndex): Int32Array {
  let allMarks = 0
  for (let i = 0; i < kept.length; i++) allMarks |= kept.marks[i]
  const someAreHalves = (allMarks & SHARED_HALF) !== 0
  const index = known === undefined || someAreHalves ? indexOf(kept) : known
  const parent = new Int32Array(kept.length).fill(-1)
  for (let i = 0; i < kept.length; i++) parent[i] = findParent(kept, index, i, someAreHalves)
  cutRings(kept, parent)
  return parent
}

function indexOf(kept: KeptSpans): SpanIdIndex {
  const index = new SpanIdIndex(kept, OPAQUE_ID | SHARED_HALF)
  for (let i = 0; i < kept.length; i++) index.add(i)
  return index
}

function findParent(kept: KeptSpans, index: SpanIdIndex, i: number, someAreHalves: boolean): number {
  const { trace, spanId, parentSpanId, service, marks } = kept
  const bits = marks[i]
  if ((bits & SHARED_HALF) !== 0) {
    const client = index.find(trace[i], spanId[2 * i], spanId[2 * i + 1], bits & OPAQUE_ID)
    if (client !== -1) return client
  }
  if ((bits & HAS_PARENT_ID) === 0) return -1
  const high = parentSpanId[2 * i]
  const low = parentSpanId[2 * i + 1]
  const opaque = (bits & OPAQUE_PARENT_ID) !== 0 ? OPAQUE_ID : 0
  if (high === spanId[2 * i] && low === spanId[2 * i + 1] && opaque === (bits & OPAQUE_ID)) {
    marks[i] |= SELF_PARENT
    return -1
  }
  const whole = index.find(trace[i], high, low, opaque)
  const server = someAreHalves ? index.find(trace[i], high, low, opaque | SHARED_HALF) : -1
  const found = server !== -1 && (whole === -1 || service[server] === service[i]) ? server : whole
  if (found === -1) marks[i] |= ORPHAN
  return found
}

/** Follows parents from every row; a walk that meets itself has found a ring. */
function cutRings(kept: KeptSpans, parent: Int32Array): void {
  const walkOf = new Uint32Array(kept.length)
  for (let i = 0; i < kept.length; i++) {
    const walk = i + 1
    let at = i
    while (at !== -1 && walkOf[at] === 0) {
      walkOf[at] = walk
      at = parent[at]
    }
    if (at !== -1 && walkOf[at] === walk) cutRing(kept, parent, at)
  }
}

function cutRing(kept: KeptSpans, parent: Int32Array, from: number): void {
  let earliest = from
  for (let at = parent[from]; at !== from; at = parent[at]) {
    kept.marks[at] |= CYCLE
    if (startsEarlier(kept, at, earliest)) earliest = at
  }
  kept.marks[from] |= CYCLE
  kept.marks[earliest] |= CYCLE_CUT
  parent[earliest] = -1
}

function startsEarlier(kept: KeptSpans, a: number, b: number): boolean {
  const startA = exactStart(kept, a)
  const startB = exactStart(kept, b)
  if (startA === startB) return a < b
  return startB === undefined || (startA !== undefined && startA < startB)
}

function exactStart({ marks, farStarts, startUnixNs }: KeptSpans, i: number): bigint | undefined {
  return (marks[i] & NO_START) !== 0 ? undefined : (farStarts.get(i) ?? startUnixNs[i])
}
