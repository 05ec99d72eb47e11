import { rateOf } from '../lineage/wilson.ts'
import type { RedSeries } from './redSeries.ts'

/** What tracestates of entries tell of sampling. */
export interface SamplingSeen {
  /** Entries whose tracestate was read. */
  readonly read: number
  /** Those of them that tell a share; entries without one in a service where others have one were taken whole. */
  readonly told: number
  /** Smallest and largest share; NaN where none is told. */
  readonly least: number
  readonly most: number
  /** Mean of 1 / share: requests that an entry stands for. NaN where none is told. */
  readonly weight: number
  /** Standard deviation of an estimate from one entry, as a share of it: that of n entries is smaller by √n. */
  readonly noise: number
}

/** Nothing read, or nothing told. */
export const NO_SAMPLING: SamplingSeen = {
  read: 0,
  told: 0,
  least: Number.NaN,
  most: Number.NaN,
  weight: Number.NaN,
  noise: Number.NaN,
}

/** Sums up shares of sampled entries; undefined for an entry that tells none. */
export function measureSampling(shares: readonly (number | undefined)[]): SamplingSeen {
  const told = shares.filter((share) => share !== undefined)
  if (told.length === 0) return { ...NO_SAMPLING, read: shares.length }
  const all = shares.map((share) => share ?? 1)
  const weight = all.reduce((sum, share) => sum + 1 / share, 0) / all.length
  const variance = all.reduce((sum, share) => sum + (1 - share) / share ** 2, 0) / all.length
  return {
    read: shares.length,
    told: told.length,
    least: all.reduce((a, b) => Math.min(a, b)),
    most: all.reduce((a, b) => Math.max(a, b)),
    weight,
    noise: Math.sqrt(variance) / weight,
  }
}

/** A share with its 95 % interval. */
export interface IntervalShare {
  readonly share: number
  readonly low: number
  readonly high: number
}

/** How much of what metrics counted traces hold, in the time that both watched. */
export interface Coverage {
  readonly service: string
  readonly countedPerS: number
  readonly heldPerS: number
  readonly counted: number
  readonly held: number
  /** Wilson's interval; of more held than counted 1 and above. */
  readonly coverage: IntervalShare
  readonly sampling: SamplingSeen
  /** The share that is left to be explained once each trace stands for all it was sampled from; undefined where nothing tells the sampling. */
  readonly adjusted: IntervalShare | undefined
}

/**
 * Compares entries in traces with what metrics counted, over the bins that both watched. The adjusted share is the sum of
 * 1 / share over held entries (consistent probability sampling), and its interval that of the number of sampled traces.
 * Undefined where the two have no time in common or nothing was counted.
 */
export function measureCoverage(
  counted: RedSeries,
  held: RedSeries | undefined,
  sampling: SamplingSeen,
): Coverage | undefined {
  let [countedSum, heldSum, countedPerS, heldPerS, bins] = [0, 0, 0, 0, 0]
  for (let b = 0; b < counted.requests.length; b++) {
    const inTraces = held === undefined ? 0 : held.requests[b]
    if (Number.isNaN(counted.ratePerS[b]) || Number.isNaN(inTraces)) continue
    // A bin that traces watched only in part is no measure.
    if (held !== undefined && Number.isNaN(held.ratePerS[b])) continue
    countedSum += counted.requests[b]
    heldSum += inTraces
    countedPerS += counted.ratePerS[b]
    heldPerS += held === undefined ? 0 : held.ratePerS[b]
    bins++
  }
  if (bins === 0 || countedSum === 0) return undefined
  const share = heldPerS / countedPerS
  const { low, high } = rateOf(Math.min(heldSum, Math.round(countedSum)), Math.round(countedSum))
  const coverage = share > 1 ? { share, low: 1, high: share } : { share, low, high }
  return {
    service: counted.service,
    countedPerS: countedPerS / bins,
    heldPerS: heldPerS / bins,
    counted: countedSum,
    held: heldSum,
    coverage,
    sampling,
    adjusted: adjust(share, heldSum, sampling),
  }
}

/** z of 95 %. */
const Z = 1.96

function adjust(share: number, held: number, { told, weight, noise }: SamplingSeen): IntervalShare | undefined {
  if (told === 0) return undefined
  const adjusted = share * weight
  const spread = held === 0 ? 1 : (Z * noise) / Math.sqrt(held)
  return { share: adjusted, low: adjusted * Math.max(0, 1 - spread), high: adjusted * (1 + spread) }
}

/** What explains the coverage of a service. */
export type CoverageCause =
  /** Traces hold all that was counted. */
  | { readonly cause: 'complete' }
  /** The sampling that tracestates tell accounts for it. */
  | { readonly cause: 'told'; readonly least: number; readonly most: number }
  /** All services are covered alike, as by a decision at the head of each trace. */
  | { readonly cause: 'alike'; readonly share: number }
  /** Less than the told sampling, or than other services: entries are lost. */
  | { readonly cause: 'lost'; readonly expected: number }
  /** Traces hold more than metrics counted: metrics are missing, or are of something else. */
  | { readonly cause: 'more' }
  | { readonly cause: 'unknown' }

/** Shares this close to all are all: the two do not watch the very same moments. */
const NEARLY = 0.05

/** Finds what explains the coverage of one service, given those of all. */
export function explainCoverage(one: Coverage, all: readonly Coverage[]): CoverageCause {
  const { coverage, adjusted, sampling } = one
  if (adjusted !== undefined) {
    if (adjusted.high < 1 - NEARLY) return { cause: 'lost', expected: coverage.share / adjusted.share }
    return { cause: 'told', least: sampling.least, most: sampling.most }
  }
  if (coverage.share > 1 + NEARLY) return { cause: 'more' }
  if (coverage.share >= 1 - NEARLY) return { cause: 'complete' }
  const others = all.filter((other) => other.service !== one.service)
  if (others.length === 0) return { cause: 'unknown' }
  const isAlike = others.every((other) => other.coverage.low <= coverage.high && coverage.low <= other.coverage.high)
  if (isAlike) return { cause: 'alike', share: coverage.share }
  const best = Math.max(...others.map((other) => other.coverage.share))
  const isLess = others.some((other) => other.coverage.low > coverage.high)
  return isLess ? { cause: 'lost', expected: Math.min(1, best) } : { cause: 'unknown' }
}
