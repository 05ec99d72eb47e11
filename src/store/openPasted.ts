import { findTrace, idTest } from '../core/analysis/findSpan.ts'
import type { PastedIds, PastedText } from '../core/import/pasted/pastedIds.ts'
import { readPastedText } from '../core/import/pastedText.ts'
import type { Dataset } from '../core/model/dataset.ts'
import { hexWord, isHexTraceId } from '../core/model/ids.ts'
import type { SpanIndex, TraceIndex } from '../core/model/spanTable.ts'
import { linkTextOf, NO_LINK } from './link.ts'
import type { PasteNote } from './paste.ts'
import type { Store } from './store.ts'

/** A trace by its id, by the low 64 bits of it where a sender knows no more, or by what the input wrote. */
function lookUpTrace({ spans }: Dataset, id: string): TraceIndex | undefined {
  const exact = findTrace(spans, id)
  if (exact !== undefined || !isHexTraceId(id) || !id.startsWith('0'.repeat(16))) return exact
  const { idWords, length } = spans.traces
  const [high, low] = [hexWord(id, 16), hexWord(id, 24)]
  for (let trace = 0; trace < length; trace++) {
    if (idWords[4 * trace + 3] === low && idWords[4 * trace + 2] === high) return trace
  }
  return undefined
}

function lookUpSpan({ spans }: Dataset, id: string, trace: TraceIndex | undefined): SpanIndex | undefined {
  const hasId = idTest(spans, id)
  const { firstSpan } = spans.traces
  const end = trace === undefined ? spans.length : firstSpan[trace + 1]
  for (let span = trace === undefined ? 0 : firstSpan[trace]; span < end; span++) if (hasId(span)) return span
  return undefined
}

/** The ids of a text, likeliest first. */
function idsOf(read: PastedText): readonly PastedIds[] {
  if (read.kind === 'ids' || read.kind === 'url') return [read.ids]
  if (read.kind === 'candidates') return read.candidates
  return read.kind === 'malformed' && read.perhaps !== undefined ? [read.perhaps] : []
}

/** Says more than the trace that opens: worth a note beside it. */
function isTelling(ids: PastedIds): boolean {
  return ids.version !== undefined || ids.sampled !== undefined || ids.traceState.length > 0 || ids.warnings.length > 0
}

/** Goes to what ids name; tells how far it came. */
function goTo(get: () => Store, dataset: Dataset, { traceId, spanId }: PastedIds): PasteNote['outcome'] {
  const known = traceId === undefined ? undefined : lookUpTrace(dataset, traceId)
  if (traceId !== undefined && known === undefined) return 'absent'
  const span = spanId === undefined ? undefined : lookUpSpan(dataset, spanId, known)
  const trace = known ?? (span === undefined ? undefined : dataset.spans.trace[span])
  if (trace === undefined) return 'absent'
  // A span id that is not here may be a parent that nobody sent: then its ghost has it.
  const link = span === undefined ? spanId : linkTextOf(dataset, span)
  get().openTrace(trace, { ...NO_LINK, span: link })
  return spanId !== undefined && get().selected === undefined ? 'spanAbsent' : 'opened'
}

/** Does with a text what its reader would expect. */
export async function openPasted(set: (part: Partial<Store>) => void, get: () => Store, text: string): Promise<void> {
  const note = (paste: PasteNote) => set({ paste, failure: undefined })
  const { opened } = get()
  const trimmed = text.trim()
  if (trimmed === '') return
  const asWritten = opened === undefined ? undefined : findTrace(opened.dataset.spans, trimmed)
  if (asWritten !== undefined) {
    set({ paste: undefined, failure: undefined })
    get().openTrace(asWritten)
    return
  }
  const read = readPastedText(text)
  if (read.kind === 'dump') {
    set({ paste: undefined })
    await get().openText(text)
    return
  }
  const all = idsOf(read)
  const [likeliest] = all
  if (likeliest === undefined) {
    const address = /^https?:\/\/\S+$/i.test(trimmed) ? trimmed : undefined
    note({ read, ids: undefined, outcome: 'noIds', address })
    return
  }
  for (const ids of all) {
    const outcome = opened === undefined ? 'absent' : goTo(get, opened.dataset, ids)
    if (outcome === 'absent') continue
    const plain = outcome === 'opened' && read.kind !== 'malformed' && !isTelling(ids)
    set({ paste: plain ? undefined : { read, ids, outcome }, failure: undefined })
    return
  }
  const sought = all.find(({ traceId }) => traceId !== undefined) ?? likeliest
  const { traceId } = sought
  const elsewhere = { ...NO_LINK, trace: traceId, span: sought.spanId }
  const asked = traceId === undefined ? [] : await get().listAskable(read.kind === 'url' ? trimmed : undefined)
  if (asked.length > 0) {
    note({ read, ids: sought, outcome: 'asked' })
    if (await get().askSources(traceId, asked, elsewhere)) return
  }
  if (traceId !== undefined && (await get().openDumpOfTrace(elsewhere))) {
    note({ read, ids: sought, outcome: 'opened' })
    return
  }
  if (asked.length === 0) note({ read, ids: sought, outcome: opened === undefined ? 'nothingOpen' : 'absent' })
}
