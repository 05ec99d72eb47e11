import { memo } from 'react'
import { textAt } from '../../core/model/spanTable.ts'
import { formatDuration } from '../../core/model/time.ts'
import type { OpenDataset } from '../../store/dataset.ts'
import { useStore } from '../../store/store.ts'
import { classLabel } from '../classLabel.ts'
import { formatClock } from '../clock.ts'
import { serviceColours } from '../serviceColours.ts'

const plural = (n: number, one: string) => `${n} ${n === 1 ? one : `${one}s`}`

interface TraceRowProps {
  readonly opened: OpenDataset
  readonly trace: number
  readonly row: number
  readonly selected: boolean
  /** Broken spans, and the number of their commonest class; 0 while they are not known. */
  readonly broken: number
  readonly mainClass: number
}

/** One trace: what began it, when, how long it took, how many spans it has and what is wrong with it. */
export const TraceRow = memo(function TraceRow(props: TraceRowProps) {
  const { opened, trace, row, selected, broken, mainClass } = props
  const { summaries } = opened
  const { spans } = opened.dataset
  const headline = summaries.headline[trace]
  const errors = summaries.errors[trace]
  const isPartial = spans.traces.isPartial[trace] === 1
  const orphans = isPartial ? 0 : summaries.orphans[trace]
  const odd = summaries.cycles[trace] + summaries.duplicates[trace]
  const start = spans.traces.originNs[trace]
  return (
    <div
      id={`trace-${trace}`}
      role="row"
      aria-rowindex={row + 1}
      aria-selected={selected}
      className="traceRow"
      onClick={() => useStore.getState().openTrace(trace)}
    >
      <div role="gridcell" className="traceName">
        <i className="dot" style={{ background: serviceColours(spans)(spans.service[headline]) }} />
        <b>{textAt(spans, spans.service[headline])}</b> {textAt(spans, spans.name[headline])}
      </div>
      <div role="gridcell" className="traceDuration">
        {formatDuration(spans.traces.durationNs[trace])}
      </div>
      <div role="gridcell" className="traceFacts">
        <time>{start === 0n ? 'no start' : formatClock(start)}</time> · {plural(summaries.spans[trace], 'span')}
      </div>
      <div role="gridcell" className="traceBadges">
        {errors > 0 && <em className="badge error">{plural(errors, 'error')}</em>}
        {isPartial && !opened.isLoading && <em className="badge">partial answer</em>}
        {orphans > 0 && <em className="badge torn">{plural(orphans, 'orphan')}</em>}
        {!isPartial && summaries.roots[trace] > 1 && <em className="badge torn">{summaries.roots[trace]} roots</em>}
        {broken > orphans + odd && <em className="badge torn">{classLabel(mainClass)}</em>}
        {odd > 0 && <em className="badge torn">malformed</em>}
      </div>
    </div>
  )
})
