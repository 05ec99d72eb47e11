import type { Random } from './random.ts'

/** `ordinary`: up to 14 deep, some siblings parallel. `wide`: all below the root. `deep`: one below the other. */
export type TreeShape = 'ordinary' | 'wide' | 'deep'

/** A drawn trace without names: columns in preorder, row 0 the root. Children lie within their parents in time. */
export interface Tree {
  readonly length: number
  /** -1 for the root. */
  readonly parent: Int32Array
  readonly childCount: Uint32Array
  /** ns after the start of the root. */
  readonly startNs: Float64Array
  readonly durationNs: Float64Array
}

const MAX_DEPTH = 14

function drawParents(length: number, shape: TreeShape, random: Random): Int32Array {
  const parent = new Int32Array(length).fill(-1)
  const lastAtDepth = [0]
  let depth = 0
  for (let i = 1; i < length; i++) {
    if (shape === 'wide') parent[i] = 0
    else if (shape === 'deep') parent[i] = i - 1
    else {
      const chance = random.uniform()
      if (chance < 0.45 && depth < MAX_DEPTH) depth++
      else if (chance > 0.7) depth = Math.max(1, depth - random.int(1, 3))
      depth = Math.max(1, depth)
      parent[i] = lastAtDepth[depth - 1]
      lastAtDepth[depth] = i
    }
  }
  return parent
}

/** Draws a tree of `length` spans. Linear in time and memory, without recursion. */
export function makeTree(length: number, shape: TreeShape, random: Random): Tree {
  const parent = drawParents(length, shape, random)
  const childCount = new Uint32Array(length)
  const ownNs = new Float64Array(length)
  const durationNs = new Float64Array(length)
  const startNs = new Float64Array(length)
  const besideSibling = new Uint8Array(length)
  for (let i = 0; i < length; i++) {
    ownNs[i] = 1 + Math.round(random.lognormal(shape === 'deep' ? 20e3 : 1e6, 0.8))
    if (i === 0) continue
    besideSibling[i] = childCount[parent[i]] > 0 && random.chance(0.3) ? 1 : 0
    childCount[parent[i]]++
  }
  // Upwards: siblings follow one another, those beside a sibling share its time.
  const groupNs = new Float64Array(length)
  for (let i = length - 1; i >= 0; i--) {
    durationNs[i] += ownNs[i]
    if (i === 0) continue
    const above = parent[i]
    groupNs[above] = Math.max(groupNs[above], durationNs[i])
    if (besideSibling[i] === 1) continue
    durationNs[above] += groupNs[above]
    groupNs[above] = 0
  }
  // Downwards: half of a span's own time comes before its children.
  const groupStartNs = new Float64Array(length)
  const groupEndNs = new Float64Array(length)
  for (let i = 0; i < length; i++) {
    const above = parent[i]
    if (above !== -1) {
      if (besideSibling[i] === 0) groupStartNs[above] = groupEndNs[above]
      startNs[i] = groupStartNs[above]
      groupEndNs[above] = Math.max(groupEndNs[above], startNs[i] + durationNs[i])
    }
    groupEndNs[i] = startNs[i] + Math.floor(ownNs[i] / 2)
  }
  return { length, parent, childCount, startNs, durationNs }
}
