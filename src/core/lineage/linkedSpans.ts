import type { SpanIndex } from '../model/spanTable.ts'
import { matchOpenCalls } from './openCalls.ts'
import type { Peers } from './peers.ts'
import { hasTime, KIND, type Survey } from './survey.ts'
import type { VerdictColumns } from './verdicts.ts'

/** A call that ended so long before its entry began cannot be its caller, in ns. */
const AFTERWARDS_NS = 1e6
/** Recorded calls between two instances from which an offset is believed. */
const ENOUGH_CALLS = 3

/**
 * Judges spans that have their parent but contradict it: entries below a call that was over
 * before they began, while another call fits them; and spans that begin before their parent because a clock is off.
 * O(spans), and O(n log n) of those that contradict.
 */
export function judgeLinkedSpans(survey: Survey, peers: Peers, verdicts: VerdictColumns): void {
  const { spans, atNs, endNs, clocks, instance } = survey
  const late: SpanIndex[] = []
  for (let i = 0; i < spans.length; i++) {
    const up = spans.parent[i]
    if (up === -1 || verdicts.isJudged(i) || !hasTime(spans, i) || !hasTime(spans, up)) continue
    if (spans.kind[i] === KIND.server && spans.kind[up] === KIND.client && atNs[i] > endNs[up] + AFTERWARDS_NS) {
      late.push(i)
    } else if (instance[i] !== instance[up] && spans.startNs[i] < spans.startNs[up]) {
      const offsetNs = clocks.offsetNs[instance[i]] - clocks.offsetNs[instance[up]]
      const isPooled = Math.min(clocks.calls[instance[i]], clocks.calls[instance[up]]) >= ENOUGH_CALLS
      const midpointNs = (atNs[i] + endNs[i] - atNs[up] - endNs[up]) / 2
      const amount = isPooled && offsetNs !== 0 ? offsetNs : offsetNs + midpointNs
      verdicts.set(i, 'clock_skew', { reason: 'clockOffset', amount, confidence: isPooled ? 0.9 : 0.6 })
    }
  }
  if (late.length === 0) return
  for (const { entry, call, agreements } of matchOpenCalls(survey, peers, late).values()) {
    if (agreements < 1) continue
    const caller = spans.service[call]
    verdicts.set(entry, 'misattached', { reason: 'betterCall', other: call, confidence: 0.85, caller })
  }
}
