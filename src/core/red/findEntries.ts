import { NO_START, OFF_AXIS } from '../model/spanMarks.ts'
import type { SpanTable } from '../model/spanTable.ts'
import type { TextIndex } from '../model/textTable.ts'
import type { TimeRange } from './redSeries.ts'

const SERVER = 2
const CONSUMER = 5

/** What counts as a request: spans of kind SERVER and CONSUMER or, where no span says so, the local roots. */
type EntryRule = 'kind' | 'localRoot'

/** The entries of a service, or of one operation of it: the slice `first..end` of {@link RedEntries}. */
export interface RedGroup {
  readonly service: TextIndex
  /** Undefined for all of the service. */
  readonly operation: TextIndex | undefined
  readonly first: number
  readonly end: number
}

/** The requests that a dataset shows, grouped by service and operation. */
export interface RedEntries {
  readonly rule: EntryRule
  /** From the first start to the last end of all traces; a length of 0 where no span has a time. */
  readonly capture: TimeRange
  /** SpanIndexes. */
  readonly rows: Uint32Array
  /** When each of `rows` ended, in ns after the start of the capture. */
  readonly endNs: Float64Array
  /** In order of first sight. */
  readonly services: readonly RedGroup[]
  /** Those of a service lie together. */
  readonly operations: readonly RedGroup[]
  /** Requests without a place on the time axis: they are in no group. */
  readonly untimed: number
}

/**
 * Lists the requests of a dataset by service and operation (the span's name). A request is a span of kind SERVER or
 * CONSUMER, as for the span metrics of OpenTelemetry; where no span has such a kind, a span without a parent in its own
 * service. O(spans).
 */
export function findEntries(spans: SpanTable): RedEntries {
  const work = findEntriesInSteps(spans)
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value
  }
}

/** Spans that are looked at before the thread is asked for more time. */
const STEP_SPANS = 1 << 16

/** {@link findEntries} with a pause after every ms or so; the answer is what it returns. */
export function* findEntriesInSteps(spans: SpanTable): Generator<void, RedEntries> {
  const capture = measureCapture(spans)
  const { rule, listed } = yield* listEntries(spans)
  const { groupOf, groups } = yield* groupEntries(spans, listed)
  const offsets = traceOffsets(spans, capture)
  const services = new Map<TextIndex, number>()
  for (const { service } of groups) if (!services.has(service)) services.set(service, services.size)
  const order = groups
    .map((group, index) => ({ ...group, index, rank: services.get(group.service) ?? 0 }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
  const next = new Uint32Array(groups.length)
  const operations: RedGroup[] = []
  let at = 0
  for (const { service, operation, count, index } of order) {
    next[index] = at
    operations.push({ service, operation, first: at, end: at + count })
    at += count
  }
  const rows = new Uint32Array(at)
  const endNs = new Float64Array(at)
  for (let k = 0; k < listed.length; k++) {
    if (k % STEP_SPANS === STEP_SPANS - 1) yield
    if (groupOf[k] === NO_GROUP) continue
    const span = listed[k]
    const slot = next[groupOf[k]]++
    rows[slot] = span
    endNs[slot] = offsets[spans.trace[span]] + spans.startNs[span] + spans.durationNs[span]
  }
  return { rule, capture, rows, endNs, operations, services: joinServices(operations), untimed: listed.length - at }
}

/** Spans of kind SERVER and CONSUMER; where there are none, those whose parent is absent or in another service. */
function* listEntries(spans: SpanTable): Generator<void, { rule: EntryRule; listed: Uint32Array }> {
  const { length, kind, parent, service } = spans
  const listed = new Uint32Array(length)
  let count = 0
  for (let i = 0; i < length; i++) {
    if (i % STEP_SPANS === STEP_SPANS - 1) yield
    if (kind[i] === SERVER || kind[i] === CONSUMER) listed[count++] = i
  }
  if (count > 0) return { rule: 'kind', listed: listed.subarray(0, count) }
  for (let i = 0; i < length; i++) {
    if (i % STEP_SPANS === STEP_SPANS - 1) yield
    if (parent[i] === -1 || service[parent[i]] !== service[i]) listed[count++] = i
  }
  return { rule: 'localRoot', listed: listed.subarray(0, count) }
}

const NO_GROUP = 0xffffffff

interface CountedGroup {
  readonly service: TextIndex
  readonly operation: TextIndex
  count: number
}

/** Numbers the pairs of service and name. */
function* groupEntries(
  spans: SpanTable,
  listed: Uint32Array,
): Generator<void, { groupOf: Uint32Array; groups: CountedGroup[] }> {
  const { service, name, marks } = spans
  const groupOf = new Uint32Array(listed.length)
  const groups: CountedGroup[] = []
  const known = new PairNumbers(spans.texts.length)
  for (let k = 0; k < listed.length; k++) {
    if (k % STEP_SPANS === STEP_SPANS - 1) yield
    const span = listed[k]
    if ((marks[span] & (NO_START | OFF_AXIS)) !== 0) {
      groupOf[k] = NO_GROUP
      continue
    }
    const group = known.numberOf(service[span], name[span])
    if (group === groups.length) groups.push({ service: service[span], operation: name[span], count: 0 })
    groups[group].count++
    groupOf[k] = group
  }
  return { groupOf, groups }
}

/** Texts for which a service gets a column of numbers; a service of a dataset with more of them gets a Map. */
const MAX_COLUMN = 65536

/** Numbers pairs of texts from 0, in order of first sight. */
class PairNumbers {
  readonly #texts: number
  readonly #columns: (Int32Array | Map<TextIndex, number>)[] = []
  readonly #columnOf = new Map<TextIndex, number>()
  #last = -1
  #lastColumn = -1
  #count = 0

  constructor(texts: number) {
    this.#texts = texts
  }

  numberOf(first: TextIndex, second: TextIndex): number {
    const column = this.#columns[first === this.#last ? this.#lastColumn : this.#findColumn(first)]
    if (column instanceof Map) {
      const known = column.get(second)
      if (known !== undefined) return known
      column.set(second, this.#count)
      return this.#count++
    }
    if (column[second] === -1) column[second] = this.#count++
    return column[second]
  }

  #findColumn(first: TextIndex): number {
    let column = this.#columnOf.get(first)
    if (column === undefined) {
      column = this.#columns.push(this.#texts > MAX_COLUMN ? new Map() : new Int32Array(this.#texts).fill(-1)) - 1
      this.#columnOf.set(first, column)
    }
    this.#last = first
    this.#lastColumn = column
    return column
  }
}

function joinServices(operations: readonly RedGroup[]): RedGroup[] {
  const services: RedGroup[] = []
  for (const { service, first, end } of operations) {
    const last = services.at(-1)
    if (last?.service === service) services[services.length - 1] = { ...last, end }
    else services.push({ service, operation: undefined, first, end })
  }
  return services
}

/** From the first start to the last end on the axes of the traces. */
function measureCapture({ traces }: SpanTable): TimeRange {
  let from: bigint | undefined
  let to = 0n
  for (let t = 0; t < traces.length; t++) {
    const origin = traces.originNs[t]
    if (origin === 0n) continue
    const end = origin + BigInt(Math.ceil(traces.durationNs[t]))
    if (from === undefined || origin < from) from = origin
    if (end > to) to = end
  }
  return from === undefined ? { fromUnixNs: 0n, lengthNs: 0 } : { fromUnixNs: from, lengthNs: Number(to - from) }
}

/** ns from the start of the capture to the origin of each trace. */
function traceOffsets({ traces }: SpanTable, { fromUnixNs }: TimeRange): Float64Array {
  return Float64Array.from({ length: traces.length }, (_, t) => Number(traces.originNs[t] - fromUnixNs))
}
