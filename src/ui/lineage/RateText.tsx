import type { Rate } from '../../core/lineage/wilson.ts'
import { formatShare } from '../formatShare.ts'

/** A rate with its counts and its 95 % interval; "–" where nothing was counted. */
export function RateText({ rate }: { readonly rate: Rate }) {
  if (rate.of === 0) return <span className="rate none">–</span>
  const interval = `${formatShare(rate.low)}–${formatShare(rate.high)} %`
  return (
    <span className={rate.count > 0 ? 'rate torn' : 'rate'} title={`95 % interval ${interval}`}>
      <b>{formatShare(rate.rate)} %</b>{' '}
      <small>
        {rate.count} of {rate.of}
      </small>
    </span>
  )
}
