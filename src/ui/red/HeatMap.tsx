import { useEffect, useRef } from 'react'
import { formatDuration } from '../../core/model/time.ts'
import type { DurationHeat, RedBins } from '../../core/red/redSeries.ts'
import { useResolvedTheme } from '../useTheme.ts'
import { groundOf, TimeTicks } from './RedFigure.tsx'
import type { Size } from './useSize.ts'

interface HeatMapProps {
  readonly heat: DurationHeat
  readonly bins: RedBins
  readonly size: Size
}

/** How many requests took how long, bin by bin: the fuller a bucket, the stronger its colour. */
export function HeatMap({ heat, bins, size }: HeatMapProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const theme = useResolvedTheme()
  const groundPx = groundOf(size)
  const rows = heat.boundsNs.length
  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (element === null || context === null || context === undefined) return
    const ratio = window.devicePixelRatio
    element.width = size.widthPx * ratio
    element.height = groundPx * ratio
    context.scale(ratio, ratio)
    // The custom property follows the theme.
    context.fillStyle = theme === 'dark' ? '#a58be8' : '#7a5bc7'
    paintHeat(context, heat, bins.length, size.widthPx, groundPx)
  }, [heat, bins, size, groundPx, theme])
  const labelled = [rows - 1, Math.floor(rows / 2)].filter((row, n) => row >= 0 && (n === 0 || row > 0))
  return (
    <>
      <canvas ref={canvas} className="redHeat" style={{ width: size.widthPx, height: groundPx }} />
      <svg width={size.widthPx} height={size.heightPx} className="redLines" aria-hidden="true">
        <line className="redGround" x2={size.widthPx} y1={groundPx} y2={groundPx} />
        {labelled.map((row) => (
          <text key={row} className="redTime" x={2} y={groundPx - (row * groundPx) / rows - groundPx / rows + 11}>
            {boundText(heat, row)}
          </text>
        ))}
        <TimeTicks bins={bins} {...size} />
      </svg>
    </>
  )
}

/** The upper bound of a bucket; the last may have none. */
function boundText({ boundsNs }: DurationHeat, row: number): string {
  if (boundsNs[row] !== Number.POSITIVE_INFINITY) return formatDuration(Math.round(boundsNs[row]))
  return row === 0 ? 'any' : `over ${formatDuration(Math.round(boundsNs[row - 1]))}`
}

/** Weakest colour of a bucket that holds anything. */
const FAINTEST = 0.15

/** Draws on a context of `widthPx` by `heightPx`; the shortest durations stand at the bottom. */
export function paintHeat(
  context: Pick<CanvasRenderingContext2D, 'clearRect' | 'fillRect' | 'globalAlpha'>,
  { boundsNs, counts }: DurationHeat,
  bins: number,
  widthPx: number,
  heightPx: number,
): void {
  const rows = boundsNs.length
  const most = counts.reduce((a, b) => Math.max(a, b), 0)
  context.clearRect(0, 0, widthPx, heightPx)
  if (most === 0) return
  const [cellWidth, cellHeight] = [widthPx / bins, heightPx / rows]
  for (let k = 0; k < counts.length; k++) {
    if (counts[k] === 0) continue
    const [bin, row] = [Math.floor(k / rows), k % rows]
    context.globalAlpha = FAINTEST + (1 - FAINTEST) * Math.sqrt(counts[k] / most)
    context.fillRect(
      bin * cellWidth,
      heightPx - (row + 1) * cellHeight,
      Math.max(1, cellWidth - 1),
      Math.max(1, cellHeight - 1),
    )
  }
}
