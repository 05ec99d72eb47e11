import { useMemo } from 'react'
import { BREAK_CLASSES } from '../core/lineage/breakClasses.ts'
import {
  type Coverage,
  type CoverageCause,
  explainCoverage,
  type IntervalShare,
  measureCoverage,
  NO_SAMPLING,
} from '../core/red/coverage.ts'
import { metricsOf, type SpanRed } from '../store/red.ts'
import { useStore } from '../store/store.ts'
import { classLabel } from './classLabel.ts'
import { printQuantity, rateOf, shareOf } from './formatRed.ts'

/** The coverage of every service that metrics counted. */
export function useCoverages(red: SpanRed): readonly Coverage[] {
  const metricRed = useStore(metricsOf)
  const sampling = useStore((s) => s.sampling)
  return useMemo(
    () =>
      (metricRed?.series ?? [])
        .filter(({ operation }) => operation === undefined)
        .map((counted) => {
          const held = red.services.find(({ service }) => service === counted.service)
          return measureCoverage(counted, held, sampling.get(counted.service) ?? NO_SAMPLING)
        })
        .filter((coverage) => coverage !== undefined),
    [red, metricRed, sampling],
  )
}

/** The coverage of a service in words. */
export interface CoverageWords {
  readonly coverage: string
  /** What is broken beside; '' for nothing. */
  readonly broken: string
}

/** Undefined where metrics did not count the service. */
export function useCoverageText(red: SpanRed, service: string): CoverageWords | undefined {
  const all = useCoverages(red)
  const broken = useBrokenText(service)
  const isSamplingRead = useStore((s) => s.sampling.has(service))
  const one = all.find((coverage) => coverage.service === service)
  if (one === undefined) return undefined
  // What explains a share is not guessed before the tracestates are read.
  return {
    coverage: coverageText(one) + (isSamplingRead || one.held === 0 ? causeText(explainCoverage(one, all)) : ''),
    broken,
  }
}

const percent = (share: number) => printQuantity(shareOf(share))

function interval({ low, high }: IntervalShare): string {
  return `${percent(low).replace(' %', '')}–${percent(high)}`
}

/** "orders: 1,200 req/s counted, 240 req/s in traces: 20 % (19–21 %)" */
function coverageText(one: Coverage): string {
  const counted = printQuantity(rateOf(one.countedPerS))
  const held = printQuantity(rateOf(one.heldPerS))
  const share = `${percent(one.coverage.share)} (${interval(one.coverage)})`
  return `${one.service}: ${counted} counted, ${held} in traces: ${share}`
}

function causeText(cause: CoverageCause): string {
  switch (cause.cause) {
    case 'complete':
      return ', nothing is missing'
    case 'told': {
      const { least, most } = cause
      const shares = least === most ? percent(least) : `${percent(least)} to ${percent(most)}`
      return `, consistent with the sampling that tracestate tells, ${shares}`
    }
    case 'alike':
      return `, like all services: consistent with head sampling at ${percent(cause.share)}`
    case 'lost':
      return `, less than the ${percent(cause.expected)} to be expected: entries are lost`
    case 'more':
      return ', more than metrics counted: they count something else, or miss some'
    case 'unknown':
      return ', nothing tells the sampling'
  }
}

/** What the traces of a service lost beside: "but 46 of 46 entries lost their parent (split http)". */
function useBrokenText(service: string): string {
  const diagnosis = useStore((s) => s.diagnosis)
  const found = diagnosis?.measures.services.find(({ name }) => name === service)
  if (found === undefined || found.entryOrphans.count === 0) return ''
  const { count, of, rate } = found.entryOrphans
  const worst = found.classes.find(({ id }) => BREAK_CLASSES.some((row) => row.id === id && row.standing === 'broken'))
  const reason = worst === undefined ? '' : ` (${classLabel(BREAK_CLASSES.findIndex(({ id }) => id === worst.id))})`
  const hint = worst?.id === 'split_http' ? ': header lost' : ''
  return `but ${percent(1 - rate)} of its parents are known, ${count} of ${of} entries are torn off${reason}${hint}`
}
