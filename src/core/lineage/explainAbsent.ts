import { REMOTE_KNOWN, REMOTE_PARENT } from '../model/spanMarks.ts'
import { SPAN_KINDS, type SpanIndex, type SpanTable, textAt } from '../model/spanTable.ts'
import type { TextIndex } from '../model/textTable.ts'
import type { AbsentOperations } from './absentOperations.ts'
import { KIND } from './survey.ts'

/** From this share of the cases on, an operation is named in the absent parent's row. */
const LIKELY = 0.5

/**
 * What an absent parent probably was, in a few words: "probably gateway POST /orders"; '' where nothing tells.
 * `caller` is the service that the verdict on its children names, -1 for none.
 */
export function absentInShort(spans: SpanTable, absent: AbsentOperations, ghost: number, caller: TextIndex): string {
  if (absent.child[ghost] !== -1 && absent.seen[ghost] >= LIKELY * absent.of[ghost]) {
    return `probably ${textAt(spans, absent.service[ghost])} ${textAt(spans, absent.name[ghost])}`
  }
  return caller === -1 ? '' : `probably of ${textAt(spans, caller)}`
}

/** What is inferred about an absent parent and from what, a sentence each. `children` are the spans that name it. */
export function explainAbsent(
  spans: SpanTable,
  absent: AbsentOperations,
  ghost: number,
  children: readonly SpanIndex[],
): string[] {
  return [explainOperation(spans, absent, ghost), ...explainChildren(spans, children)].filter((text) => text !== '')
}

function explainOperation(spans: SpanTable, absent: AbsentOperations, ghost: number): string {
  const { child, seen, of, kind, service, name } = absent
  if (child[ghost] === -1) return ''
  const asked = `“${textAt(spans, spans.name[child[ghost]])}” of ${textAt(spans, spans.service[child[ghost]])}`
  const likely = seen[ghost] >= LIKELY * of[ghost] ? 'Probably it was' : 'It may have been'
  const what = `${textAt(spans, service[ghost])} “${textAt(spans, name[ghost])}”`
  const kindWord = kind[ghost] === KIND.unspecified ? '' : ` (${SPAN_KINDS[kind[ghost]]})`
  const cases = of[ghost] === 1 ? 'in the one other case' : `in ${seen[ghost]} of ${of[ghost]} other cases`
  return `${likely} ${what}${kindWord}: ${cases} that is the recorded parent of ${asked}.`
}

/** What the children tell by themselves: in which process it was, and what it called and did there. */
function explainChildren(spans: SpanTable, children: readonly SpanIndex[]): string[] {
  const isEntry = (span: SpanIndex) => {
    const marks = spans.marks[span]
    if ((marks & REMOTE_KNOWN) !== 0) return (marks & REMOTE_PARENT) !== 0
    return spans.kind[span] === KIND.server || spans.kind[span] === KIND.consumer
  }
  const local = children.filter((span) => !isEntry(span))
  const entries = children.filter(isEntry)
  const said: string[] = []
  if (local.length > 0) {
    const calls = local.filter((span) => spans.kind[span] === KIND.client || spans.kind[span] === KIND.producer)
    const services = listNames(local.map((span) => textAt(spans, spans.service[span])))
    const called = calls.length === 0 ? '' : ` It called ${listNames(calls.map((span) => quoted(spans, span)))}.`
    const works = local.filter((span) => !calls.includes(span))
    const did = works.length === 0 ? '' : ` It did ${listNames(works.map((span) => quoted(spans, span)))}.`
    said.push(`It ran inside ${services}, where ${counted(local.length, 'child')} of it ran.${called}${did}`)
  }
  if (entries.length > 0) {
    const services = listNames(entries.map((span) => textAt(spans, spans.service[span])))
    said.push(`It called ${services}, where ${counted(entries.length, 'entry')} of this trace names it.`)
  }
  return said
}

function quoted(spans: SpanTable, span: SpanIndex): string {
  return `“${textAt(spans, spans.name[span])}”`
}

function counted(count: number, word: 'child' | 'entry'): string {
  if (count === 1) return word === 'child' ? 'one child' : 'one entry'
  return `${count} ${word === 'child' ? 'children' : 'entries'}`
}

/** Different names, the first three of them. */
function listNames(names: readonly string[]): string {
  const different = [...new Set(names)]
  const shown = different.slice(0, 3)
  return different.length > shown.length
    ? `${shown.join(', ')} and ${different.length - shown.length} more`
    : shown.join(shown.length === 2 ? ' and ' : ', ')
}
