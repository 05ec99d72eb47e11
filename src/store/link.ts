import { findSpan, findTrace, occurrenceOf, parentIdText, spanIdText, traceIdText } from '../core/analysis/findSpan.ts'
import type { Dataset } from '../core/model/dataset.ts'
import type { ForestNode } from '../core/model/spanForest.ts'
import type { TraceIndex } from '../core/model/spanTable.ts'

/** What an address says to look at. Ids, never row numbers; an absent field is undefined. */
export interface Link {
  /** `sample:NAME` */
  readonly source: string | undefined
  readonly trace: string | undefined
  /** A span id; the nth of several spans of one id as `id~n`. */
  readonly span: string | undefined
  readonly fromNs: number | undefined
  readonly toNs: number | undefined
  readonly query: string | undefined
  /** What the main panel shows, where that is not the waterfall. */
  readonly view: string | undefined
  /** The service whose rate, errors and duration are shown, its operation, and the service it is compared with. */
  readonly red: string | undefined
  readonly operation: string | undefined
  readonly against: string | undefined
}

/** A link that says nothing. */
export const NO_LINK: Link = {
  source: undefined,
  trace: undefined,
  span: undefined,
  fromNs: undefined,
  toNs: undefined,
  query: undefined,
  view: undefined,
  red: undefined,
  operation: undefined,
  against: undefined,
}

function readNs(text: string | null): number | undefined {
  if (text === null || !/^\d{1,16}$/.test(text)) return undefined
  return Number(text)
}

/** Reads the query part of an address; what is malformed is left out. */
export function readLink(search: string): Link {
  const parameters = new URLSearchParams(search)
  const text = (key: string) => parameters.get(key) || undefined
  return {
    source: text('source'),
    trace: text('trace'),
    span: text('span'),
    fromNs: readNs(parameters.get('from')),
    toNs: readNs(parameters.get('to')),
    query: text('q'),
    view: text('view'),
    red: text('red'),
    operation: text('op'),
    against: text('against'),
  }
}

/** Prints a link as the query part of an address, '' for one that says nothing. */
export function printLink(link: Link): string {
  const parameters = new URLSearchParams()
  if (link.source !== undefined) parameters.set('source', link.source)
  if (link.trace !== undefined) parameters.set('trace', link.trace)
  if (link.span !== undefined) parameters.set('span', link.span)
  if (link.fromNs !== undefined) parameters.set('from', String(Math.round(link.fromNs)))
  if (link.toNs !== undefined) parameters.set('to', String(Math.round(link.toNs)))
  if (link.query !== undefined) parameters.set('q', link.query)
  if (link.view !== undefined) parameters.set('view', link.view)
  if (link.red !== undefined) parameters.set('red', link.red)
  if (link.operation !== undefined) parameters.set('op', link.operation)
  if (link.against !== undefined) parameters.set('against', link.against)
  const text = parameters.toString().replaceAll('%3A', ':').replaceAll('%7E', '~')
  return text === '' ? '' : `?${text}`
}

/** The trace that a link names; undefined where it names none or the dataset does not hold it. */
export function findLinkedTrace(dataset: Dataset, link: Link): TraceIndex | undefined {
  if (link.trace === undefined) return undefined
  const trace = findTrace(dataset.spans, link.trace.toLowerCase()) ?? findTrace(dataset.spans, link.trace)
  return trace
}

/** The span that a link names in a trace, or the ghost of that id. */
export function findLinkedNode(dataset: Dataset, trace: TraceIndex, link: Link): ForestNode | undefined {
  if (link.span === undefined) return undefined
  const [, id, nth] = /^(.*?)(?:~(\d{1,9}))?$/.exec(link.span) ?? []
  const span = findSpan(dataset.spans, trace, id, nth === undefined ? 1 : Number(nth))
  if (span !== undefined) return span
  const { ghosts } = dataset.forest
  for (let ghost = 0; ghost < ghosts.length; ghost++) {
    if (ghosts.trace[ghost] === trace && parentIdText(dataset.spans, ghosts.child[ghost]) === link.span) return ~ghost
  }
  return undefined
}

/** What a link calls a node: the inverse of {@link findLinkedNode}. */
export function linkTextOf(dataset: Dataset, node: ForestNode): string {
  const { spans, forest } = dataset
  if (node < 0) return parentIdText(spans, forest.ghosts.child[~node]) ?? ''
  const nth = occurrenceOf(spans, node)
  return nth === 1 ? spanIdText(spans, node) : `${spanIdText(spans, node)}~${nth}`
}

/** What a link calls a trace. */
export function traceLinkText(dataset: Dataset, trace: TraceIndex): string {
  return traceIdText(dataset.spans, trace)
}
