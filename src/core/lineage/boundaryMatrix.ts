import { type SpanTable, textAt } from '../model/spanTable.ts'
import type { TextIndex } from '../model/textTable.ts'
import { BREAK_CLASSES, type BreakClass, type Layer } from './breakClasses.ts'
import type { BoundaryBreaks } from './measureBoundaries.ts'
import { type Rate, rateOf } from './wilson.ts'

/** Calls of one service to another, over all their boundaries of one kind. */
interface MatrixCell {
  /** Index into `callers` of the matrix. */
  readonly row: number
  /** Index into `callees`. */
  readonly column: number
  readonly breaks: Rate
}

/** What the place of broken cells tells. */
type PatternKind = 'row' | 'column' | 'cell' | 'share'

/** A pattern of broken cells, and what it is consistent with. Patterns do not prove. */
export interface BreakPattern {
  readonly kind: PatternKind
  /** Text index of the table; -1 for any. */
  readonly caller: TextIndex
  readonly callee: TextIndex
  readonly layer: Layer
  /** The class of most of what broke there. */
  readonly mainClass: BreakClass
  /** Broken of all crossings of the cells concerned. */
  readonly breaks: Rate
  /** Trace ids of the broken side are of another width than those of the other: B3 with 64 bits against W3C. */
  readonly isIdMismatch: boolean
  /** In words, as "consistent with …". */
  readonly sentence: string
}

/** Callers × callees. Plain data. */
export interface BoundaryMatrix {
  /** Text indices of the table, by name; -1, for unknown callers, last. */
  readonly callers: readonly TextIndex[]
  readonly callees: readonly TextIndex[]
  readonly callerNames: readonly string[]
  readonly calleeNames: readonly string[]
  readonly cells: readonly MatrixCell[]
  readonly patterns: readonly BreakPattern[]
}

/** From here on a cell is wholly broken. */
const WHOLLY = 0.95
/** Up to here it is intact. */
const HARDLY = 0.05
const ENOUGH = 2

interface Cell {
  readonly caller: TextIndex
  readonly callee: TextIndex
  broken: number
  of: number
  idWidthDiffers: number
  concentratedIn: string
  /** Broken crossings by class. */
  readonly classes: Map<BreakClass, number>
}

/**
 * Lays requests and messages out as callers × callees and reads the pattern of the broken cells: a full
 * row, a full column, a single cell, or a share of one. O(boundaries).
 */
export function buildBoundaryMatrix(spans: SpanTable, boundaries: readonly BoundaryBreaks[]): BoundaryMatrix {
  const cells = joinCells(boundaries)
  const byName = (a: TextIndex, b: TextIndex) =>
    a === -1 ? 1 : b === -1 ? -1 : textAt(spans, a) < textAt(spans, b) ? -1 : 1
  const callers = [...new Set(cells.map(({ caller }) => caller))].sort(byName)
  const callees = [...new Set(cells.map(({ callee }) => callee))].sort(byName)
  const nameOf = (service: TextIndex) => (service === -1 ? '?' : textAt(spans, service))
  return {
    callers,
    callees,
    callerNames: callers.map(nameOf),
    calleeNames: callees.map(nameOf),
    cells: cells.map(({ caller, callee, broken, of }) => ({
      row: callers.indexOf(caller),
      column: callees.indexOf(callee),
      breaks: rateOf(broken, of),
    })),
    patterns: findPatterns(
      cells.filter(({ caller }) => caller !== -1),
      nameOf,
    ),
  }
}

function joinCells(boundaries: readonly BoundaryBreaks[]): Cell[] {
  const cells = new Map<string, Cell>()
  for (const { kind, caller, callee, breaks, idWidthDiffers, concentratedIn, classes } of boundaries) {
    if (kind === 'async') continue
    const key = `${caller} ${callee}`
    const cell = cells.get(key) ?? {
      caller,
      callee,
      broken: 0,
      of: 0,
      idWidthDiffers: 0,
      concentratedIn: '',
      classes: new Map<BreakClass, number>(),
    }
    for (const { id, count } of classes) cell.classes.set(id, (cell.classes.get(id) ?? 0) + count)
    cell.broken += breaks.count
    cell.of += breaks.of
    cell.idWidthDiffers += idWidthDiffers
    if (cell.concentratedIn === '') cell.concentratedIn = concentratedIn
    cells.set(key, cell)
  }
  return [...cells.values()]
}

const isWhole = ({ broken, of }: Cell) => broken >= WHOLLY * of
const isIntact = ({ broken, of }: Cell) => broken <= HARDLY * of

type NameOf = (service: TextIndex) => string

function findPatterns(cells: readonly Cell[], nameOf: NameOf): BreakPattern[] {
  const patterns: BreakPattern[] = []
  const explained = new Set<Cell>()
  const explain = (pattern: BreakPattern, whole: readonly Cell[]) => {
    patterns.push(pattern)
    for (const cell of whole) explained.add(cell)
  }
  for (const [caller, row] of groupBy(cells, ({ caller }) => caller)) {
    const others = cells.filter((cell) => cell.caller !== caller && row.some(({ callee }) => callee === cell.callee))
    if (row.length < ENOUGH || !row.every(isWhole) || !others.every(isIntact)) continue
    explain(rowPattern(caller, row, others, nameOf), row)
  }
  for (const [callee, column] of groupBy(cells, ({ callee }) => callee)) {
    const others = cells.filter((cell) => cell.callee !== callee && column.some(({ caller }) => caller === cell.caller))
    if (column.length < ENOUGH || !column.every(isWhole) || column.some((cell) => explained.has(cell))) continue
    explain(columnPattern(callee, column, others, nameOf), column)
  }
  for (const cell of cells) {
    if (explained.has(cell) || cell.broken === 0) continue
    const loss = LOSSES.get(mainClassOf([cell]))
    if (loss !== undefined) patterns.push(lossPattern(cell, loss, nameOf))
    else patterns.push(isWhole(cell) ? cellPattern(cell, cells, nameOf) : sharePattern(cell, nameOf))
  }
  return patterns.sort((a, b) => b.breaks.count - a.breaks.count)
}

function rowPattern(caller: TextIndex, row: readonly Cell[], others: readonly Cell[], nameOf: NameOf): BreakPattern {
  const name = nameOf(caller)
  const elsewhere = others.length === 0 ? '' : ', other callers of those callees intact'
  return {
    kind: 'row',
    caller,
    callee: -1,
    layer: 'http-client',
    ...sum(row),
    sentence: `Consistent with the client of ${name} not sending context: ${row.length} of ${row.length} callees broken${elsewhere}.${mismatch(row)}`,
  }
}

function columnPattern(
  callee: TextIndex,
  column: readonly Cell[],
  others: readonly Cell[],
  nameOf: NameOf,
): BreakPattern {
  const name = nameOf(callee)
  const elsewhere = others.some(isIntact) ? ', while its callers reach other services intact' : ''
  return {
    kind: 'column',
    caller: -1,
    callee,
    layer: 'server',
    ...sum(column),
    sentence: `Consistent with ${name} not reading the context it is sent: broken from ${column.length} of ${column.length} callers${elsewhere}.${mismatch(column)}`,
  }
}

function cellPattern(cell: Cell, cells: readonly Cell[], nameOf: NameOf): BreakPattern {
  const { caller, callee } = cell
  const callerSendsElsewhere = cells.some((other) => other !== cell && other.caller === caller && isIntact(other))
  const calleeReadsOthers = cells.some((other) => other !== cell && other.callee === callee && isIntact(other))
  const between = `between ${nameOf(caller)} and ${nameOf(callee)}`
  const [layer, cause]: [Layer, string] =
    callerSendsElsewhere && calleeReadsOthers
      ? ['mesh', `something ${between} that drops or rewrites the header: a proxy, an allow-list, two header formats`]
      : ['http-client', `the client that ${nameOf(caller)} uses for ${nameOf(callee)} not sending context`]
  const elsewhere =
    callerSendsElsewhere && calleeReadsOthers
      ? `; ${nameOf(caller)} reaches others, and others reach ${nameOf(callee)}, intact`
      : calleeReadsOthers
        ? ''
        : `; with ${nameOf(callee)} not reading it as well: no other caller of it is intact, to tell the two apart`
  const sentence = `Consistent with ${cause}: ${cell.broken} of ${cell.of} crossings broken${elsewhere}.${mismatch([cell])}`
  return { kind: 'cell', caller, callee, layer, ...sum([cell]), sentence }
}

function sharePattern(cell: Cell, nameOf: NameOf): BreakPattern {
  const { caller, callee, broken, of } = cell
  const names = `${nameOf(caller)} to ${nameOf(callee)}`
  const share = `${broken} of ${of} crossings from ${names} broken`
  const cause =
    cell.concentratedIn === ''
      ? 'one instance, version, route or code path of either side'
      : `something in ${cell.concentratedIn}, where nearly all of them are`
  const sentence = `Consistent with ${cause}: ${share}.${mismatch([cell])}`
  return { kind: 'share', caller, callee, layer: 'http-client', ...sum([cell]), sentence }
}

/** What broken crossings of classes other than a torn-off request are consistent with. */
const LOSSES: ReadonlyMap<BreakClass, string> = new Map([
  ['id_format', 'a hop that cuts or pads trace ids'],
  ['dropped_remote', 'spans of the caller that are lost on their way, at its exporter or in the collector'],
  ['head_sampler', 'a sampler that does not follow the decision of its caller'],
  ['tail_late', 'a sampling decision that is made before all spans have arrived'],
  ['export_drop', 'a queue or an exporter that drops spans for a while'],
  ['split_mesh', 'an application or sidecar that does not pass the headers on'],
  ['split_queue', 'messages that carry no context, or a consumer that does not read it'],
])

function lossPattern(cell: Cell, loss: string, nameOf: NameOf): BreakPattern {
  const { caller, callee, broken, of, concentratedIn } = cell
  const layer = BREAK_CLASSES.find(({ id }) => id === mainClassOf([cell]))?.layer ?? 'none'
  const where = concentratedIn === '' ? '' : `, nearly all of them in ${concentratedIn}`
  const share = `${broken} of ${of} crossings from ${nameOf(caller)} to ${nameOf(callee)} broken${where}`
  const sentence = `Consistent with ${loss}: ${share}.${mismatch([cell])}`
  return { kind: isWhole(cell) ? 'cell' : 'share', caller, callee, layer, ...sum([cell]), sentence }
}

function mainClassOf(cells: readonly Cell[]): BreakClass {
  const counts = new Map<BreakClass, number>()
  for (const { classes } of cells) {
    for (const [id, count] of classes) counts.set(id, (counts.get(id) ?? 0) + count)
  }
  return [...counts].sort((a, b) => b[1] - a[1]).at(0)?.[0] ?? 'intact'
}

function sum(cells: readonly Cell[]): Pick<BreakPattern, 'breaks' | 'isIdMismatch' | 'mainClass'> {
  const broken = cells.reduce((total, cell) => total + cell.broken, 0)
  const of = cells.reduce((total, cell) => total + cell.of, 0)
  return { breaks: rateOf(broken, of), isIdMismatch: hasMismatch(cells), mainClass: mainClassOf(cells) }
}

function hasMismatch(cells: readonly Cell[]): boolean {
  const broken = cells.reduce((total, cell) => total + cell.broken, 0)
  const differing = cells.reduce((total, cell) => total + cell.idWidthDiffers, 0)
  return broken > 0 && differing * 2 > broken
}

function mismatch(cells: readonly Cell[]): string {
  if (!hasMismatch(cells)) return ''
  return ' The trace ids of the two sides differ in width: consistent with B3 of 64 bits on one side and W3C on the other.'
}

function groupBy(cells: readonly Cell[], key: (cell: Cell) => TextIndex): Map<TextIndex, Cell[]> {
  const groups = new Map<TextIndex, Cell[]>()
  for (const cell of cells) groups.set(key(cell), [...(groups.get(key(cell)) ?? []), cell])
  return groups
}
