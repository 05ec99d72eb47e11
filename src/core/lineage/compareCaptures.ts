import type { BoundaryBreaks } from './measureBoundaries.ts'
import type { BreakMeasures } from './measureBreaks.ts'
import { type Rate, rateOf } from './wilson.ts'

/** Whether the second capture is better: its interval of the difference does not hold 0. */
type ComparisonVerdict = 'better' | 'worse' | 'cannot tell'

/** One rate in two captures. */
export interface RateComparison {
  /** Service, or boundary as `caller → callee`. */
  readonly name: string
  readonly before: Rate
  readonly after: Rate
  /** `after − before`, with its 95 % interval. */
  readonly difference: number
  readonly low: number
  readonly high: number
  readonly verdict: ComparisonVerdict
}

/** Two captures side by side. Plain data. */
export interface CaptureComparison {
  /** Entry orphan rates; the first is that of all services together. */
  readonly services: readonly RateComparison[]
  /** Boundary break rates. */
  readonly boundaries: readonly RateComparison[]
}

/** Compares the breaks of two captures by name of service and of boundary. Linear. */
export function compareCaptures(before: BreakMeasures, after: BreakMeasures): CaptureComparison {
  return {
    services: [
      compareRates('all services', before.entryOrphans, after.entryOrphans),
      ...join(
        new Map(before.services.map(({ name, entryOrphans }) => [name, entryOrphans])),
        new Map(after.services.map(({ name, entryOrphans }) => [name, entryOrphans])),
      ),
    ],
    boundaries: join(ratesOfBoundaries(before.boundaries), ratesOfBoundaries(after.boundaries)),
  }
}

/**
 * The difference of two rates with Newcombe's hybrid score interval (1998, method 10): from the Wilson bounds l and u of
 * both, d − √((p₂−l₂)² + (u₁−p₁)²) to d + √((u₂−p₂)² + (p₁−l₁)²). Without counts on one side it cannot tell.
 */
export function compareRates(name: string, before: Rate, after: Rate): RateComparison {
  const difference = after.rate - before.rate
  const low = Math.max(-1, difference - Math.hypot(after.rate - after.low, before.high - before.rate))
  const high = Math.min(1, difference + Math.hypot(after.high - after.rate, before.rate - before.low))
  const isKnown = before.of > 0 && after.of > 0
  const verdict = !isKnown ? 'cannot tell' : high < 0 ? 'better' : low > 0 ? 'worse' : 'cannot tell'
  return { name, before, after, difference, low, high, verdict }
}

/** How a boundary is called: `orders → payment`, with the destination of a queue or the name of the work. */
export function boundaryName({
  kind,
  callerName,
  calleeName,
  via,
}: Pick<BoundaryBreaks, 'kind' | 'callerName' | 'calleeName' | 'via'>): string {
  if (kind === 'call') return `${callerName} → ${calleeName}`
  return kind === 'queue' ? `${callerName} → [${via}] → ${calleeName}` : `${calleeName}: ${via}`
}

function ratesOfBoundaries(boundaries: readonly BoundaryBreaks[]): Map<string, Rate> {
  return new Map(boundaries.map((boundary) => [boundaryName(boundary), boundary.breaks]))
}

function join(before: ReadonlyMap<string, Rate>, after: ReadonlyMap<string, Rate>): RateComparison[] {
  const none = rateOf(0, 0)
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names.map((name) => compareRates(name, before.get(name) ?? none, after.get(name) ?? none))
}
