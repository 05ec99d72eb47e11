import { type SpanIndex, type SpanTable, textAt } from '../model/spanTable.ts'
import type { TextIndex } from '../model/textTable.ts'
import { type Layer, standingOf } from './breakClasses.ts'
import type { BoundaryBreaks } from './measureBoundaries.ts'
import { KIND, type Survey, someChild } from './survey.ts'
import { classOf, type Verdicts } from './verdicts.ts'

/** One that a request passes: an application, or the sidecar beside it. */
interface MeshStation {
  readonly role: 'application' | 'sidecar'
  /** Text index of the table. */
  readonly service: TextIndex
  /** What it recorded; -1 for nothing. */
  readonly span: SpanIndex
}

/** A hop through a mesh on which context broke: who the request passes, in order, and where it tears. Plain data. */
export interface MeshHop {
  /** Sidecars among them. */
  readonly stations: readonly MeshStation[]
  /** Context got lost between the station before this one and this one. */
  readonly tornBefore: number
  readonly layer: Layer
  /** Where it tears and what to mend, in words. */
  readonly sentence: string
  /** Broken crossings of the boundary, of which this is one. */
  readonly broken: number
}

/** Hops that are shown. */
const MOST = 8
/** Proxies in a row that are followed. */
const MOST_PROXIES = 4

/** Lays out one broken hop of each boundary where sidecars record spans, in the order of the boundaries. O(boundaries). */
export function findMeshHops(survey: Survey, verdicts: Verdicts, boundaries: readonly BoundaryBreaks[]): MeshHop[] {
  const hops: MeshHop[] = []
  for (const { example, breaks } of boundaries) {
    if (hops.length === MOST) break
    if (example === -1 || standingOf(verdicts.breakClass[example]) !== 'broken') continue
    const after = stationsFrom(survey, example)
    const before = stationsUpTo(survey, verdicts, example)
    const stations = [...before, ...after]
    if (!stations.some(({ role }) => role === 'sidecar')) continue
    const tear = explainTear(survey.spans, before.at(-1), after[0])
    hops.push({ stations, tornBefore: before.length, ...tear, broken: breaks.count })
  }
  return hops
}

function stationOf({ spans, isProxy }: Survey, span: SpanIndex): MeshStation {
  return { role: isProxy(span) ? 'sidecar' : 'application', service: spans.service[span], span }
}

/** The torn-off span, and below it the sidecars that it passed, down to the application that was asked. */
function stationsFrom(survey: Survey, top: SpanIndex): MeshStation[] {
  const { spans, isProxy } = survey
  const stations = [stationOf(survey, top)]
  let span = top
  while (isProxy(span) && stations.length <= MOST_PROXIES) {
    let next = -1
    someChild(survey, span, (child) => {
      next = child
      return spans.kind[child] === KIND.server
    })
    const isInbound = spans.kind[span] === KIND.server
    if (next === -1 || (isInbound && spans.service[next] !== spans.service[span]) || isOnward(survey, span, next)) {
      if (isInbound) stations.push({ role: 'application', service: spans.service[span], span: -1 })
      break
    }
    stations.push(stationOf(survey, next))
    span = next
  }
  return stations
}

/** Whether a sidecar that took a request in has below it only its own request to somebody else. */
function isOnward({ spans, isProxy }: Survey, inbound: SpanIndex, next: SpanIndex): boolean {
  return spans.kind[inbound] === KIND.server && spans.kind[next] === KIND.client && isProxy(next)
}

/** Up to the tear: the application that asked, and its sidecars, as far as the verdict knows who that was. */
function stationsUpTo(survey: Survey, verdicts: Verdicts, top: SpanIndex): MeshStation[] {
  const { spans, isProxy } = survey
  const known = verdicts.other[top]
  const isCaller = known !== -1 && classOf(verdicts, top).startsWith('split_')
  if (!isCaller) return []
  const stations = [stationOf(survey, known)]
  if (isProxy(known) && spans.kind[known] === KIND.server) {
    if (spans.service[known] === spans.service[top] && !isProxy(top)) return stations
    return [...stations, { role: 'application', service: spans.service[known], span: -1 }]
  }
  let span = known
  while (isProxy(span) && stations.length <= MOST_PROXIES) {
    const up = spans.parent[span]
    if (up === -1 || spans.service[up] !== spans.service[known]) {
      stations.unshift({ role: 'application', service: spans.service[known], span: -1 })
      break
    }
    stations.unshift(stationOf(survey, up))
    span = up
  }
  if (!isProxy(known)) stations.push(...proxiesBelow(survey, known, top))
  return stations
}

/** Sidecars that a call passed before it tore. */
function proxiesBelow(survey: Survey, call: SpanIndex, top: SpanIndex): MeshStation[] {
  const stations: MeshStation[] = []
  let next = call
  while (next !== -1 && stations.length < MOST_PROXIES) {
    const span = next
    next = -1
    someChild(survey, span, (child) => {
      if (!survey.isProxy(child) || child === top) return false
      next = child
      return true
    })
    if (next !== -1) stations.push(stationOf(survey, next))
  }
  return stations
}

function explainTear(
  spans: SpanTable,
  before: MeshStation | undefined,
  after: MeshStation,
): Pick<MeshHop, 'layer' | 'sentence'> {
  const to = textAt(spans, after.service)
  if (before === undefined) {
    const who = after.role === 'sidecar' ? `the sidecar of ${to}` : to
    return {
      layer: 'mesh',
      sentence: `What called ${who} is not recorded: a proxy on the way may write a context of its own and export no span.`,
    }
  }
  const from = textAt(spans, before.service)
  if (before.role === 'application' && before.span === -1) {
    return {
      layer: 'mesh',
      sentence: `The context reached the sidecar of ${from} and was not on the request that ${from} made: the application has to copy traceparent and tracestate (or the b3 headers) from the request it gets to the one it makes.`,
    }
  }
  if (before.role === 'application' && after.role === 'sidecar' && before.service === after.service) {
    return {
      layer: 'http-client',
      sentence: `${from} recorded the call, and its own sidecar began anew: the client of ${from} sends no context, or in headers that the sidecar does not read (B3 on one side, W3C on the other).`,
    }
  }
  if (before.role === 'sidecar' && after.role === 'application') {
    return {
      layer: 'server',
      sentence: `The context reached the sidecar ${before.service === after.service ? 'in front' : `of ${from}`}, and the application ${to} began anew: its server does not read the headers that the sidecar sends.`,
    }
  }
  if (before.role === 'sidecar') {
    return {
      layer: 'mesh',
      sentence: `The context left the sidecar of ${from} and the one of ${to} began anew: their tracers speak different headers, or something between them removes them.`,
    }
  }
  return {
    layer: 'http-client',
    sentence: `${from} recorded the call, and ${after.role === 'sidecar' ? `the sidecar of ${to}` : to} began anew: the context was not on the request when it arrived.`,
  }
}
