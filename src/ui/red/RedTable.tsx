import type { RedFigures as Figures } from '../../core/red/redSeries.ts'
import type { SpanRed } from '../../store/red.ts'
import { CopyButton } from '../CopyButton.tsx'
import { countOf, durationOf, printQuantity, rateOf, shareOf, timeText } from '../formatRed.ts'
import { isCounted, type RedSide } from './redSides.ts'
import { type RedSubject, subjectName, type ToldSeries } from './useRedView.ts'
import { figuresAt } from './useTold.ts'
import './redTable.css'

interface RedTableProps {
  readonly red: SpanRed
  readonly subject: RedSubject
  readonly against: RedSide | undefined
}

/** A column of the table: its head, and the text of a bin, or of all where there is none. */
interface Column {
  readonly head: string
  readonly text: (bin: number | undefined) => string
}

/** The numbers of the figures, bin by bin, with those of what they are compared with. */
export function RedTable({ red, subject, against }: RedTableProps) {
  const isCount = isCounted(subject, against)
  const columns = columnsOf(subject, against, isCount)
  const heads = ['Time', ...columns.map(({ head }) => head)]
  const length = Math.max(red.bins.length, against?.bins.length ?? 0)
  const rows = Array.from({ length: length + 1 }, (_, n) => {
    const bin = n === 0 ? undefined : n - 1
    const time = bin === undefined ? 'All' : timeText(red.bins, bin)
    return [time, ...columns.map(({ text }) => text(bin))]
  })
  const told = against === undefined ? '' : ` beside ${against.label}`
  return (
    <div className="redScroll">
      <table className="redTable">
        <caption>
          {subjectName(subject)}
          {told}, bins of {printQuantity(durationOf(red.bins.widthNs))}{' '}
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

const BESIDE_HEADS = { spans: 'In traces', dump: 'In the dump', prometheus: 'In Prometheus' } as const

function columnsOf({ told }: RedSubject, against: RedSide | undefined, isCount: boolean): Column[] {
  const [drawn, ...others] = told
  const perBin = ({ requests, ratePerS }: Figures) => printQuantity(isCount ? countOf(requests) : rateOf(ratePerS))
  const share = ({ errorShare }: Figures) => printQuantity(shareOf(errorShare))
  const duration = (ns: number) => printQuantity(durationOf(ns))
  const of = (series: ToldSeries['series'] | undefined, head: string, print: (figures: Figures) => string): Column => ({
    head,
    text: (bin) => print(figuresAt(series, bin)),
  })
  const rate = isCount ? 'Requests' : 'Rate'
  const columns = [
    of(drawn?.series, rate, perBin),
    of(drawn?.series, 'Errors', share),
    of(drawn?.series, 'p50', ({ p50Ns }) => duration(p50Ns)),
    of(drawn?.series, 'p95', ({ p95Ns }) => duration(p95Ns)),
    of(drawn?.series, 'p99', ({ p99Ns }) => duration(p99Ns)),
    ...others.map(({ source, series }) => of(series, BESIDE_HEADS[source], perBin)),
  ]
  if (against === undefined) return columns
  const { label, series } = against
  return [
    ...columns,
    of(series, `${rate}, ${label}`, perBin),
    of(series, `Errors, ${label}`, share),
    of(series, `p99, ${label}`, ({ p99Ns }) => duration(p99Ns)),
  ]
}
