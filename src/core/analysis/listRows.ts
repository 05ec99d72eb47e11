import type { ForestPosition, SpanForest } from '../model/spanForest.ts'
import type { TraceIndex } from '../model/spanTable.ts'

/** Which subtrees are closed: those at the positions of `except`, or, where `all`, every one but those. */
export interface Folds {
  readonly all: boolean
  readonly except: ReadonlySet<ForestPosition>
}

/** Everything open. */
export const NO_FOLDS: Folds = { all: false, except: new Set() }

/** Everything closed. */
export const ALL_FOLDS: Folds = { all: true, except: new Set() }

/** Whether a position has children and hides them. */
export function isFolded({ end }: SpanForest, { all, except }: Folds, position: ForestPosition): boolean {
  return end[position] > position + 1 && except.has(position) !== all
}

/** Opens or closes the subtrees at some positions. O(positions + exceptions). */
export function foldAt({ all, except }: Folds, positions: readonly ForestPosition[], fold: boolean): Folds {
  const next = new Set(except)
  for (const position of positions) {
    if (fold === all) next.delete(position)
    else next.add(position)
  }
  return { all, except: next }
}

/** The rows that a trace shows, kept as runs of neighbouring positions: a trace with nothing closed is one run. */
export class RowList {
  readonly length: number
  readonly #starts: Uint32Array
  /** Row of each run's start, and the number of rows at the end. */
  readonly #rows: Uint32Array

  constructor(starts: Uint32Array, rows: Uint32Array) {
    this.#starts = starts
    this.#rows = rows
    this.length = rows[rows.length - 1]
  }

  /** The position that a row shows. O(log runs); the row must be one of the list. */
  at(row: number): ForestPosition {
    const run = lastUpTo(this.#rows, this.#starts.length, row)
    return this.#starts[run] + row - this.#rows[run]
  }

  /** The row that shows a position; -1 where none does. O(log runs). */
  rowOf(position: ForestPosition): number {
    const run = lastUpTo(this.#starts, this.#starts.length, position)
    if (run === -1) return -1
    const row = this.#rows[run] + position - this.#starts[run]
    return row < this.#rows[run + 1] ? row : -1
  }

  /** The row that shows a position or the closed subtree that it lies in; -1 for a position of another trace. O(log runs). */
  rowHolding(position: ForestPosition): number {
    const row = this.rowOf(position)
    return row !== -1 ? row : this.#rows[lastUpTo(this.#starts, this.#starts.length, position) + 1] - 1
  }
}

/** The last of the first `length` values, ascending ones, that is no larger than `wanted`; -1 where all are. */
function lastUpTo(values: Uint32Array, length: number, wanted: number): number {
  let low = 0
  let high = length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (values[middle] <= wanted) low = middle + 1
    else high = middle - 1
  }
  return high
}

/** No rows at all. */
export const NO_ROWS = new RowList(new Uint32Array(0), new Uint32Array(1))

/** The positions of a trace that no closed subtree hides. O(closed subtrees that have a row). */
export function listRows(forest: SpanForest, trace: TraceIndex, folds: Folds): RowList {
  const { end, firstPosition } = forest
  const first = firstPosition[trace]
  const last = firstPosition[trace + 1]
  const starts: number[] = []
  const rows: number[] = []
  let count = 0
  let from = first
  for (const closed of closedPositions(forest, first, last, folds)) {
    if (closed < from) continue
    starts.push(from)
    rows.push(count)
    count += closed - from + 1
    from = end[closed]
  }
  if (from < last) {
    starts.push(from)
    rows.push(count)
    count += last - from
  }
  rows.push(count)
  return new RowList(Uint32Array.from(starts), Uint32Array.from(rows))
}

/** Closed positions from `first` to `last`, ascending; some of those that a closed one hides are left out. */
function closedPositions(forest: SpanForest, first: number, last: number, folds: Folds): Iterable<ForestPosition> {
  if (folds.all) return shownFolds(forest, first, last, folds)
  const within = [...folds.except].filter((at) => at >= first && at < last && isFolded(forest, folds, at))
  return within.sort((a, b) => a - b)
}

function* shownFolds(forest: SpanForest, first: number, last: number, folds: Folds): Generator<ForestPosition> {
  for (let at = first; at < last; ) {
    if (isFolded(forest, folds, at)) {
      yield at
      at = forest.end[at]
    } else at++
  }
}
