import type { InputPosition } from '../../model/diagnostic.ts'

interface OpenContainer {
  readonly isArray: boolean
  readonly start: InputPosition
  /** Key or index of the member at hand. */
  key: string | number
}

/** The containers that are open around a place in a JSON document. */
export class JsonPath {
  readonly #open: OpenContainer[] = []

  get depth(): number {
    return this.#open.length
  }

  /** The innermost container; undefined outside all. */
  get innermost(): OpenContainer | undefined {
    return this.#open[this.#open.length - 1]
  }

  /** Key or index at hand in the innermost container (0), the one around it (1), and so on; -1 beyond. */
  key(up: number): string | number {
    return this.#open[this.#open.length - 1 - up]?.key ?? -1
  }

  open(isArray: boolean, start: InputPosition): void {
    this.#open.push({ isArray, start, key: isArray ? -1 : '' })
  }

  close(): OpenContainer | undefined {
    return this.#open.pop()
  }

  /** Containers outside the innermost one of that kind; -1 where there is none. */
  outside(isArray: boolean): number {
    return this.#open.findLastIndex((container) => container.isArray === isArray)
  }

  /** Goes on to the next member. */
  moveTo(key: string | number): void {
    const { innermost } = this
    if (innermost !== undefined) innermost.key = key
  }
}
