import type { GhostTable, SpanForest } from '../model/spanForest.ts'
import { SpanIdIndex } from '../model/spanIdIndex.ts'
import { OFF_AXIS, OPAQUE_PARENT_ID, ORPHAN } from '../model/spanMarks.ts'
import type { SpanTable } from '../model/spanTable.ts'

/**
 * All trees of a table in preorder, and a ghost for each absent parent id of a trace. O(spans), no recursion.
 *
 * `parents` stands for the recorded ones where given (-1 for none): free of rings, and within the trace of each span. An
 * orphan that has a parent there is no ghost's child.
 */
export function buildForest(spans: SpanTable, parents: Int32Array = spans.parent): SpanForest {
  const { ghosts, ghostOf } = findGhosts(spans, parents)
  const links = linkNodes(spans, parents, ghosts, ghostOf)
  return walk(spans, ghosts, links)
}

/** Children and tops in lists. Nodes are numbers: spans first, ghost g is `spans.length + g`; -1 for none. */
interface Links {
  readonly parent: Int32Array
  readonly firstChild: Int32Array
  readonly nextSibling: Int32Array
  /** By trace. */
  readonly firstTop: Int32Array
}

/** Ghosts in the order of their first children; and the ghost of each span, -1 for none. */
function findGhosts(spans: SpanTable, parents: Int32Array): { ghosts: GhostTable; ghostOf: Int32Array } {
  const orphans: number[] = []
  for (let i = 0; i < spans.length; i++) {
    if ((spans.marks[i] & ORPHAN) !== 0 && parents[i] === -1) orphans.push(i)
  }
  const named = { length: orphans.length, trace: spans.trace, spanId: spans.parentSpanId, marks: spans.marks }
  const index = new SpanIdIndex(named, OPAQUE_PARENT_ID)
  const firsts: number[] = []
  const ghostOf = new Int32Array(spans.length).fill(-1)
  const startNs = new Float64Array(orphans.length).fill(Number.POSITIVE_INFINITY)
  const endNs = new Float64Array(orphans.length)
  for (const i of orphans) {
    const first = index.add(i)
    const ghost = first === i ? firsts.push(i) - 1 : ghostOf[first]
    ghostOf[i] = ghost
    if ((spans.marks[i] & OFF_AXIS) !== 0) continue
    startNs[ghost] = Math.min(startNs[ghost], spans.startNs[i])
    endNs[ghost] = Math.max(endNs[ghost], spans.startNs[i] + spans.durationNs[i])
  }
  const { length } = firsts
  for (let g = 0; g < length; g++) if (startNs[g] === Number.POSITIVE_INFINITY) startNs[g] = 0
  const ghosts = {
    length,
    trace: Uint32Array.from(firsts, (i) => spans.trace[i]),
    child: Int32Array.from(firsts),
    startNs: startNs.slice(0, length),
    durationNs: Float64Array.from(firsts, (_, g) => endNs[g] - startNs[g]),
  }
  return { ghosts, ghostOf }
}

/** Lists children and tops in row order: rows of a trace are in start order. */
function linkNodes(spans: SpanTable, parents: Int32Array, ghosts: GhostTable, ghostOf: Int32Array): Links {
  const nodes = spans.length + ghosts.length
  const parent = new Int32Array(nodes).fill(-1)
  const firstChild = new Int32Array(nodes).fill(-1)
  const nextSibling = new Int32Array(nodes).fill(-1)
  const firstTop = new Int32Array(spans.traces.length).fill(-1)
  for (let g = ghosts.length - 1; g >= 0; g--) {
    nextSibling[spans.length + g] = firstTop[ghosts.trace[g]]
    firstTop[ghosts.trace[g]] = spans.length + g
  }
  for (let i = spans.length - 1; i >= 0; i--) {
    const up = ghostOf[i] === -1 ? parents[i] : spans.length + ghostOf[i]
    parent[i] = up
    if (up === -1) {
      nextSibling[i] = firstTop[spans.trace[i]]
      firstTop[spans.trace[i]] = i
    } else {
      nextSibling[i] = firstChild[up]
      firstChild[up] = i
    }
  }
  return { parent, firstChild, nextSibling, firstTop }
}

function walk(spans: SpanTable, ghosts: GhostTable, links: Links): SpanForest {
  const { parent, firstChild, nextSibling, firstTop } = links
  const length = parent.length
  const order = new Int32Array(length)
  const end = new Uint32Array(length)
  const depth = new Uint32Array(length)
  const firstPosition = new Uint32Array(spans.traces.length + 1)
  const position = new Uint32Array(length)
  let k = 0
  let deepest = 0
  for (let t = 0; t < spans.traces.length; t++) {
    firstPosition[t] = k
    let node = firstTop[t]
    let level = 0
    while (node !== -1) {
      order[k] = node < spans.length ? node : ~(node - spans.length)
      depth[k] = level
      position[node] = k
      k++
      if (firstChild[node] !== -1) {
        node = firstChild[node]
        level++
        if (level > deepest) deepest = level
        continue
      }
      end[position[node]] = k
      while (nextSibling[node] === -1 && parent[node] !== -1) {
        node = parent[node]
        level--
        end[position[node]] = k
      }
      node = nextSibling[node]
    }
  }
  firstPosition[spans.traces.length] = k
  return {
    length: k,
    order,
    end,
    depth: deepest < 0x1_0000 ? new Uint16Array(depth) : depth,
    firstPosition,
    position: position.slice(0, spans.length),
    ghosts,
  }
}
