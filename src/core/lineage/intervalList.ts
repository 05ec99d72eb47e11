import type { SpanIndex } from '../model/spanTable.ts'

/** Spans seen at a point in time before a search gives up. */
const MAX_SEEN = 4000

/** Spans by start, for asking which of them were open at a time. */
export class IntervalList {
  readonly #rows: Uint32Array
  readonly #atNs: Float64Array
  readonly #endNs: Float64Array
  /** Latest end up to each place. */
  readonly #latest: Float64Array

  constructor(rows: readonly SpanIndex[], atNs: Float64Array, endNs: Float64Array) {
    this.#rows = Uint32Array.from(rows).sort((a, b) => atNs[a] - atNs[b] || a - b)
    this.#atNs = atNs
    this.#endNs = endNs
    this.#latest = new Float64Array(this.#rows.length)
    let latest = Number.NEGATIVE_INFINITY
    for (let k = 0; k < this.#rows.length; k++) {
      latest = Math.max(latest, endNs[this.#rows[k]])
      this.#latest[k] = latest
    }
  }

  get length(): number {
    return this.#rows.length
  }

  /**
   * Calls `visit` for the spans that had begun `toleranceNs` after a time and not ended `lingerNs` before it, latest
   * start first, until it returns true. O(log n + spans seen), at most 4000 of them.
   */
  someOpen(ns: number, toleranceNs: number, lingerNs: number, visit: (span: SpanIndex) => boolean): boolean {
    let low = 0
    let high = this.#rows.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#atNs[this.#rows[middle]] <= ns + toleranceNs) low = middle + 1
      else high = middle
    }
    const least = ns - lingerNs
    for (let k = low - 1, seen = 0; k >= 0 && seen < MAX_SEEN; k--, seen++) {
      if (this.#latest[k] < least) return false
      const row = this.#rows[k]
      if (this.#endNs[row] >= least && visit(row)) return true
    }
    return false
  }
}
