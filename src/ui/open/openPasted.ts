import { findTrace } from '../../core/analysis/findSpan.ts'
import { NO_LINK } from '../../store/link.ts'
import { useStore } from '../../store/store.ts'

/** Longer texts are dumps, whatever they begin with. */
const LONGEST_ID = 2000

/** True for a text that is a dump and no id. */
export function looksLikeDump(text: string): boolean {
  return /^\s*[[{]/.test(text) || text.length > LONGEST_ID
}

/** A trace id in the spelling of the dataset: lower-case hex without dashes or prefix; undefined for other texts. */
export function readTraceId(text: string): string | undefined {
  const id = text.trim().toLowerCase().replace(/^0x/, '').replaceAll('-', '')
  return /^[0-9a-f]{1,32}$/.test(id) ? id.padStart(32, '0') : undefined
}

/** Opens what was pasted or typed: a dump, or the id of a trace of the open dataset. */
export function openPasted(text: string): void {
  const { opened, openText, openTrace, fail } = useStore.getState()
  const trimmed = text.trim()
  if (trimmed === '') return
  if (looksLikeDump(text)) {
    void openText(text)
    return
  }
  if (opened === undefined) {
    fail('Open a dump first: a trace id is looked up among the traces that are open.')
    return
  }
  const id = readTraceId(trimmed)
  const trace =
    findTrace(opened.dataset.spans, trimmed) ?? (id === undefined ? undefined : findTrace(opened.dataset.spans, id))
  if (trace !== undefined) {
    fail(undefined)
    openTrace(trace, NO_LINK)
  } else if (id === undefined)
    fail(`“${trimmed.slice(0, 80)}” is neither JSON nor a trace id: a trace id has 32 hex digits.`)
  else fail(`Trace ${id} is not among the ${opened.dataset.spans.traces.length} traces of ${opened.label}.`)
}
