/** A share that was counted, with its Wilson score interval at 95 %. */
export interface Rate {
  readonly count: number
  readonly of: number
  /** `count / of`; 0 where nothing was counted. */
  readonly rate: number
  readonly low: number
  /** 1 where nothing was counted. */
  readonly high: number
}

/** Standard normal quantile of 97.5 %. */
const Z = 1.96

/**
 * A rate with its interval: (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n), z = 1.96 (Wilson 1927). With none of n
 * the upper bound is z²/(n + z²), which is below 1 % from n = 381.
 */
export function rateOf(count: number, of: number): Rate {
  if (of <= 0) return { count, of, rate: 0, low: 0, high: 1 }
  const p = Math.min(1, count / of)
  const square = (Z * Z) / of
  const middle = p + square / 2
  const half = Z * Math.sqrt((p * (1 - p)) / of + square / (4 * of))
  const low = count === 0 ? 0 : Math.max(0, (middle - half) / (1 + square))
  const high = count >= of ? 1 : Math.min(1, (middle + half) / (1 + square))
  return { count, of, rate: p, low, high }
}
