import { ORPHAN } from '../model/spanMarks.ts'
import { isParentless, type Survey } from './survey.ts'
import type { VerdictColumns } from './verdicts.ts'

/**
 * Exempts what a partial answer of a backend leaves open: spans whose named parent is not in it, and spans without one.
 * O(spans), where any trace is partial.
 */
export function judgePartialAnswers({ spans }: Survey, verdicts: VerdictColumns): void {
  const { isPartial } = spans.traces
  if (!isPartial.includes(1)) return
  for (let i = 0; i < spans.length; i++) {
    if (isPartial[spans.trace[i]] === 0 || verdicts.isJudged(i)) continue
    const isOrphan = (spans.marks[i] & ORPHAN) !== 0
    if (!isOrphan && !isParentless(spans, i)) continue
    verdicts.set(i, isOrphan ? 'window_cut' : 'legit_root', { reason: 'partialAnswer', confidence: 0.9 })
  }
}
