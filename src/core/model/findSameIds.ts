import type { SpanColumns } from './spanColumns.ts'
import { SHARED_HALF } from './spanMarks.ts'

/** What was found out about rows that share an id. Columns have one byte per raw row. */
export interface SameIdVerdicts {
  /** 1: the row repeats another one and is left out. */
  readonly dropped: Uint8Array
  /** 1: another kept row has the same id and different content. */
  readonly duplicate: Uint8Array
  /** 1: the row is the server's half of a shared id (Zipkin). Overrules what the record said of itself. */
  readonly sharedHalf: Uint8Array
  /** Rows that are further parts of another row, under that row; they get no row of their own. */
  readonly merged: ReadonlyMap<number, readonly number[]>
}

/** Verdicts that change nothing: all rows are kept apart, shared halves are as the records say. */
export function noVerdicts(columns: SpanColumns): SameIdVerdicts {
  const sharedHalf = new Uint8Array(columns.length)
  for (let row = 0; row < columns.length; row++) {
    if ((columns.spans.marks[row] & SHARED_HALF) !== 0) sharedHalf[row] = 1
  }
  return {
    dropped: new Uint8Array(columns.length),
    duplicate: new Uint8Array(columns.length),
    sharedHalf,
    merged: new Map(),
  }
}

/**
 * Rows with equal trace id and span id: groups of two or more, each in the order read, the groups in the order of
 * their first rows. O(rows).
 */
export function findSameIds(columns: SpanColumns): Uint32Array[] {
  return columns.ids.groups()
}
