import { IS_PROXY, type LineageFacts, WAS_READ } from '../model/lineageFacts.ts'
import type { SpanIndex, SpanTable } from '../model/spanTable.ts'
import type { OperationTable } from './operations.ts'

/** Tells the spans of sidecars from those of applications. */
export type IsProxy = (span: SpanIndex) => boolean

const never: IsProxy = () => false

/**
 * Finds the spans of proxies: those whose attributes, resource or scope say so, and, of spans that were not read, those
 * whose operation most that were read are a proxy's. O(spans), and nothing where no span is a proxy's.
 */
export function findProxies(spans: SpanTable, facts: LineageFacts, operations: OperationTable): IsProxy {
  const { marks, isProxyContext } = facts
  const { context } = spans
  if (!isProxyContext.includes(1) && !marks.some((bits) => (bits & IS_PROXY) !== 0)) return never
  const says = (span: SpanIndex) => (marks[span] & IS_PROXY) !== 0 || isProxyContext[context[span]] === 1
  const balance = new Int32Array(operations.length)
  for (let i = 0; i < spans.length; i++) {
    if ((marks[i] & WAS_READ) !== 0) balance[operations.of[i]] += says(i) ? 1 : -1
  }
  return (span) => says(span) || ((marks[span] & WAS_READ) === 0 && balance[operations.of[span]] > 0)
}
