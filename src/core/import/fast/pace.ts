/** After so many attempts in a row that brought nothing there are fewer of them. */
const PATIENCE = 16
const LONGEST_PAUSE = 256

/** Decides when an attempt to read fast is worth its time: not where it has just failed, and seldom where it mostly does. */
export class Pace {
  /** Offset in the input at which the last attempt left something to the general reader; -1 for none. */
  #leftAt = -1
  #failedInARow = 0
  #pause = 0

  /** Whether to try at this offset in the input. */
  allows(at: number): boolean {
    if (this.#leftAt === at) return false
    if (this.#pause === 0) return true
    this.#pause--
    return false
  }

  /** Takes the outcome of an attempt into account. */
  tell(count: number, leftAt: number): void {
    this.#leftAt = leftAt
    this.#failedInARow = count === 0 ? this.#failedInARow + 1 : 0
    if (this.#failedInARow > PATIENCE) this.#pause = Math.min(LONGEST_PAUSE, this.#failedInARow)
  }
}
