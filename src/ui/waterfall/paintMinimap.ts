import type { SpanForest } from '../../core/model/spanForest.ts'
import { ORPHAN } from '../../core/model/spanMarks.ts'
import { type SpanTable, STATUS_ERROR, type TraceIndex } from '../../core/model/spanTable.ts'
import { isOnAxis } from '../isOnAxis.ts'

/** Lines of the minimap; with more rows than that, several share one. */
const LANES = 24

/** What a lane can be painted in, from weakest to strongest: a service's colour, broken lineage, an error. */
const TORN = 254
const FAILED = 255

/** Colours by the numbers that {@link measureLanes} paints with. */
export interface MinimapColours {
  readonly service: (service: number) => string
  readonly torn: string
  readonly error: string
}

/** The parts of a 2D context that the minimap uses. */
export type Pen = Pick<CanvasRenderingContext2D, 'clearRect' | 'fillRect' | 'fillStyle' | 'globalAlpha'>

/** Lanes of a trace, `widthPx` cells each: what most of a cell's time belongs to, and how many spans run there. */
export interface Lanes {
  readonly lanes: number
  readonly widthPx: number
  /** 0 nothing, 1 + n the nth service colour class of `services`, TORN or FAILED. */
  readonly paint: Uint8Array
  /** Spans running in the cell. */
  readonly depth: Uint32Array
  readonly services: readonly number[]
}

/** Distinct services that get a number of their own; later ones share the last. */
const MOST_SERVICES = 250

/**
 * Sums up a trace for the minimap: rows in order are dealt to lanes, each span adds to the first and takes from the
 * cell after its last (difference arrays). O(spans + lanes × width).
 */
export function measureLanes(spans: SpanTable, forest: SpanForest, trace: TraceIndex, widthPx: number): Lanes {
  const first = forest.firstPosition[trace]
  const count = forest.firstPosition[trace + 1] - first
  const lanes = Math.min(LANES, Math.max(1, count))
  const cells = lanes * widthPx
  const steps = new Int32Array(lanes * (widthPx + 1))
  const paint = new Uint8Array(cells)
  const services: number[] = []
  const numbers = new Map<number, number>()
  const perNs = widthPx / Math.max(1, spans.traces.durationNs[trace])
  for (let n = 0; n < count; n++) {
    const span = forest.order[first + n]
    if (span < 0 || !isOnAxis(spans, span)) continue
    const lane = Math.floor((n * lanes) / count)
    const from = Math.min(widthPx - 1, Math.floor(spans.startNs[span] * perNs))
    const to = Math.min(widthPx, Math.max(from + 1, Math.ceil((spans.startNs[span] + spans.durationNs[span]) * perNs)))
    steps[lane * (widthPx + 1) + from]++
    steps[lane * (widthPx + 1) + to]--
    let number = numbers.get(spans.service[span])
    if (number === undefined) {
      number = Math.min(MOST_SERVICES, services.length) + 1
      if (number <= MOST_SERVICES) services.push(spans.service[span])
      numbers.set(spans.service[span], number)
    }
    const mark = spans.status[span] === STATUS_ERROR ? FAILED : (spans.marks[span] & ORPHAN) !== 0 ? TORN : number
    const cell = lane * widthPx + from
    if (paint[cell] === 0 || mark > Math.max(paint[cell], MOST_SERVICES + 1)) paint[cell] = mark
  }
  const depth = new Uint32Array(cells)
  for (let lane = 0; lane < lanes; lane++) {
    let running = 0
    let last = 0
    for (let x = 0; x < widthPx; x++) {
      running += steps[lane * (widthPx + 1) + x]
      const cell = lane * widthPx + x
      depth[cell] = running
      if (running === 0) last = 0
      else if (paint[cell] === 0) paint[cell] = last
      last = paint[cell]
    }
  }
  return { lanes, widthPx, paint, depth, services }
}

/** Paints lanes as thin lines, denser where more spans run. Neighbouring cells of one look are one rectangle. */
export function paintMinimap(pen: Pen, lanes: Lanes, heightPx: number, colours: MinimapColours): void {
  const { widthPx, paint, depth } = lanes
  pen.clearRect(0, 0, widthPx, heightPx)
  const pitch = (heightPx - 8) / lanes.lanes
  const thickness = Math.min(4, Math.max(1.5, pitch * 0.7))
  for (let lane = 0; lane < lanes.lanes; lane++) {
    const y = 4 + lane * pitch + (pitch - thickness) / 2
    for (let x = 0; x < widthPx; ) {
      const cell = lane * widthPx + x
      const look = paint[cell]
      let end = x + 1
      while (end < widthPx && paint[lane * widthPx + end] === look) end++
      if (look !== 0 && depth[cell] > 0) {
        pen.fillStyle =
          look === FAILED ? colours.error : look === TORN ? colours.torn : colours.service(lanes.services[look - 1])
        pen.fillRect(x, y, end - x, thickness)
      }
      x = end
    }
  }
}
