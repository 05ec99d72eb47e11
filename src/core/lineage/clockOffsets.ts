import type { SpanTable } from '../model/spanTable.ts'

/** How far the clocks of instances are apart, as calls between them tell. */
export interface ClockOffsets {
  /** Whether any clock is far enough off to be taken off. */
  readonly isSkewed: boolean
  /** One entry for each instance, in ns: how far its clock is ahead of its neighbours'; 0 where nothing is known. */
  readonly offsetNs: Float64Array
  /** One entry for each instance: calls that tell its offset. */
  readonly calls: Uint32Array
}

const CLIENT = 3
const SERVER = 2
/** Calls of a pair of instances that are looked at. */
const MAX_CALLS = 64
/** Offsets below this are lost in what networks do. In ns. */
const LEAST_NS = 1e6
/** An offset this many times its median deviation is steady: what varies is no clock. */
const STEADY = 3
const ROUNDS = 40

/** Calls between two instances. */
interface Pair {
  readonly from: number
  readonly to: number
  /** Midpoint differences, in ns. */
  readonly midpoints: number[]
}

/** The median offset between two instances, as seen from one of them. */
interface Neighbour {
  readonly to: number
  readonly offsetNs: number
  readonly weight: number
}

/**
 * Estimates clock offsets from recorded calls: of a CLIENT span and the SERVER span below it, the midpoints should
 * agree (Cristian's algorithm); the median over a pair of instances, relaxed over the graph of instances. O(spans).
 */
export function findClockOffsets(
  { length, parent, kind, marks }: Pick<SpanTable, 'length' | 'parent' | 'kind' | 'marks'>,
  instance: Int32Array,
  instances: number,
  atNs: Float64Array,
  endNs: Float64Array,
): ClockOffsets {
  const pairs = new Map<number, Pair>()
  for (let i = 0; i < length; i++) {
    const up = parent[i]
    if (up === -1 || kind[i] !== SERVER || kind[up] !== CLIENT || instance[i] === instance[up]) continue
    if (((marks[i] | marks[up]) & UNTIMED) !== 0) continue
    const key = instance[up] * instances + instance[i]
    const pair = pairs.get(key) ?? { from: instance[up], to: instance[i], midpoints: [] }
    if (pair.midpoints.length === 0) pairs.set(key, pair)
    if (pair.midpoints.length < MAX_CALLS) pair.midpoints.push((atNs[i] + endNs[i] - atNs[up] - endNs[up]) / 2)
  }
  const neighbours = new Map<number, Neighbour[]>()
  const calls = new Uint32Array(instances)
  for (const { from, to, midpoints } of pairs.values()) {
    const weight = midpoints.length
    const offsetNs = medianOf(midpoints)
    const spreadNs = medianOf(midpoints.map((ns) => Math.abs(ns - offsetNs)))
    if (weight < 2 || (Math.abs(offsetNs) > LEAST_NS && spreadNs * STEADY > Math.abs(offsetNs))) continue
    link(neighbours, to, { to: from, offsetNs, weight })
    link(neighbours, from, { to, offsetNs: -offsetNs, weight })
    calls[from] += weight
    calls[to] += weight
  }
  const offsetNs = relax(neighbours, instances)
  return { isSkewed: offsetNs.some((ns) => Math.abs(ns) > LEAST_NS), offsetNs, calls }
}

/** NO_START, UNFINISHED, ENDS_BEFORE_START and OFF_AXIS: spans without two usable times. */
const UNTIMED = (1 << 4) | (1 << 5) | (1 << 6) | (1 << 7)

function medianOf(values: number[]): number {
  values.sort((a, b) => a - b)
  return values[values.length >> 1]
}

function link(neighbours: Map<number, Neighbour[]>, at: number, neighbour: Neighbour): void {
  const list = neighbours.get(at)
  if (list === undefined) neighbours.set(at, [neighbour])
  else list.push(neighbour)
}

/** Walks each connected part once for a first guess, then averages; the clock of the median instance is right. */
function relax(neighbours: ReadonlyMap<number, readonly Neighbour[]>, instances: number): Float64Array {
  const offsetNs = new Float64Array(instances)
  const part = new Int32Array(instances).fill(-1)
  const parts: number[][] = []
  for (const start of neighbours.keys()) {
    if (part[start] !== -1) continue
    const members = [start]
    part[start] = parts.length
    for (let k = 0; k < members.length; k++) {
      for (const { to, offsetNs: ahead } of neighbours.get(members[k]) ?? []) {
        if (part[to] !== -1) continue
        part[to] = parts.length
        offsetNs[to] = offsetNs[members[k]] - ahead
        members.push(to)
      }
    }
    parts.push(members)
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, list] of neighbours) {
      let sum = 0
      let weights = 0
      for (const { to, offsetNs: ahead, weight } of list) {
        sum += (offsetNs[to] + ahead) * weight
        weights += weight
      }
      offsetNs[at] = sum / weights
    }
  }
  for (const members of parts) {
    const sorted = members.map((at) => offsetNs[at]).sort((a, b) => a - b)
    const middle = sorted[sorted.length >> 1]
    for (const at of members) {
      const ns = offsetNs[at] - middle
      offsetNs[at] = Math.abs(ns) < LEAST_NS ? 0 : ns
    }
  }
  return offsetNs
}
