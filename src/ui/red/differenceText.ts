import { measureBoth } from '../../core/red/countedRed.ts'
import { durationOf, printQuantity, rateOf, shareOf } from '../formatRed.ts'
import type { RedSubject } from './useRedView.ts'

const HARDLY = 0.005

/**
 * "gateway: Prometheus counts 1,200 req/s, the dump 1,195 in the same time: 0.4 % less; errors 2.0 % and 2.1 %; p99 340 ms
 * and 338 ms". Undefined where not both tell of the subject.
 */
export function differenceText({ service, told }: RedSubject): string | undefined {
  const find = (source: 'dump' | 'prometheus') => told.find((each) => each.source === source)?.series
  const [prometheus, dump] = [find('prometheus'), find('dump')]
  if (prometheus === undefined || dump === undefined) return undefined
  const both = measureBoth(prometheus, dump)
  if (both === undefined) {
    return `${service}: Prometheus and the metrics of the dump have no time in common.`
  }
  const [asked, dumped] = both
  const ratio = dumped.ratePerS / asked.ratePerS - 1
  const change = !(Math.abs(ratio) >= HARDLY)
    ? 'the same'
    : `${printQuantity(shareOf(Math.abs(ratio)))} ${ratio < 0 ? 'less' : 'more'}`
  const pair = (print: (of: typeof asked) => string) => `${print(asked)} and ${print(dumped)}`
  const errors = pair(({ errorShare }) => printQuantity(shareOf(errorShare)))
  const p99 = pair(({ p99Ns }) => printQuantity(durationOf(p99Ns)))
  const rates = `Prometheus counts ${printQuantity(rateOf(asked.ratePerS))}, the dump ${printQuantity(rateOf(dumped.ratePerS))}`
  return `${service}: ${rates} in the same time, ${change}; errors ${errors}; p99 ${p99}.`
}
