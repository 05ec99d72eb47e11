import type { SpanIndex, SpanTable } from '../model/spanTable.ts'
import { idTest } from './findSpan.ts'

const UNTESTED = 0
const MATCHES = 1
const DIFFERS = 2

/**
 * Spans of the rows `from` to `to` (exclusive) whose service or name contains `needle`, whatever the case, or whose id it
 * is. In row order; none for ''. Each text of the dataset is tested once at most.
 */
export function matchSpans(spans: SpanTable, from: SpanIndex, to: SpanIndex, needle: string): SpanIndex[] {
  const wanted = needle.toLowerCase()
  if (wanted === '') return []
  const { texts, name, service } = spans
  const verdicts = new Uint8Array(texts.length)
  const contains = (text: number): boolean => {
    if (verdicts[text] === UNTESTED) verdicts[text] = texts[text].toLowerCase().includes(wanted) ? MATCHES : DIFFERS
    return verdicts[text] === MATCHES
  }
  const hasHexId = idTest(spans, wanted)
  const hasId = idTest(spans, needle)
  const found: SpanIndex[] = []
  for (let i = from; i < to; i++) {
    if (contains(name[i]) || contains(service[i]) || hasHexId(i) || hasId(i)) found.push(i)
  }
  return found
}
