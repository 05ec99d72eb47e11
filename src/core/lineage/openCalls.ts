import { factText, IS_CALL, IS_DATABASE, IS_MESSAGE, type LineageFacts, WAS_READ } from '../model/lineageFacts.ts'
import type { SpanIndex } from '../model/spanTable.ts'
import { IntervalList } from './intervalList.ts'
import type { Peers } from './peers.ts'
import { hasTime, KIND, type Survey } from './survey.ts'

/** An unanswered call that fits an entry span without a parent. */
export interface CallMatch {
  readonly entry: SpanIndex
  readonly call: SpanIndex
  /** Facts that agree: method, route, path, status. */
  readonly agreements: number
  /** Other unanswered calls that would fit as well. */
  readonly rivals: number
}

/** How calls and the entries below them agree where both are recorded. */
interface Habits {
  /** Recorded pairs that the figures come from. */
  readonly pairs: number
  /** Longest usual time from the start of a call to the start of its entry, in ns. */
  readonly leadNs: number
  /** The same, and from end to end. */
  readonly marginNs: number
  /** Whether what differs rules a pair out. */
  readonly pathsAgree: boolean
  readonly routesAgree: boolean
  readonly statusAgrees: boolean
}

/** Clocks and rounding, where nothing is known of them. In ns. */
const TOLERANCE_NS = 1e6
/** Longest lead taken for possible where no recorded call tells, in ns. */
const UNKNOWN_LEAD_NS = 250e6
/** How much longer than usual a lead or margin may be. */
const PATIENCE = 6
/** Recorded pairs from which habits are believed. */
const ENOUGH = 20
/** An attribute that agrees in so many pairs rules out a pair in which it differs. */
const RELIABLE = 0.95

/**
 * Pairs SERVER spans without a parent with unanswered CLIENT spans that name their service, each call with one entry:
 * the best agreement first, then the tightest fit in time. Calls that name nobody are taken where time and habits fit
 * closely. O(n log n) of the spans concerned.
 */
export function matchOpenCalls(survey: Survey, peers: Peers, entries: readonly SpanIndex[]): Map<SpanIndex, CallMatch> {
  const habits = learnHabits(survey)
  const { named, nameless } = listOpenCalls(survey, peers)
  const found: Candidate[] = []
  for (const entry of entries) {
    if (!hasTime(survey.spans, entry)) continue
    const list = named.get(survey.spans.service[entry])
    const before = found.length
    if (list !== undefined) collect(survey, habits, entry, list, true, found)
    if (found.length === before && habits.pairs >= ENOUGH) collect(survey, habits, entry, nameless, false, found)
    const rivals = found.length - before - 1
    for (let k = before; k < found.length; k++) found[k].rivals = rivals
  }
  found.sort((a, b) => b.agreements - a.agreements || a.slackNs - b.slackNs || a.entry - b.entry || a.call - b.call)
  const taken = new Set<SpanIndex>()
  const matches = new Map<SpanIndex, CallMatch>()
  for (const { entry, call, agreements, rivals } of found) {
    if (taken.has(call) || matches.has(entry)) continue
    taken.add(call)
    matches.set(entry, { entry, call, agreements, rivals })
  }
  return matches
}

interface Candidate {
  readonly entry: SpanIndex
  readonly call: SpanIndex
  readonly agreements: number
  /** Time of the call that the entry leaves over. */
  readonly slackNs: number
  rivals: number
}

function collect(
  survey: Survey,
  habits: Habits,
  entry: SpanIndex,
  list: IntervalList,
  isNamed: boolean,
  found: Candidate[],
): void {
  const { atNs, endNs, spans, facts } = survey
  const toleranceNs = toleranceOf(survey, entry)
  const leadNs = habits.leadNs + toleranceNs
  const marginNs = habits.marginNs + 2 * toleranceNs
  let count = 0
  list.someOpen(atNs[entry], toleranceNs, toleranceNs, (call) => {
    if (spans.trace[call] === spans.trace[entry] && isBelow(survey, call, entry)) return false
    const lead = atNs[entry] - atNs[call]
    if (lead > leadNs) return false
    const agreements = countAgreements(facts, habits, entry, call)
    if (agreements < 0) return false
    const slackNs = Math.abs(lead) + Math.abs(endNs[call] - endNs[entry])
    if (!isNamed && (slackNs > marginNs || endNs[call] < endNs[entry] - toleranceNs)) return false
    found.push({ entry, call, agreements, slackNs, rivals: 0 })
    return ++count > 200
  })
}

/** How far the clocks of an entry and of an unknown caller may be apart. */
function toleranceOf({ clocks, instance }: Survey, entry: SpanIndex): number {
  if (!clocks.isSkewed || clocks.calls[instance[entry]] > 0) return TOLERANCE_NS
  let most = 0
  for (const ns of clocks.offsetNs) most = Math.max(most, Math.abs(ns))
  return TOLERANCE_NS + most
}

function isBelow({ forest }: Survey, span: SpanIndex, top: SpanIndex): boolean {
  const at = forest.position[top]
  const position = forest.position[span]
  return position >= at && position < forest.end[at]
}

/** Facts that agree; -1 where one differs that never does between a call and its entry. */
function countAgreements(facts: LineageFacts, habits: Habits, entry: SpanIndex, call: SpanIndex): number {
  let agreements = 0
  const method = compareTexts(facts, facts.method[entry], facts.method[call])
  if (method === false) return -1
  if (method === true) agreements++
  if (facts.pathHash[entry] !== 0 && facts.pathHash[call] !== 0) {
    if (facts.pathHash[entry] === facts.pathHash[call]) agreements += 2
    else if (habits.pathsAgree) return -1
  }
  const route = compareRoutes(facts, facts.route[entry], facts.route[call])
  if (route === false && habits.routesAgree) return -1
  if (route === true) agreements++
  if (facts.status[entry] !== 0 && facts.status[call] !== 0) {
    if (facts.status[entry] === facts.status[call]) agreements++
    else if (habits.statusAgrees) return -1
  }
  return agreements
}

function compareTexts(facts: LineageFacts, a: number, b: number): boolean | undefined {
  if (a === -1 || b === -1) return undefined
  return a === b || factText(facts, a).toLowerCase() === factText(facts, b).toLowerCase()
}

/** Whether two templates may be the same route: segment by segment, `{}` standing for any. */
function compareRoutes(facts: LineageFacts, a: number, b: number): boolean | undefined {
  if (a === -1 || b === -1) return undefined
  if (a === b) return true
  const left = factText(facts, a).split('/')
  const right = factText(facts, b).split('/')
  return (
    left.length === right.length &&
    left.every((part, k) => part === right[k] || part === '{}' || (right[k] === '{}' && part !== ''))
  )
}

/** Whether CLIENT spans ask a service for an operation with that method and route, or do not say. */
export function mayAskFor(facts: LineageFacts, entry: SpanIndex, call: SpanIndex): boolean {
  return (
    compareTexts(facts, facts.method[entry], facts.method[call]) !== false &&
    compareRoutes(facts, facts.route[entry], facts.route[call]) !== false
  )
}

function learnHabits(survey: Survey): Habits {
  const { spans, facts, atNs, endNs } = survey
  const leads: number[] = []
  const margins: number[] = []
  const agree = { path: 0, paths: 0, route: 0, routes: 0, status: 0, statuses: 0 }
  for (let i = 0; i < spans.length && leads.length < 20_000; i++) {
    const call = spans.parent[i]
    if (call === -1 || spans.kind[i] !== KIND.server || spans.kind[call] !== KIND.client) continue
    if (spans.service[i] === spans.service[call]) continue
    if (hasTime(spans, i) && hasTime(spans, call)) {
      leads.push(atNs[i] - atNs[call])
      margins.push(Math.abs(atNs[i] - atNs[call]) + Math.abs(endNs[call] - endNs[i]))
    }
    if ((facts.marks[i] & facts.marks[call] & WAS_READ) === 0) continue
    if (facts.pathHash[i] !== 0 && facts.pathHash[call] !== 0) {
      agree.paths++
      if (facts.pathHash[i] === facts.pathHash[call]) agree.path++
    }
    const route = compareRoutes(facts, facts.route[i], facts.route[call])
    if (route !== undefined) agree.routes++
    if (route === true) agree.route++
    if (facts.status[i] !== 0 && facts.status[call] !== 0) {
      agree.statuses++
      if (facts.status[i] === facts.status[call]) agree.status++
    }
  }
  const isKnown = leads.length >= ENOUGH
  const isReliable = (count: number, of: number) => (of < ENOUGH ? count === of : count >= RELIABLE * of)
  return {
    pairs: leads.length,
    leadNs: isKnown ? PATIENCE * quantile(leads, 0.99) : UNKNOWN_LEAD_NS,
    marginNs: isKnown ? PATIENCE * quantile(margins, 0.5) : UNKNOWN_LEAD_NS,
    pathsAgree: isReliable(agree.path, agree.paths),
    routesAgree: isReliable(agree.route, agree.routes),
    statusAgrees: isReliable(agree.status, agree.statuses),
  }
}

function quantile(values: number[], share: number): number {
  values.sort((a, b) => a - b)
  return Math.max(0, values[Math.min(values.length - 1, Math.floor(share * values.length))])
}

/** Unanswered calls by the service they name; and those that name nobody, or nobody known. */
function listOpenCalls(
  survey: Survey,
  peers: Peers,
): { readonly named: ReadonlyMap<number, IntervalList>; readonly nameless: IntervalList } {
  const { spans, facts, atNs, endNs } = survey
  const isAnswered = new Uint8Array(spans.length)
  for (let i = 0; i < spans.length; i++) {
    const up = spans.parent[i]
    if (up !== -1 && (spans.service[up] !== spans.service[i] || spans.kind[i] === KIND.server)) isAnswered[up] = 1
  }
  const rows = new Map<number, SpanIndex[]>()
  const others: SpanIndex[] = []
  for (let i = 0; i < spans.length; i++) {
    if (spans.kind[i] !== KIND.client || isAnswered[i] === 1 || !hasTime(spans, i)) continue
    if ((facts.marks[i] & (IS_DATABASE | IS_MESSAGE)) !== 0) continue
    const peer = facts.peer[i]
    const service = peer === -1 ? -1 : peers.serviceOf[peer]
    if (service === -1) {
      if (peer === -1 && ((facts.marks[i] & IS_CALL) !== 0 || facts.attributeCount[i] === 0)) others.push(i)
      continue
    }
    const list = rows.get(service)
    if (list === undefined) rows.set(service, [i])
    else list.push(i)
  }
  const named = new Map([...rows].map(([service, list]) => [service, new IntervalList(list, atNs, endNs)]))
  return { named, nameless: new IntervalList(others, atNs, endNs) }
}
