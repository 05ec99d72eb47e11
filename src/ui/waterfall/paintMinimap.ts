import { FAILED, type Lanes, TORN } from '../../core/analysis/measureLanes.ts'

/** Colours by what a cell is of. */
export interface MinimapColours {
  readonly service: (service: number) => string
  readonly torn: string
  readonly error: string
}

/** The parts of a 2D context that the minimap uses. */
export type Pen = Pick<CanvasRenderingContext2D, 'clearRect' | 'fillRect' | 'fillStyle'>

/** Paints lanes as thin lines. Neighbouring cells of one look are one rectangle. */
export function paintMinimap(pen: Pen, lanes: Lanes, heightPx: number, colours: MinimapColours): void {
  const { width, paint, services } = lanes
  pen.clearRect(0, 0, width, heightPx)
  const pitch = (heightPx - 8) / lanes.lanes
  const thickness = Math.min(4, Math.max(1.5, pitch * 0.7))
  const looks = services.map(colours.service)
  for (let lane = 0; lane < lanes.lanes; lane++) {
    const y = 4 + lane * pitch + (pitch - thickness) / 2
    for (let x = 0; x < width; ) {
      const look = paint[lane * width + x]
      let end = x + 1
      while (end < width && paint[lane * width + end] === look) end++
      if (look !== 0) {
        pen.fillStyle = look === FAILED ? colours.error : look === TORN ? colours.torn : looks[look - 1]
        pen.fillRect(x, y, end - x, thickness)
      }
      x = end
    }
  }
}
