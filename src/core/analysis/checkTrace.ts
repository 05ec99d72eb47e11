import type { GateCheck } from '../lineage/gate.ts'
import { SHARED_HALF } from '../model/spanMarks.ts'
import type { SpanTable } from '../model/spanTable.ts'
import { findTrace, spanIdText } from './findSpan.ts'

/** What a trace must be like. */
export interface TraceExpectation {
  /** As the input or a log line writes it; case does not count. */
  readonly trace: string
  /** All spans hang below one. */
  readonly connected: boolean
  /** Distinct spans; undefined for any number. */
  readonly spans: number | undefined
}

/** Holds one trace against expectations: exact, never inconclusive. O(traces + spans of the trace). */
export function checkTrace(spans: SpanTable, { trace: id, connected, spans: wanted }: TraceExpectation): GateCheck[] {
  const trace = findTrace(spans, id) ?? findTrace(spans, id.toLowerCase().padStart(32, '0'))
  if (trace === undefined) {
    return [{ name: `trace ${id}`, outcome: 'fail', sentence: 'The trace is not in the input.' }]
  }
  const checks: GateCheck[] = []
  const from = spans.traces.firstSpan[trace]
  const to = spans.traces.firstSpan[trace + 1]
  const ids = new Set<string>()
  let tops = 0
  for (let i = from; i < to; i++) {
    ids.add(`${spanIdText(spans, i)} ${spans.marks[i] & SHARED_HALF}`)
    if (spans.parent[i] === -1) tops++
  }
  if (wanted !== undefined) {
    const outcome = ids.size === wanted ? 'pass' : 'fail'
    checks.push({ name: `trace ${id}: spans`, outcome, sentence: `${ids.size} spans, expected ${wanted}.` })
  }
  if (connected) {
    const outcome = tops === 1 ? 'pass' : 'fail'
    const sentence = tops === 1 ? 'All spans hang below one.' : `The trace is in ${tops} pieces.`
    checks.push({ name: `trace ${id}: connected`, outcome, sentence })
  }
  if (checks.length === 0) checks.push({ name: `trace ${id}`, outcome: 'pass', sentence: `${ids.size} spans.` })
  return checks
}
