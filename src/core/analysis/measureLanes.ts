import type { SpanForest } from '../model/spanForest.ts'
import { NO_START, OFF_AXIS, ORPHAN } from '../model/spanMarks.ts'
import { type SpanTable, STATUS_ERROR, type TraceIndex } from '../model/spanTable.ts'

/** Lines that a trace is summed up in; with more rows than that, several share one. */
const LANES = 24

/** Distinct services that get a number of their own; later ones share the last. */
const MOST_SERVICES = 250

/** What a cell shows in place of a service, from weaker to stronger: a broken lineage, an error. */
export const TORN = 254
/** @see TORN */
export const FAILED = 255

/** A trace summed up in lanes of `width` cells each, lane after lane. */
export interface Lanes {
  readonly lanes: number
  readonly width: number
  /** What a cell is of: 0 where nothing runs, 1 + n for the nth of `services`, {@link TORN} or {@link FAILED}. */
  readonly paint: Uint8Array
  /** TextIndexes. */
  readonly services: readonly number[]
}

/** Spans that are summed up before the thread is asked for more time. */
const STEP_SPANS = 1 << 16

/**
 * Sums up a trace for a picture of it: rows in order are dealt to lanes, each span adds to its first cell and takes from
 * the one after its last (difference arrays), and a cell is of the span that starts there, else of the one before it.
 * Yields after every few ms of work; the answer is what it returns. O(spans + lanes × width), whatever overlaps.
 */
export function* measureLanes(
  spans: SpanTable,
  forest: SpanForest,
  trace: TraceIndex,
  width: number,
): Generator<void, Lanes> {
  const { firstSpan, durationNs } = spans.traces
  const rows = forest.firstPosition[trace + 1] - forest.firstPosition[trace]
  const lanes = Math.min(LANES, Math.max(1, rows))
  const sums = {
    width,
    perNs: width / Math.max(1, durationNs[trace]),
    perRow: lanes / Math.max(1, rows),
    firstRow: forest.firstPosition[trace],
    steps: new Int32Array(lanes * (width + 1)),
    paint: new Uint8Array(lanes * width),
    numbers: new ServiceNumbers(spans.texts.length),
  }
  for (let from = firstSpan[trace]; from < firstSpan[trace + 1]; from += STEP_SPANS) {
    addSpans(spans, forest, from, Math.min(firstSpan[trace + 1], from + STEP_SPANS), sums)
    yield
  }
  const { steps, paint, numbers } = sums
  fillCells(steps, paint, lanes, width)
  return { lanes, width, paint, services: numbers.services }
}

interface LaneSums {
  readonly width: number
  readonly perNs: number
  readonly perRow: number
  readonly firstRow: number
  /** For each lane and cell, by how much more spans run there than in the cell before; a cell more than there are. */
  readonly steps: Int32Array
  readonly paint: Uint8Array
  readonly numbers: ServiceNumbers
}

/** In table order: columns are walked from front to back, and only the small arrays at random. */
function addSpans(spans: SpanTable, { position }: SpanForest, from: number, to: number, sums: LaneSums): void {
  const { startNs, durationNs, service, marks, status } = spans
  const { width, perNs, perRow, firstRow, steps, paint, numbers } = sums
  for (let span = from; span < to; span++) {
    const odd = marks[span]
    if ((odd & (NO_START | OFF_AXIS)) !== 0) continue
    const lane = ((position[span] - firstRow) * perRow) | 0
    const start = startNs[span] * perNs
    const first = start < width ? start | 0 : width - 1
    const end = start + durationNs[span] * perNs
    const after = end < width ? Math.max(first + 1, Math.ceil(end)) : width
    steps[lane * (width + 1) + first]++
    steps[lane * (width + 1) + after]--
    const look = status[span] === STATUS_ERROR ? FAILED : (odd & ORPHAN) !== 0 ? TORN : numbers.of(service[span])
    const cell = lane * width + first
    if (paint[cell] === 0 || (look >= TORN && look > paint[cell])) paint[cell] = look
  }
}

/** Numbers services from 1, in order of first sight. */
class ServiceNumbers {
  readonly services: number[] = []
  readonly #numbers: Uint8Array

  constructor(texts: number) {
    this.#numbers = new Uint8Array(texts)
  }

  of(service: number): number {
    if (this.#numbers[service] === 0) {
      if (this.services.length < MOST_SERVICES) this.services.push(service)
      this.#numbers[service] = this.services.length
    }
    return this.#numbers[service]
  }
}

/** Lets each look go on as long as anything runs. */
function fillCells(steps: Int32Array, paint: Uint8Array, lanes: number, width: number): void {
  for (let lane = 0; lane < lanes; lane++) {
    let running = 0
    let last = 0
    for (let x = 0; x < width; x++) {
      running += steps[lane * (width + 1) + x]
      const cell = lane * width + x
      if (running === 0) last = 0
      else if (paint[cell] === 0) paint[cell] = last
      last = paint[cell]
    }
  }
}
