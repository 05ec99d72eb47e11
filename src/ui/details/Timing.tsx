import { measureSelfTime } from '../../core/analysis/measureSelfTime.ts'
import type { Dataset } from '../../core/model/dataset.ts'
import { exactDurationNs, startUnixNs } from '../../core/model/exactTimes.ts'
import { ENDS_BEFORE_START, OFF_AXIS, UNFINISHED } from '../../core/model/spanMarks.ts'
import type { SpanIndex } from '../../core/model/spanTable.ts'
import { formatDuration, formatOffset, formatUnixNs } from '../../core/model/time.ts'

/** When a span ran and how long, of what; exact to the ns. */
export function Timing({ dataset, span }: { readonly dataset: Dataset; readonly span: SpanIndex }) {
  const { spans, forest } = dataset
  const marks = spans.marks[span]
  const start = startUnixNs(spans, span)
  const duration = exactDurationNs(spans, span)
  const durationNs = Number(duration ?? 0n)
  const traceNs = spans.traces.durationNs[spans.trace[span]]
  const share = traceNs > 0 ? ` · ${Math.round((durationNs / traceNs) * 100)} % of the trace` : ''
  return (
    <dl className="timing">
      <dt>start</dt>
      {start === undefined ? (
        <dd>none in the input</dd>
      ) : (
        <dd>
          {(marks & OFF_AXIS) === 0 && <span>{formatOffset(spans.startNs[span])}</span>}
          <time>{formatUnixNs(start)}</time>
        </dd>
      )}
      <dt>duration</dt>
      <dd>
        {(marks & UNFINISHED) !== 0 &&
          (start === undefined ? 'not known without a start' : 'unfinished: no end in the input')}
        {(marks & ENDS_BEFORE_START) !== 0 && 'ends before it starts'}
        {(marks & (UNFINISHED | ENDS_BEFORE_START)) === 0 && (
          <span title={`${duration} ns`}>
            {formatDuration(durationNs)}
            {share}
          </span>
        )}
      </dd>
      <dt>self</dt>
      <dd>{formatDuration(measureSelfTime(spans, forest, span))}</dd>
    </dl>
  )
}
