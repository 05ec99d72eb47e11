import { ORPHAN, REMOTE_KNOWN, REMOTE_PARENT } from '../model/spanMarks.ts'
import type { SpanIndex, SpanTable } from '../model/spanTable.ts'
import type { AskedOperations } from './askedOperations.ts'
import { CaptureEdges } from './captureEdges.ts'
import { type DropPatterns, findDropPatterns } from './dropPatterns.ts'
import { KIND, type Survey } from './survey.ts'
import type { VerdictColumns } from './verdicts.ts'

/**
 * Judges spans whose named parent is absent: cut off by the capture, called from outside it, or
 * lost on the way, of which patterns over all absent parents name the sampler, a late decision or a burst. O(spans).
 */
export function judgeAbsentParents(survey: Survey, asked: AskedOperations, verdicts: VerdictColumns): void {
  const groups = listGroups(survey, verdicts)
  if (groups.length === 0) return
  const edges = new CaptureEdges(survey)
  const tops = countTops(survey)
  const entries = findFirstEntries(survey.spans)
  const lost: SpanIndex[][] = []
  for (const group of groups) {
    const cut = group.map((span) => edges.cut(span)).find((found) => found !== undefined)
    if (cut !== undefined) {
      for (const span of group) {
        verdicts.set(span, 'window_cut', {
          reason: cut.reason,
          amount: cut.marginNs,
          confidence: 0.7,
          alternative: isRemote(survey.spans, span) ? 'dropped_remote' : 'dropped_local',
        })
      }
    } else if (!isCalledFromOutside(survey, asked, group, tops, entries, verdicts)) lost.push(group)
  }
  const patterns = findDropPatterns(survey, lost)
  for (const group of lost) for (const span of group) judgeLost(survey, patterns, span, group, verdicts)
}

/** Orphans not judged yet, those that name the same id together. */
function listGroups({ spans, forest }: Survey, verdicts: VerdictColumns): SpanIndex[][] {
  const groups: SpanIndex[][] = []
  for (let at = 0; at < forest.length; at++) {
    if (forest.order[at] >= 0) continue
    const group: SpanIndex[] = []
    for (let k = at + 1; k < forest.end[at]; k = forest.end[k]) {
      const span = forest.order[k]
      if ((spans.marks[span] & ORPHAN) !== 0 && !verdicts.isJudged(span)) group.push(span)
    }
    if (group.length > 0) groups.push(group)
  }
  return groups
}

/** Whether the absent parent lay in another process: the flags say, else the kind. */
function isRemote({ marks, kind }: SpanTable, span: SpanIndex): boolean {
  if ((marks[span] & REMOTE_KNOWN) !== 0) return (marks[span] & REMOTE_PARENT) !== 0
  return kind[span] === KIND.server || kind[span] === KIND.consumer
}

/** Trees of each trace, those below one absent parent as one. */
function countTops({ spans, forest }: Survey): Uint32Array {
  const tops = new Uint32Array(spans.traces.length)
  for (let t = 0; t < tops.length; t++) {
    for (let k = forest.firstPosition[t]; k < forest.firstPosition[t + 1]; k = forest.end[k]) tops[t]++
  }
  return tops
}

/** Of each trace the first SERVER or CONSUMER span; -1 for none. */
function findFirstEntries({ kind, trace, traces, startNs }: SpanTable): Int32Array {
  const first = new Int32Array(traces.length).fill(-1)
  for (let i = 0; i < kind.length; i++) {
    if (kind[i] !== KIND.server && kind[i] !== KIND.consumer) continue
    const known = first[trace[i]]
    if (known === -1 || startNs[i] < startNs[known]) first[trace[i]] = i
  }
  return first
}

function isCalledFromOutside(
  { spans }: Survey,
  asked: AskedOperations,
  group: readonly SpanIndex[],
  tops: Uint32Array,
  entries: Int32Array,
  verdicts: VerdictColumns,
): boolean {
  const trace = spans.trace[group[0]]
  const isOnlyTree = tops[trace] === 1
  if (!isOnlyTree && !group.includes(entries[trace])) return false
  const isEntry = (span: SpanIndex) => isRemote(spans, span) && spans.kind[span] !== KIND.client
  if (!group.every(isEntry)) return false
  const isAsked = group.some((span) => asked.isAsked(span))
  if (isAsked && !isOnlyTree) return false
  for (const span of group) {
    if (isAsked) {
      const alternative = 'dropped_remote'
      verdicts.set(span, 'external_parent', { reason: 'onlyTree', confidence: 0.6, alternative })
    } else verdicts.set(span, 'external_parent', { reason: 'callerOutside', confidence: 0.9 })
  }
  return true
}

function judgeLost(
  { spans, operations, counts }: Survey,
  patterns: DropPatterns,
  span: SpanIndex,
  group: readonly SpanIndex[],
  verdicts: VerdictColumns,
): void {
  const remote = isRemote(spans, span)
  const formal = remote ? 'dropped_remote' : 'dropped_local'
  const usual = counts.caller[operations.of[span]]
  const caller = remote ? (usual < 0 ? -1 : usual) : spans.service[span]
  const pattern = patterns.of(span, group[0])
  if (pattern !== undefined) {
    const { id, reason, amount } = pattern
    verdicts.set(span, id, { reason, amount, confidence: 0.8, alternative: formal, caller })
    return
  }
  const isKnown = (spans.marks[span] & REMOTE_KNOWN) !== 0
  const confidence = isKnown ? 0.95 : 0.85
  verdicts.set(span, formal, { reason: 'absentParent', amount: group.length, confidence, caller })
}
