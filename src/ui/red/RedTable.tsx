import type { RedSeries } from '../../core/red/redSeries.ts'
import type { SpanRed } from '../../store/red.ts'
import { CopyButton } from '../CopyButton.tsx'
import { durationOf, printQuantity, rateOf, shareOf, timeText } from './formatRed.ts'
import { mainSeries, type RedSubject } from './useRedView.ts'
import { figuresAt } from './useTold.ts'

const HEADS = ['Time', 'Rate', 'Errors', 'p50', 'p95', 'p99'] as const

/** The numbers of the figures, bin by bin. */
export function RedTable({ red, subject }: { readonly red: SpanRed; readonly subject: RedSubject }) {
  const main = mainSeries(subject)
  const { spans, metrics } = subject
  const hasBoth = spans !== undefined && metrics !== undefined
  const heads = hasBoth ? [...HEADS, 'In traces'] : HEADS
  const rows = main === undefined ? [] : listRows(red, main, hasBoth ? spans : undefined)
  const name = subject.operation === undefined ? subject.service : `${subject.service} ${subject.operation}`
  return (
    <div className="redScroll">
      <table className="redTable">
        <caption>
          {name}, bins of {printQuantity(durationOf(red.bins.widthNs))}{' '}
          <CopyButton label="Copy the table" text={() => [heads, ...rows].map((row) => row.join('\t')).join('\n')} />
        </caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([time, ...cells]) => (
            <tr key={time}>
              <th scope="row">{time}</th>
              {cells.map((cell, n) => (
                <td key={heads[n + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function listRows({ bins }: SpanRed, main: RedSeries, held: RedSeries | undefined): string[][] {
  const rows: string[][] = []
  for (let bin = -1; bin < bins.length; bin++) {
    const at = bin === -1 ? undefined : bin
    const { ratePerS, errorShare, p50Ns, p95Ns, p99Ns } = figuresAt(main, at)
    const row = [at === undefined ? 'All' : timeText(bins, at), printQuantity(rateOf(ratePerS))]
    row.push(printQuantity(shareOf(errorShare)))
    for (const ns of [p50Ns, p95Ns, p99Ns]) row.push(printQuantity(durationOf(ns)))
    if (held !== undefined) row.push(printQuantity(rateOf(figuresAt(held, at).ratePerS)))
    rows.push(row)
  }
  return rows
}
