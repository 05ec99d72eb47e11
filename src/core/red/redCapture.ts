import type { MetricSeries } from '../model/metricTable.ts'
import type { SpanTable } from '../model/spanTable.ts'
import { findEntries, type RedEntries } from './findEntries.ts'
import { findMainRange } from './mainRange.ts'
import type { RedSpans } from './measureRed.ts'
import type { TimeRange } from './redSeries.ts'

/** What of a capture is needed to draw its RED: a few bytes a request. Plain data. */
export interface RedCapture {
  /** One row a request, in the order of `entries.rows`. */
  readonly spans: RedSpans
  readonly entries: RedEntries
  /** Where most requests lie. */
  readonly range: TimeRange
  readonly metrics: readonly MetricSeries[]
}

/** Takes the requests out of a dataset. O(spans). */
export function captureRed(spans: SpanTable, metrics: readonly MetricSeries[] = []): RedCapture {
  const entries = findEntries(spans)
  const { rows } = entries
  const durationNs = new Float64Array(rows.length)
  const status = new Uint8Array(rows.length)
  const marks = new Uint16Array(rows.length)
  for (let k = 0; k < rows.length; k++) {
    durationNs[k] = spans.durationNs[rows[k]]
    status[k] = spans.status[rows[k]]
    marks[k] = spans.marks[rows[k]]
  }
  return {
    spans: { texts: spans.texts, durationNs, status, marks },
    entries: { ...entries, rows: Uint32Array.from(rows, (_, k) => k) },
    range: findMainRange(entries, spans).range,
    metrics,
  }
}
