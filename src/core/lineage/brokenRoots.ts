import { hexWord, isHexSpanId } from '../model/ids.ts'
import { HAS_LINK } from '../model/lineageFacts.ts'
import { SpanIdIndex } from '../model/spanIdIndex.ts'
import { OPAQUE_ID, REMOTE_PARENT } from '../model/spanMarks.ts'
import type { SpanIndex } from '../model/spanTable.ts'
import type { AskedOperations } from './askedOperations.ts'
import { type Following, findFollowers } from './followers.ts'
import { IntervalList } from './intervalList.ts'
import { findLaterFollowers } from './laterFollowers.ts'
import { matchOpenCalls } from './openCalls.ts'
import type { OperationIndex } from './operations.ts'
import type { Peers } from './peers.ts'
import { judgeConsumers } from './queueSplits.ts'
import { hasTime, isParentless, KIND, type Survey, someChild } from './survey.ts'
import type { VerdictColumns } from './verdicts.ts'

/** How long after its host ended work may begin in the background, in ns. */
const LINGER_NS = 100e6
/** Below this share of roots an operation is one that is always called. */
const RARELY_ROOT = 0.02
const ENOUGH = 20
/** Where so large a share of an operation follows an event, the few that come later do so too. */
const NEARLY_ALL = 0.9
/** A distance in time proves less than nearness. */
const MOST_SURE_LATER = 0.75

/**
 * Judges spans without a parent id: linked instead, torn off at HTTP, at a sidecar,
 * at a queue or inside a process, legitimate, or unexplained. O(n log n) of the spans concerned.
 */
export function judgeRoots(survey: Survey, peers: Peers, asked: AskedOperations, verdicts: VerdictColumns): void {
  const { spans } = survey
  const roots: SpanIndex[] = []
  for (let i = 0; i < spans.length; i++) if (isParentless(spans, i) && !verdicts.isJudged(i)) roots.push(i)
  judgeLinked(survey, roots, verdicts)
  const isOpen = (span: SpanIndex) => !verdicts.isJudged(span)
  const ofKind = (...kinds: number[]) => roots.filter((span) => kinds.includes(spans.kind[span]) && isOpen(span))

  const calls = matchOpenCalls(survey, peers, ofKind(KIND.server))
  for (const { entry, call, agreements, rivals } of calls.values()) {
    const confidence = Math.min(0.98, (agreements > 0 ? 0.95 : 0.8) - 0.1 * Math.min(2, Math.log10(1 + rivals)))
    const caller = spans.service[call]
    verdicts.set(entry, 'split_http', { reason: 'openCall', other: call, amount: agreements, confidence, caller })
  }
  judgeConsumers(survey, ofKind(KIND.consumer), verdicts)
  judgeMesh(survey, ofKind(KIND.server, KIND.unspecified), verdicts)
  judgeInner(survey, ofKind(KIND.internal, KIND.client, KIND.producer, KIND.unspecified), verdicts)
  judgeFollowers(survey, asked, roots.filter(isOpen), verdicts)
  judgeLater(survey, roots.filter(isOpen), verdicts)
  const rest = roots.filter(isOpen)
  const left = new Map<OperationIndex, number>()
  for (const span of rest) {
    const operation = survey.operations.of[span]
    left.set(operation, (left.get(operation) ?? 0) + 1)
  }
  for (const span of rest) judgeRest(survey, asked, span, left.get(survey.operations.of[span]) ?? 0, verdicts)
}

/** A root that links to a span of the dataset carries on from it by intent. */
function judgeLinked({ spans, facts }: Survey, roots: readonly SpanIndex[], verdicts: VerdictColumns): void {
  const linked = roots.filter((span) => (facts.marks[span] & HAS_LINK) !== 0)
  if (linked.length === 0) return
  const everywhere = {
    length: spans.length,
    trace: new Uint32Array(spans.length),
    spanId: spans.spanId,
    marks: spans.marks,
  }
  const index = new SpanIdIndex(everywhere)
  for (let i = 0; i < spans.length; i++) if ((spans.marks[i] & OPAQUE_ID) === 0) index.add(i)
  for (const span of linked) {
    const target = facts.links.get(span)
    if (target === undefined || !isHexSpanId(target.spanId)) continue
    const other = index.find(0, hexWord(target.spanId, 0), hexWord(target.spanId, 8), 0)
    if (other === -1 || other === span) continue
    verdicts.set(span, 'reparse', { reason: 'linked', other, confidence: 0.98, caller: spans.service[other] })
  }
}

/** Entries of operations that are recorded below spans which are no calls: their callers' sidecars record nothing. */
function judgeMesh(survey: Survey, entries: readonly SpanIndex[], verdicts: VerdictColumns): void {
  const { spans, operations, counts, atNs } = survey
  const concerned = entries.filter(
    (span) => counts.calledDirectly[operations.of[span]] > 0 && hasTime(spans, span) && !verdicts.isJudged(span),
  )
  if (concerned.length === 0) return
  const callers = listCallers(survey, new Set(concerned.map((span) => operations.of[span])))
  for (const span of concerned) {
    const operation = operations.of[span]
    let host = -1
    let open = 0
    callers.get(operation)?.someOpen(atNs[span], 1e6, 0, (candidate) => {
      if (spans.service[candidate] === spans.service[span] && !isBehind(survey, span, candidate)) return false
      if (someChild(survey, candidate, (child) => operations.of[child] === operation)) return false
      host = host === -1 ? candidate : host
      return ++open >= 20
    })
    if (host === -1) continue
    const confidence = open === 1 ? 0.9 : 0.8
    const caller = spans.service[host]
    const layer = isBehind(survey, span, host) ? 'server' : 'mesh'
    verdicts.set(span, 'split_mesh', { reason: 'openCaller', other: open === 1 ? host : -1, confidence, layer, caller })
  }
}

/** Whether a span is an application's, and another one that of the sidecar in front of it. */
function isBehind({ spans, isProxy }: Survey, span: SpanIndex, front: SpanIndex): boolean {
  return spans.service[span] === spans.service[front] && isProxy(front) && !isProxy(span)
}

/** For each operation the spans of the operations that are seen to call it directly. */
function listCallers(survey: Survey, wanted: ReadonlySet<OperationIndex>): Map<OperationIndex, IntervalList> {
  const { spans, operations, atNs, endNs } = survey
  const callers = new Map<OperationIndex, Set<OperationIndex>>()
  for (let i = 0; i < spans.length; i++) {
    const up = spans.parent[i]
    if (up === -1 || !wanted.has(operations.of[i])) continue
    if (spans.service[up] === spans.service[i] && !isBehind(survey, i, up)) continue
    if (spans.kind[up] === KIND.client || spans.kind[up] === KIND.producer) continue
    const set = callers.get(operations.of[i]) ?? new Set<OperationIndex>()
    callers.set(operations.of[i], set.add(operations.of[up]))
  }
  const rows = new Map<OperationIndex, SpanIndex[]>()
  for (const set of callers.values()) for (const operation of set) rows.set(operation, [])
  for (let i = 0; i < spans.length; i++) if (hasTime(spans, i)) rows.get(operations.of[i])?.push(i)
  const lists = new Map<OperationIndex, IntervalList>()
  for (const [operation, set] of callers) {
    const all = [...set].flatMap((caller) => rows.get(caller) ?? [])
    lists.set(operation, new IntervalList(all, atNs, endNs))
  }
  return lists
}

/** Work inside a service, while a span was open of an operation that it is else seen below. */
function judgeInner(survey: Survey, roots: readonly SpanIndex[], verdicts: VerdictColumns): void {
  const { spans, operations, counts, instance, atNs, endNs } = survey
  const concerned = roots.filter((span) => counts.calledWithin[operations.of[span]] > 0 && hasTime(spans, span))
  if (concerned.length === 0) return
  const parents = listParents(survey, new Set(concerned.map((span) => operations.of[span])))
  const isParent = new Set([...parents.values()].flatMap((set) => [...set]))
  const hosts = new Map<number, SpanIndex[]>(concerned.map((span) => [instance[span], []]))
  for (let i = 0; i < spans.length; i++) {
    if (isParent.has(operations.of[i]) && hasTime(spans, i)) hosts.get(instance[i])?.push(i)
  }
  const lists = new Map([...hosts].map(([key, rows]) => [key, new IntervalList(rows, atNs, endNs)]))
  const passedOn = findPassedOn(survey)
  for (const span of concerned) {
    const { forest } = survey
    const at = forest.position[span]
    let host = -1
    lists.get(instance[span])?.someOpen(atNs[span], 1e3, LINGER_NS, (candidate) => {
      const place = forest.position[candidate]
      if (place >= at && place < forest.end[at]) return false
      if (parents.get(operations.of[span])?.has(operations.of[candidate]) !== true) return false
      host = candidate
      return true
    })
    if (host === -1) continue
    const operation = operations.of[span]
    const share = counts.calledWithin[operation] / counts.spans[operation]
    const confidence = 0.6 + 0.35 * share
    const caller = spans.service[span]
    const parts = { reason: 'openHost', other: host, confidence, alternative: 'legit_root', caller } as const
    if (!passedOn.has(operation)) verdicts.set(span, 'split_async', parts)
    else {
      const isRecordedCall = spans.kind[host] === KIND.client && !survey.isProxy(host)
      verdicts.set(span, 'split_mesh', { ...parts, layer: isRecordedCall ? 'http-client' : 'mesh' })
    }
  }
}

/** Calls that get their context from another process of their own service: a sidecar made them for the application. */
function findPassedOn({ spans, operations, isProxy }: Survey): Set<OperationIndex> {
  const passedOn = new Set<OperationIndex>()
  const { parent, kind, service, marks } = spans
  for (let i = 0; i < spans.length; i++) {
    const isCallWithin = kind[i] === KIND.client && parent[i] !== -1 && service[parent[i]] === service[i]
    if (!isCallWithin) continue
    if ((marks[i] & REMOTE_PARENT) !== 0 || isProxy(i)) passedOn.add(operations.of[i])
  }
  return passedOn
}

/** For each operation those that are seen as its parents in its own service, itself not among them. */
function listParents(
  { spans, operations }: Survey,
  wanted: ReadonlySet<OperationIndex>,
): Map<OperationIndex, Set<OperationIndex>> {
  const parents = new Map<OperationIndex, Set<OperationIndex>>()
  for (let i = 0; i < spans.length; i++) {
    const up = spans.parent[i]
    const operation = operations.of[i]
    if (up === -1 || !wanted.has(operation) || spans.service[up] !== spans.service[i]) continue
    if (operations.of[up] === operation) continue
    parents.set(operation, (parents.get(operation) ?? new Set()).add(operations.of[up]))
  }
  return parents
}

/** Operations that never have a parent, yet always come right after the same event. */
function judgeFollowers(
  survey: Survey,
  asked: AskedOperations,
  roots: readonly SpanIndex[],
  verdicts: VerdictColumns,
): void {
  const { spans, operations } = survey
  const unseen = roots.filter((span) => spans.kind[span] !== KIND.consumer && !isEntryOfCalls(asked, spans.kind, span))
  const followings = findFollowers(survey, unseen)
  for (const span of unseen) {
    const following = followings.get(operations.of[span])
    if (following === undefined) continue
    const other = following.followers.get(span)
    if (other === undefined && following.share < NEARLY_ALL) continue
    verdicts.set(span, spans.kind[span] === KIND.server ? 'split_mesh' : 'split_async', {
      reason: 'follows',
      amount: following.share,
      confidence: other === undefined ? 0.6 : posterior(following),
      alternative: 'legit_root',
      caller: other === undefined ? following.service : spans.service[other],
    })
  }
}

/** Work inside processes that never has a parent, yet always begins some time after the same event. */
function judgeLater(survey: Survey, roots: readonly SpanIndex[], verdicts: VerdictColumns): void {
  const { spans, operations } = survey
  const work = roots.filter((span) => spans.kind[span] !== KIND.server && spans.kind[span] !== KIND.consumer)
  const followings = findLaterFollowers(survey, work)
  for (const span of work) {
    const following = followings.get(operations.of[span])
    if (following === undefined) continue
    const other = following.followers.get(span)
    if (other === undefined && following.share < NEARLY_ALL) continue
    verdicts.set(span, 'split_async', {
      reason: 'followsLater',
      amount: following.share,
      confidence: Math.min(MOST_SURE_LATER, posterior(following)),
      alternative: 'legit_root',
      caller: spans.service[span],
    })
  }
}

/** Entries of services whose calls are recorded: they had their chance to be matched with one. */
function isEntryOfCalls(asked: AskedOperations, kind: Uint8Array, span: SpanIndex): boolean {
  return kind[span] === KIND.server && asked.isServiceNamed(span)
}

function posterior({ share, chance }: Following): number {
  return Math.min(0.9, share / (share + (1 - share) * chance))
}

/** What no break explains: a root of its own right, unless it is nearly always called. */
function judgeRest(
  { spans, operations, counts }: Survey,
  asked: AskedOperations,
  span: SpanIndex,
  /** Roots of the operation that no break explains. */
  left: number,
  verdicts: VerdictColumns,
): void {
  const operation = operations.of[span]
  const called = counts.calledAcross[operation] + counts.calledDirectly[operation] + counts.roots[operation] - left
  const share = called / (called + left)
  const isEntry = spans.kind[span] === KIND.server || spans.kind[span] === KIND.unspecified
  if (!isEntry || !asked.isAsked(span)) {
    verdicts.set(span, 'legit_root', { reason: 'startsHere', confidence: 0.95 })
  } else if (called >= ENOUGH && share >= 1 - RARELY_ROOT) {
    verdicts.set(span, 'unexplained', {
      reason: 'usuallyCalled',
      amount: share,
      confidence: 0.6,
      alternative: 'legit_root',
      caller: Math.max(-1, counts.caller[operation]),
    })
  } else {
    verdicts.set(span, 'legit_root', {
      reason: 'alsoCalled',
      amount: share,
      confidence: 0.6,
      alternative: 'unexplained',
    })
  }
}
