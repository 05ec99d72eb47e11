import { scaleLinear } from 'd3-scale'
import { useMemo, useState } from 'react'
import type { Coverage } from '../../core/red/coverage.ts'
import { isSparse, type RedSeries } from '../../core/red/redSeries.ts'
import { metricsOf, type SpanRed } from '../../store/red.ts'
import { useStore } from '../../store/store.ts'
import { countOf, durationOf, printQuantity, rateOf, shareOf } from '../formatRed.ts'
import { useCoverages } from '../useCoverage.ts'
import { areaPath, barPath, largest, linePath } from './redPaths.ts'
import './redTable.css'

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

interface Row {
  readonly series: RedSeries
  /** Too few for a rate. */
  readonly isCount: boolean
}

interface ServiceGridProps {
  readonly red: SpanRed
  /** The service that is shown now. */
  readonly service: string
  readonly onChoose: () => void
}

/** All services as small multiples, on the time axis of the figures; a row chooses its service, or compares with it. */
export function ServiceGrid({ red, service, onChoose }: ServiceGridProps) {
  const metricRed = useStore((s) => (s.redSource === 'spans' ? undefined : metricsOf(s)))
  const showRed = useStore((s) => s.showRed)
  const compareRed = useStore((s) => s.compareRed)
  const coverages = useCoverages(red)
  const [sort, setSort] = useState<Column>(COLUMNS[1])
  const rows = useMemo(() => {
    const found = new Map<string, Row>()
    for (const series of red.services) found.set(series.service, { series, isCount: isSparse(series) })
    for (const series of metricRed?.series ?? []) {
      if (series.operation === undefined) found.set(series.service, { series, isCount: false })
    }
    return [...found.values()].sort((a, b) => sort.order(a.series, b.series))
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
          {rows.map(({ series, isCount }) => (
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
                {series.service !== service && (
                  <button
                    type="button"
                    className="quiet"
                    aria-label={`Compare ${service} with ${series.service}`}
                    onClick={() => {
                      compareRed({ kind: 'service', service: series.service })
                      onChoose()
                    }}
                  >
                    compare
                  </button>
                )}
              </th>
              <SparkCell
                tone="rate"
                values={isCount ? series.requests : series.ratePerS}
                isBars={isCount}
                text={printQuantity(isCount ? countOf(series.total.requests) : rateOf(series.total.ratePerS))}
              />
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
  /** Whole numbers: a bar each. */
  readonly isBars?: boolean
}

function SparkCell({ tone, values, text, least = 0, isBars = false }: SparkCellProps) {
  const y = scaleLinear([0, Math.max(least, largest([values])) || 1], [SPARK_HEIGHT_PX - 1, 2])
  const placing = { x: (bin: number) => ((bin + 0.5) * SPARK_WIDTH_PX) / values.length, y }
  return (
    <td>
      <span className={`redSpark ${tone}`}>
        <svg width={SPARK_WIDTH_PX} height={SPARK_HEIGHT_PX} aria-hidden="true">
          <g className="redLine main">
            {isBars ? (
              <path
                className="bars"
                d={barPath(values, placing, SPARK_HEIGHT_PX - 1, SPARK_WIDTH_PX / values.length)}
              />
            ) : (
              <>
                <path className="area" d={areaPath(values, placing, SPARK_HEIGHT_PX - 1)} />
                <path className="line" d={linePath(values, placing)} />
              </>
            )}
          </g>
        </svg>
        {text}
      </span>
    </td>
  )
}
