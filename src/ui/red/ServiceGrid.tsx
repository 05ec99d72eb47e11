import { scaleLinear } from 'd3-scale'
import { useMemo, useState } from 'react'
import type { Coverage } from '../../core/red/coverage.ts'
import type { RedSeries } from '../../core/red/redSeries.ts'
import type { SpanRed } from '../../store/red.ts'
import { useStore } from '../../store/store.ts'
import { durationOf, printQuantity, rateOf, shareOf } from './formatRed.ts'
import { areaPath, largest, linePath } from './redPaths.ts'
import { useCoverages } from './useCoverage.ts'

const SPARK_WIDTH_PX = 150
const SPARK_HEIGHT_PX = 26

interface Column {
  readonly head: string
  readonly order: (a: RedSeries, b: RedSeries) => number
}

const byNumber = (pick: (series: RedSeries) => number) => (a: RedSeries, b: RedSeries) =>
  (Number.isNaN(pick(b)) ? -1 : pick(b)) - (Number.isNaN(pick(a)) ? -1 : pick(a))

const COLUMNS: readonly Column[] = [
  { head: 'Service', order: (a, b) => a.service.localeCompare(b.service, 'en') },
  { head: 'Rate', order: byNumber((series) => series.total.ratePerS) },
  { head: 'Errors', order: byNumber((series) => series.total.errorShare) },
  { head: 'p99', order: byNumber((series) => series.total.p99Ns) },
]

/** All services as small multiples, on the time axis of the figures; a row chooses its service. */
export function ServiceGrid({ red, onChoose }: { readonly red: SpanRed; readonly onChoose: () => void }) {
  const metricRed = useStore((s) => s.metricRed)
  const showRed = useStore((s) => s.showRed)
  const coverages = useCoverages(red)
  const [sort, setSort] = useState<Column>(COLUMNS[1])
  const rows = useMemo(() => {
    const series = new Map<string, RedSeries>(red.services.map((each) => [each.service, each]))
    for (const each of metricRed?.series ?? []) if (each.operation === undefined) series.set(each.service, each)
    return [...series.values()].sort(sort.order)
  }, [red, metricRed, sort])
  return (
    <div className="redScroll">
      <table className="redTable services">
        <caption className="visuallyHidden">Services</caption>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column.head} scope="col" aria-sort={column === sort ? 'descending' : 'none'}>
                <button type="button" className="quiet" onClick={() => setSort(column)}>
                  {column.head}
                  {column === sort ? ' ↓' : ''}
                </button>
              </th>
            ))}
            {coverages.length > 0 && <th scope="col">In traces</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((series) => (
            <tr key={series.service}>
              <th scope="row">
                <button
                  type="button"
                  className="redChoose"
                  onClick={() => {
                    showRed(series.service)
                    onChoose()
                  }}
                >
                  {series.service}
                </button>
              </th>
              <SparkCell tone="rate" values={series.ratePerS} text={printQuantity(rateOf(series.total.ratePerS))} />
              <SparkCell
                tone="errors"
                values={series.errorShare}
                text={printQuantity(shareOf(series.total.errorShare))}
                least={0.05}
              />
              <SparkCell tone="duration" values={series.p99Ns} text={printQuantity(durationOf(series.total.p99Ns))} />
              {coverages.length > 0 && <td>{inTraces(coverages, series.service)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function inTraces(coverages: readonly Coverage[], service: string): string {
  const share = coverages.find((coverage) => coverage.service === service)?.coverage.share ?? Number.NaN
  return printQuantity(shareOf(share))
}

interface SparkCellProps {
  readonly tone: 'rate' | 'errors' | 'duration'
  readonly values: Float64Array
  readonly text: string
  /** The axis ends no lower than this. */
  readonly least?: number
}

function SparkCell({ tone, values, text, least = 0 }: SparkCellProps) {
  const y = scaleLinear([0, Math.max(least, largest([values])) || 1], [SPARK_HEIGHT_PX - 1, 2])
  const placing = { x: (bin: number) => ((bin + 0.5) * SPARK_WIDTH_PX) / values.length, y }
  return (
    <td>
      <span className={`redSpark ${tone}`}>
        <svg width={SPARK_WIDTH_PX} height={SPARK_HEIGHT_PX} aria-hidden="true">
          <g className="redLine main">
            <path className="area" d={areaPath(values, placing, SPARK_HEIGHT_PX - 1)} />
            <path className="line" d={linePath(values, placing)} />
          </g>
        </svg>
        {text}
      </span>
    </td>
  )
}
