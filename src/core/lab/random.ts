/** Lower-case hex of a 32-bit word, 8 digits. */
function hex8(word: number): string {
  return word.toString(16).padStart(8, '0')
}

/**
 * A seeded source of chance: the same seed gives the same draws on every machine. The algorithm is sfc32 (Chris
 * Doty-Humphrey, PractRand): 128 bits of state, 32 a draw; not for secrets.
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  /** Seeds are taken modulo 2^32; `stream` tells apart several independent sources of one seed. */
  constructor(seed: number, stream = 0) {
    this.#a = seed | 0
    this.#b = Math.imul(stream, 0x9e3779b9) | 0
    this.#c = 0x5eed5eed
    for (let i = 0; i < 15; i++) this.word()
  }

  /** A whole number from 0 to 2^32 - 1. */
  word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  /** From 0 (included) to 1 (excluded). */
  uniform(): number {
    return this.word() / 4294967296
  }

  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.uniform() * (to - from + 1))
  }

  /** True with the given probability. Draws once, whatever the probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability
  }

  /** One of a list that must not be empty. */
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.uniform() * list.length)]
  }

  /**
   * Mean 0, standard deviation 1, by the polar method of Marsaglia and Bray: it needs no sine or cosine, whose last bit
   * differs between engines. Draws twice or more.
   */
  normal(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1
      const y = 2 * this.uniform() - 1
      const square = x * x + y * y
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square)
    }
  }

  /** Half of the draws lie below `median`; `sigma` is the deviation of the logarithm, 0 for no spread. */
  lognormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal())
  }

  /** Waiting times of independent arrivals. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform())
  }

  /** A span id: 16 lower-case hex digits, never all zero. */
  spanId(): string {
    return hex8(this.word()) + hex8(this.word() || 1)
  }

  /** A trace id: 32 lower-case hex digits, never all zero. */
  traceId(): string {
    return this.spanId() + hex8(this.word()) + hex8(this.word())
  }
}
