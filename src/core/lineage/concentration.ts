import { factText, type LineageFacts } from '../model/lineageFacts.ts'
import { type SpanIndex, type SpanTable, textAt } from '../model/spanTable.ts'

/** Broken and recorded crossings by one value of something they have. */
type Facet = Map<number, { broken: number; intact: number }>

/** In such a share of the crossings with a value the break is whole. */
const WHOLE = 0.9
/** So many of all broken crossings have that value, or those values. */
const NEARLY_ALL = 0.95
/** Values that are named; more are no concentration. */
const MAX_VALUES = 3
/** Values that are told apart; beyond, nothing is concentrated. */
const MAX_DISTINCT = 1000
const ENOUGH = 3

/** What broken crossings of one boundary have in common, against those that are whole: operation and instances. */
export class Concentration {
  readonly #operations: Facet = new Map()
  readonly #callees: Facet = new Map()
  readonly #callers: Facet = new Map()

  /** Counts a crossing; `call` is the span on the caller's side, -1 where unknown. */
  count(spans: SpanTable, facts: LineageFacts, entry: SpanIndex, call: SpanIndex, isBroken: boolean): void {
    add(this.#operations, spans.name[entry], isBroken)
    add(this.#callees, facts.instance[spans.context[entry]], isBroken)
    if (call !== -1) add(this.#callers, facts.instance[spans.context[call]], isBroken)
  }

  /** What nearly all broken crossings have and nearly no other has, in words; '' for nothing. */
  describe(spans: SpanTable, facts: LineageFacts): string {
    const named: [Facet, string, (value: number) => string][] = [
      [this.#callees, 'callee instance', (value) => factText(facts, value)],
      [this.#callers, 'caller instance', (value) => factText(facts, value)],
      [this.#operations, 'operation', (value) => `“${textAt(spans, value)}”`],
    ]
    for (const [facet, word, print] of named) {
      const values = findWhole(facet)
      if (values.length > 0) return `${word}${values.length > 1 ? 's' : ''} ${values.map(print).join(', ')}`
    }
    return ''
  }
}

function add(facet: Facet, value: number, isBroken: boolean): void {
  const known = facet.get(value)
  if (known === undefined && (value === -1 || facet.size >= MAX_DISTINCT)) return
  const counts = known ?? { broken: 0, intact: 0 }
  facet.set(value, counts)
  if (isBroken) counts.broken++
  else counts.intact++
}

function findWhole(facet: Facet): number[] {
  const whole = [...facet].filter(([, { broken, intact }]) => broken > 0 && broken >= WHOLE * (broken + intact))
  if (whole.length === 0 || whole.length > MAX_VALUES || whole.length === facet.size) return []
  const inside = whole.reduce((sum, [, { broken }]) => sum + broken, 0)
  const all = [...facet.values()].reduce((sum, { broken }) => sum + broken, 0)
  return inside >= ENOUGH && inside >= NEARLY_ALL * all ? whole.map(([value]) => value) : []
}
