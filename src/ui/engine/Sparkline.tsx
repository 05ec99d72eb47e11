import { scaleLinear } from 'd3-scale'

const WIDTH_PX = 130
const HEIGHT_PX = 24

interface SparklineProps {
  /** One a bin; NaN for a gap. */
  readonly values: Float64Array
  readonly tone: 'rate' | 'errors' | 'duration'
}

/** A line from 0 to its own highest; the number beside it tells how high that is. */
export function Sparkline({ values, tone }: SparklineProps) {
  const highest = values.reduce((most, value) => (Number.isNaN(value) ? most : Math.max(most, value)), 0)
  const x = scaleLinear([0, Math.max(1, values.length - 1)], [1, WIDTH_PX - 1])
  const y = scaleLinear([0, highest > 0 ? highest : 1], [HEIGHT_PX - 2, 2])
  let path = ''
  let isDown = false
  for (const [bin, value] of values.entries()) {
    if (Number.isNaN(value)) {
      isDown = false
      continue
    }
    // A lone bin is a dot: a line of no length with round ends.
    path += `${isDown ? 'L' : 'M'}${x(bin).toFixed(1)} ${y(value).toFixed(1)}${isDown ? '' : 'h0'}`
    isDown = true
  }
  return (
    <svg width={WIDTH_PX} height={HEIGHT_PX} className={`sparkline ${tone}`} aria-hidden="true">
      <line x2={WIDTH_PX} y1={HEIGHT_PX - 1} y2={HEIGHT_PX - 1} />
      <path d={path} />
    </svg>
  )
}
