import type { Report } from '../core/model/diagnostic.ts'
import type { SpanRecord } from '../core/model/spanRecord.ts'
import { SPAN_KINDS, type SpanTable, STATUS_ERROR } from '../core/model/spanTable.ts'
import { recordOf, tabulate } from './tabulate.ts'

/** Unix ns of 0 ms in a drawing. */
export const SKETCH_ORIGIN_NS = 1_760_000_000_000_000_000n

/**
 * Makes a table from a drawing, one line a span, in the order read:
 *
 *     shop: GET /checkout   0-100         service, name, start and end in ms
 *       cart: get           10-60 !       a child; "!" is an error
 *       ?ads: list          50-90         names a parent that is absent
 *     ?                                   an absent parent with several children
 *       a                   10-20
 *       b                   30-           no end
 *     c                     -             no start
 *     d                     50-40         ends before it starts; "50<" says the same
 *     e                     =0+5          Unix start and duration in ns
 *     f                     0-1 #x        an id with a name: twice, it is a duplicate
 *     g                     0-1 #y ^y     "^" names the parent, here itself
 *     rpc                   0-9           the client's half of a shared id …
 *       rpc                 2-7 ~         … and the server's half
 *     c: GET                0-9 @client   a kind; "@remote" and "@local" say where the parent was
 *     ---                                 another trace
 *     ---^                                another one with the same lower half of its id, and the same names of ids
 *
 * Facts in parentheses belong to sketchLineage.ts.
 * Indentation says who is the child of whom, two spaces a level; on a "?" span it says nothing.
 */
export function sketch(drawing: string, report?: Report): SpanTable {
  return tabulate(sketchRecords(drawing), report)
}

/** The records of a drawing. */
export function sketchRecords(drawing: string): SpanRecord[] {
  const lines = drawing.split('\n').filter((line) => line.trim() !== '')
  const margin = Math.min(...lines.map(indentOf))
  const records: SpanRecord[] = []
  /** Ids of the line above and its ancestors, by level. */
  const open: number[] = []
  const named = new Map<string, number>()
  let trace = 1
  let ids = 0
  let upperHalf: string | undefined
  const idOf = (label: string): number => {
    const known = named.get(label)
    if (known !== undefined) return known
    named.set(label, ++ids)
    return ids
  }
  for (const [number, line] of lines.entries()) {
    if (line.trim() === '---' || line.trim() === '---^') {
      if (line.trim() === '---') {
        trace++
        named.clear()
        upperHalf = undefined
      } else upperHalf = 'f'.repeat(16)
      open.length = 0
      continue
    }
    open.length = Math.min(open.length, (indentOf(line) - margin) / 2)
    if (line.trim() === '?') {
      open.push(++ids)
      continue
    }
    const span = readLine(line.trim())
    const above = open.at(-1) ?? 0
    const id = span.isHalf ? above : span.label === undefined ? ++ids : idOf(span.label)
    const parent = span.isOrphan ? ++ids : span.parent === undefined ? above : idOf(span.parent)
    const at = { byte: number, line: number + 1 }
    const record = recordOf(id, span.isHalf ? 0 : parent, { ...span.fields, trace, at })
    records.push(upperHalf === undefined ? record : { ...record, traceId: upperHalf + record.traceId.slice(16) })
    open.push(id)
  }
  return records
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

interface Line {
  readonly fields: Partial<SpanRecord>
  readonly label: string | undefined
  readonly parent: string | undefined
  readonly isOrphan: boolean
  readonly isHalf: boolean
}

const TIME = /^(?:=(-?\d+)(?:\+(\d+))?|([\d.]*)(?:-([\d.]*)|(<)))$/

function readLine(line: string): Line {
  const words = withoutFacts(line).split(/\s+/)
  const marks: string[] = []
  while (
    words.length > 1 &&
    (/^([#^@]\S+|[!~])$/.test(words[words.length - 1]) || TIME.test(words[words.length - 1]))
  ) {
    marks.push(words.pop() ?? '')
  }
  const [, orphan, service, name] = /^(\?)?(?:([\w.-]+): )?(.*)$/.exec(words.join(' ')) ?? []
  const time = marks.find((mark) => TIME.test(mark))
  const tagged = (sign: string) => marks.find((mark) => mark.startsWith(sign))?.slice(1)
  return {
    fields: {
      name,
      service,
      status: marks.includes('!') ? STATUS_ERROR : 0,
      sharedHalf: marks.includes('~'),
      kind: Math.max(
        0,
        SPAN_KINDS.findIndex((kind) => marks.includes(`@${kind}`)),
      ),
      flags: marks.includes('@remote') ? 0x300 : marks.includes('@local') ? 0x100 : 0,
      ...(time === undefined ? {} : readTime(time)),
    },
    label: tagged('#'),
    parent: tagged('^'),
    isOrphan: orphan !== undefined,
    isHalf: marks.includes('~'),
  }
}

/** A line without what stands in parentheses at its end. */
function withoutFacts(line: string): string {
  return line.replace(FACTS, '').trim()
}

/** Facts at the end of a line. */
export const FACTS = /\(([^()]*)\)$/

function readTime(text: string): Pick<SpanRecord, 'startUnixNs' | 'durationNs'> {
  const [, unixNs, ns, from, to, isBackwards] = TIME.exec(text) ?? []
  if (unixNs !== undefined) {
    return { startUnixNs: BigInt(unixNs), durationNs: ns === undefined ? undefined : BigInt(ns) }
  }
  if (from === undefined || from === '') return { startUnixNs: undefined, durationNs: undefined }
  const startNs = readMs(from)
  const startUnixNs = SKETCH_ORIGIN_NS + startNs
  if (isBackwards !== undefined) return { startUnixNs, durationNs: -1n }
  return { startUnixNs, durationNs: to === undefined || to === '' ? undefined : readMs(to) - startNs }
}

function readMs(text: string): bigint {
  const [whole, fraction = ''] = text.split('.')
  return BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
}
