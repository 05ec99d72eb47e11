import type { CaptureComparison } from './compareCaptures.ts'
import type { BreakMeasures } from './measureBreaks.ts'
import type { Rate } from './wilson.ts'

/** Outcome of a check, as the exit code of the CLI says it. */
export type GateOutcome = 'pass' | 'fail' | 'inconclusive'

/** One thing that was checked. */
export interface GateCheck {
  /** What, as a test would be named: `payment: entry orphan rate`. */
  readonly name: string
  readonly outcome: GateOutcome
  readonly sentence: string
}

/** All that was checked, and what follows. */
export interface GateResult {
  readonly outcome: GateOutcome
  readonly checks: readonly GateCheck[]
}

/**
 * Judges the entry orphan rate of each service with entries against a maximum (0 to 1): fails where the Wilson 95 % lower
 * bound of any lies above it, passes where the upper bound of all lies below it, and is inconclusive otherwise, as it is
 * where there are no entries at all.
 */
export function judgeGate({ services }: Pick<BreakMeasures, 'services'>, maxRate: number): GateResult {
  const checks = services
    .filter(({ entryOrphans }) => entryOrphans.of > 0)
    .map(({ name, entryOrphans }) => judgeRate(name, entryOrphans, maxRate))
  if (checks.length === 0) {
    const sentence = 'No service has entries that should have a parent: there is nothing to judge by.'
    return { outcome: 'inconclusive', checks: [{ name: 'entry orphan rate', outcome: 'inconclusive', sentence }] }
  }
  return { outcome: worstOf(checks), checks }
}

/**
 * Judges a capture against a baseline: fails where the entry orphan rate of a service is worse, passes where a rise by more
 * than the margin (0 to 1) is ruled out, and is inconclusive otherwise. Services without entries in either are left out.
 */
export function judgeComparison({ services }: CaptureComparison, margin: number): GateResult {
  const checks = services
    .filter(({ before, after }) => before.of > 0 && after.of > 0)
    .map(({ name, before, after, high, verdict }): GateCheck => {
      const outcome = verdict === 'worse' ? 'fail' : high <= margin ? 'pass' : 'inconclusive'
      const found = `${percent(before.rate)} of ${before.of} before, ${percent(after.rate)} of ${after.of} now`
      const said = outcome === 'inconclusive' ? `too few entries to rule out a rise by ${percent(margin)}` : verdict
      const sentence = `${found}: ${outcome === 'pass' && verdict === 'cannot tell' ? 'no worse' : said}.`
      return { name: `${name}: against the baseline`, outcome, sentence }
    })
  if (checks.length === 0) {
    const sentence = 'No service has entries in both captures.'
    return { outcome: 'inconclusive', checks: [{ name: 'against the baseline', outcome: 'inconclusive', sentence }] }
  }
  return { outcome: worstOf(checks), checks }
}

/** The outcome of several checks: one failure fails, else one doubt is inconclusive. */
export function worstOf(checks: readonly GateCheck[]): GateOutcome {
  if (checks.some(({ outcome }) => outcome === 'fail')) return 'fail'
  return checks.some(({ outcome }) => outcome === 'inconclusive') ? 'inconclusive' : 'pass'
}

function judgeRate(service: string, { count, of, rate, low, high }: Rate, maxRate: number): GateCheck {
  const outcome: GateOutcome = low > maxRate ? 'fail' : high < maxRate ? 'pass' : 'inconclusive'
  const found = `${count} of ${of} entries broken, ${percent(rate)} (95 %: ${percent(low)} to ${percent(high)})`
  const verdict =
    outcome === 'fail'
      ? `above the maximum of ${percent(maxRate)}`
      : outcome === 'pass'
        ? `below the maximum of ${percent(maxRate)}`
        : `too few entries to say on which side of ${percent(maxRate)} it lies`
  return { name: `${service}: entry orphan rate`, outcome, sentence: `${found}: ${verdict}.` }
}

/** A share in per cent, with two digits that count. */
export function percent(share: number): string {
  const value = 100 * share
  return `${value >= 10 || value === 0 ? value.toFixed(0) : value.toFixed(2)} %`
}
