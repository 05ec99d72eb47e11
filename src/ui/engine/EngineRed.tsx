import { formatDuration } from '../../core/model/time.ts'
import type { RedSeries } from '../../core/red/redSeries.ts'
import { formatShare } from '../formatShare.ts'
import { Sparkline } from './Sparkline.tsx'

/** Services that are drawn; the rest are counted. */
const LISTED = 30

const perS = (rate: number): string => (rate >= 100 ? rate.toFixed(0) : String(Number(rate.toPrecision(2))))
const share = (part: number): string => (Number.isNaN(part) ? '–' : `${formatShare(part)} %`)
const duration = (ns: number): string => (Number.isNaN(ns) ? '–' : formatDuration(ns))

/** Rate, errors and duration of each service over the time asked for, busiest first. */
export function EngineRed({ series }: { readonly series: readonly RedSeries[] }) {
  if (series.length === 0) return <p className="engineEmpty">No requests in this time.</p>
  return (
    <div className="engineTable">
      <table>
        <caption>Rate, errors, duration</caption>
        <thead>
          <tr>
            <th scope="col">service</th>
            <th scope="col" colSpan={2}>
              rate
            </th>
            <th scope="col" colSpan={2}>
              errors
            </th>
            <th scope="col" colSpan={2}>
              duration p99
            </th>
            <th scope="col">p50</th>
          </tr>
        </thead>
        <tbody>
          {series.slice(0, LISTED).map(({ service, ratePerS, errorShare, p99Ns, total }) => (
            <tr key={service}>
              <th scope="row">{service === '' ? '(no name)' : service}</th>
              <td className="number">{perS(total.ratePerS)} req/s</td>
              <td>
                <Sparkline values={ratePerS} tone="rate" />
              </td>
              <td className="number">{share(total.errorShare)}</td>
              <td>
                <Sparkline values={errorShare} tone="errors" />
              </td>
              <td className="number">{duration(total.p99Ns)}</td>
              <td>
                <Sparkline values={p99Ns} tone="duration" />
              </td>
              <td className="number">{duration(total.p50Ns)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {series.length > LISTED && <p className="engineEmpty">and {series.length - LISTED} more</p>}
    </div>
  )
}
