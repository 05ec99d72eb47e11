import type { RedSeries } from '../../core/red/redSeries.ts'
import type { RedLine } from './RedFigure.tsx'
import type { RedSide } from './redSides.ts'
import type { RedSubject } from './useRedView.ts'
import { SOURCE_NAMES } from './useTold.ts'

/** The lines of the three figures. */
export interface LinesOf {
  readonly rate: readonly RedLine[]
  readonly errors: readonly RedLine[]
  readonly duration: readonly RedLine[]
}

const NO_LINES: LinesOf = { rate: [], errors: [], duration: [] }

const perBin = (series: RedSeries, isCount: boolean) => (isCount ? series.requests : series.ratePerS)

/** The drawn source in full, the rates of the others dashed. */
export function linesOfSubject({ told }: RedSubject, isCount: boolean): LinesOf {
  const [drawn, ...others] = told
  if (drawn === undefined) return NO_LINES
  const { series } = drawn
  const dashed = others.map(({ source, series: other }): RedLine => {
    return { label: SOURCE_NAMES[source], values: perBin(other, isCount), look: 'dashed' }
  })
  return {
    rate: [{ label: 'rate', values: perBin(series, isCount), look: 'main', isBars: isCount }, ...dashed],
    errors: [{ label: 'errors', values: series.errorShare, look: 'main' }],
    duration: [
      { label: 'p99', values: series.p99Ns, look: 'main' },
      { label: 'p95', values: series.p95Ns, look: 'faint' },
      { label: 'p50', values: series.p50Ns, look: 'faint' },
    ],
  }
}

/** What a subject is compared with: in figures of its own with its own p95 and p50. */
export function linesOfOther(side: RedSide | undefined, isCount: boolean, isAlone: boolean): LinesOf {
  const series = side?.series
  if (series === undefined) return NO_LINES
  const look = 'other'
  const quantiles: RedLine[] = [
    { label: 'other p95', values: series.p95Ns, look: 'otherFaint' },
    { label: 'other p50', values: series.p50Ns, look: 'otherFaint' },
  ]
  return {
    rate: [{ label: 'other', values: perBin(series, isCount), look, isBars: isCount }],
    errors: [{ label: 'other', values: series.errorShare, look }],
    duration: [{ label: 'other', values: series.p99Ns, look }, ...(isAlone ? quantiles : [])],
  }
}
