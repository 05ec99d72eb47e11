import {
  HAS_LINK,
  IS_CALL,
  IS_DATABASE,
  IS_MESSAGE,
  IS_PROXY,
  type LineageFacts,
  type LinkTarget,
  WAS_READ,
} from '../core/model/lineageFacts.ts'
import type { SpanIndex, SpanTable } from '../core/model/spanTable.ts'
import { TextTable } from '../core/model/textTable.ts'
import { FACTS, sketchRecords } from './sketch.ts'
import { tabulate } from './tabulate.ts'

/** A drawing as a table, and the facts of its spans. */
export interface SketchedLineage {
  readonly spans: SpanTable
  readonly facts: LineageFacts
  /** Row of the span drawn on that line, from 0, empty lines not counted. */
  rowOf(line: number): SpanIndex
}

/**
 * Makes a table and facts from a drawing in the notation of sketch.ts. Facts stand in parentheses at the end of a line:
 * `(peer=payment method=POST route=/charge status=200 path=/charge to=orders db proxy instance=a link=x)`, where `to` is a
 * destination and `link` the name of an id.
 */
export function sketchLineage(drawing: string): SketchedLineage {
  const lines = drawing.split('\n').filter((line) => line.trim() !== '')
  const said = lines.map((line) => new Map(readPairs(line)))
  const instances = new TextTable()
  instances.intern('')
  const drawn = sketchRecords(drawing)
  const records = drawn.map((record) => ({
    ...record,
    context: instances.intern(said[record.at.byte].get('instance') ?? ''),
  }))
  const spans = tabulate(records)
  const rows = new Map(Array.from({ length: spans.length }, (_, row) => [spans.byte[row], row]))
  const texts = new TextTable()
  const facts = emptyFacts(spans, texts.texts)
  const links = new Map<SpanIndex, LinkTarget>()
  for (let row = 0; row < spans.length; row++) {
    const pairs = said[spans.byte[row]]
    const index = (key: string) => {
      const value = pairs.get(key)
      return value === undefined ? -1 : texts.intern(value)
    }
    facts.peer[row] = index('peer')
    facts.method[row] = index('method')
    facts.route[row] = index('route')
    facts.destination[row] = index('to')
    facts.pathHash[row] = pairs.has('path') ? index('path') + 1 : 0
    facts.status[row] = Number(pairs.get('status') ?? 0)
    facts.attributeCount[row] = pairs.size
    const link = pairs.get('link')
    const target = records.find(({ at }) => link !== undefined && lines[at.byte].includes(`#${link}`))
    if (target !== undefined) links.set(row, { traceId: target.traceId, spanId: target.spanId })
    facts.marks[row] =
      WAS_READ |
      (pairs.has('method') || pairs.has('route') || pairs.has('path') ? IS_CALL : 0) |
      (pairs.has('db') ? IS_DATABASE : 0) |
      (pairs.has('to') ? IS_MESSAGE : 0) |
      (pairs.has('proxy') ? IS_PROXY : 0) |
      (target === undefined ? 0 : HAS_LINK)
  }
  for (let context = 0; context < spans.contexts.length; context++) facts.instance[context] = context - 1
  return { spans, facts: { ...facts, links }, rowOf: (line) => rows.get(line) ?? -1 }
}

function readPairs(line: string): [string, string][] {
  const words = FACTS.exec(line.trim())?.[1].split(/\s+/) ?? []
  return words.map((word) => {
    const at = word.indexOf('=')
    return at === -1 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)]
  })
}

/** Facts of spans that say nothing. */
export function emptyFacts(spans: SpanTable, texts: readonly string[] = []): LineageFacts {
  const { length } = spans
  return {
    length,
    spansRead: length,
    texts,
    peer: new Int32Array(length).fill(-1),
    destination: new Int32Array(length).fill(-1),
    method: new Int32Array(length).fill(-1),
    route: new Int32Array(length).fill(-1),
    pathHash: new Uint32Array(length),
    status: new Uint16Array(length),
    partition: new Int32Array(length).fill(-1),
    attributeCount: new Uint8Array(length),
    marks: new Uint16Array(length).fill(WAS_READ),
    instance: new Int32Array(spans.contexts.length).fill(-1),
    isProxyContext: new Uint8Array(spans.contexts.length),
    links: new Map(),
    secretKeys: new Map(),
  }
}
