import type { NumberColumn } from './spanTable.ts'

/**
 * A node of a {@link SpanForest}: a SpanIndex, or `~g` for ghost g. A ghost stands for a parent that spans name and the
 * trace does not hold.
 */
export type ForestNode = number

/** A position in preorder. */
export type ForestPosition = number

/** Absent parents, one row for each absent id of a trace. */
export interface GhostTable {
  readonly length: number
  readonly trace: Uint32Array
  /** A span that names this parent; the id is its parent span id. */
  readonly child: Int32Array
  /** Earliest start of the children, in ns after the origin of the trace. */
  readonly startNs: Float64Array
  /** From there to the last end of the children, in ns. */
  readonly durationNs: Float64Array
}

/**
 * All trees of a dataset in preorder, trace after trace; in a trace the recorded tops by start, then the ghosts by
 * start, siblings by start. A subtree is the slice `k..end[k]`, and a descendant test two comparisons.
 */
export interface SpanForest {
  readonly length: number
  readonly order: Int32Array
  /** First position after the subtree. */
  readonly end: Uint32Array
  /** 0 for tops (ghosts among them). */
  readonly depth: NumberColumn
  /** Nodes of trace t are the positions `firstPosition[t]` to `firstPosition[t + 1] - 1`. */
  readonly firstPosition: Uint32Array
  /** Position of each span: the inverse of `order`. */
  readonly position: Uint32Array
  readonly ghosts: GhostTable
}
