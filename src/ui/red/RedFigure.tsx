import { scaleLinear, scaleLog } from 'd3-scale'
import { memo, type ReactNode, useMemo } from 'react'
import type { RedBins } from '../../core/red/redSeries.ts'
import { type Quantity, timeText } from '../formatRed.ts'
import { areaPath, barPath, largest, linePath, type Placing } from './redPaths.ts'
import type { Scrub } from './useScrub.ts'
import { type Size, useSize } from './useSize.ts'

/** A line of a figure. */
export interface RedLine {
  /** Tells the lines of a figure apart. */
  readonly label: string
  readonly values: Float64Array
  readonly look: 'main' | 'faint' | 'dashed' | 'other' | 'otherFaint'
  /** Whole numbers of few things: a bar each. */
  readonly isBars?: boolean
}

/** A trace to open, at its place in a figure. */
export interface RedDot {
  readonly bin: number
  readonly value: number
  readonly label: string
  /** It belongs to the open trace. */
  readonly isOpen: boolean
  readonly open: () => void
}

interface RedFigureProps {
  readonly title: string
  /** What the big number is, where that is not the title. */
  readonly heading?: string
  readonly tone: 'rate' | 'errors' | 'duration'
  readonly bins: RedBins
  readonly lines: readonly RedLine[]
  /** Lines of another figure on the same scale. */
  readonly alsoFits?: readonly RedLine[]
  readonly dots: readonly RedDot[]
  /** Value of the big number, at the crosshair or over all. */
  readonly big: Quantity
  readonly note: string
  /** Whose lines share the figure, and the number of the other. */
  readonly pair?: { readonly mine: string; readonly other: string; readonly value: string } | undefined
  readonly caption: string
  readonly format: (value: number) => string
  /** The axis ends no lower than this. */
  readonly least: number
  readonly scrub: Scrub
  /** Where the selection stands, in bins. */
  readonly markAt: number | undefined
  /** Drawn in place of the lines. */
  readonly instead?: (size: Size) => ReactNode
}

const AXIS_PX = 18
const TOP_PX = 6

/** One figure: a number, what it is compared with, and its course over the time that all figures share. */
export function RedFigure(props: RedFigureProps) {
  const {
    title,
    heading = title,
    tone,
    bins,
    big,
    note,
    caption,
    scrub,
    format,
    lines,
    dots,
    least,
    instead,
    pair,
  } = props
  const { alsoFits = NO_LINES } = props
  const [element, size] = useSize<HTMLDivElement>()
  const { hover } = scrub
  const at = hover === undefined ? '' : `${timeText(bins, hover)}: ${big.value} ${big.unit}`
  return (
    <figure aria-label={title} className={`redFigure ${tone}`}>
      <figcaption>
        <span className="redTitle">{heading}</span>
        <b>{big.value}</b>
        <span className="redUnit">{big.unit}</span>
        <span className="redNote" title={`${big.value} ${big.unit}${note}`}>
          {note}
        </span>
        {pair !== undefined && (
          <span className="redKey">
            <i className="mine">{pair.mine}</i> <i className="other">{pair.other}</i> <b>{pair.value}</b>
          </span>
        )}
        {(caption !== '' || hover !== undefined) && (
          <span className="redCaption">{hover === undefined ? caption : timeText(bins, hover)}</span>
        )}
      </figcaption>
      <div
        ref={element}
        role="slider"
        tabIndex={0}
        aria-label={`Time of ${title}`}
        aria-valuemin={0}
        aria-valuemax={bins.length - 1}
        aria-valuenow={hover ?? 0}
        aria-valuetext={at === '' ? 'no time chosen' : at}
        className="redPlot"
        onKeyDown={scrub.onKeyDown}
        onPointerDown={scrub.onPointerDown}
        onPointerMove={scrub.onPointerMove}
        onPointerUp={scrub.onPointerUp}
        onPointerCancel={scrub.onPointerUp}
        onPointerLeave={scrub.onPointerLeave}
        onBlur={scrub.onPointerLeave}
      >
        {size.widthPx > 0 && (
          <>
            {instead === undefined ? (
              <Lines {...{ bins, lines, alsoFits, dots, format, least, tone, size }} />
            ) : (
              instead(size)
            )}
            <Marks {...{ bins, scrub, size }} markAt={props.markAt} />
          </>
        )}
      </div>
    </figure>
  )
}

const NO_LINES: readonly RedLine[] = []

interface DrawnProps extends Pick<RedFigureProps, 'bins' | 'lines' | 'dots' | 'format' | 'least' | 'tone'> {
  readonly alsoFits: readonly RedLine[]
  readonly size: Size
}

/** Height of the figure above its axis. */
export const groundOf = ({ heightPx }: Size) => Math.max(TOP_PX + 1, heightPx - AXIS_PX)

/** Durations that differ by more are drawn on a logarithmic axis. */
const LOG_RATIO = 60

function scaleFor({ lines, alsoFits, dots, least, tone }: DrawnProps, groundPx: number) {
  const values = [...lines, ...alsoFits].map((line) => line.values)
  const most = Math.max(least, largest(values), ...dots.map((dot) => dot.value))
  const smallest = Math.min(...values.flatMap((column) => [...column].filter((value) => value > 0)))
  if (tone === 'duration' && most / smallest > LOG_RATIO) {
    const scale = scaleLog([smallest / 2, most], [groundPx, TOP_PX]).clamp(true)
    return { y: scale, ticks: scale.ticks(2).filter((value) => Number.isInteger(Math.log10(value))) }
  }
  const scale = scaleLinear([0, most], [groundPx, TOP_PX])
  const isWhole = lines.some((line) => line.isBars === true)
  return { y: scale, ticks: scale.ticks(2).filter((value) => value > 0 && (!isWhole || Number.isInteger(value))) }
}

const Lines = memo(function Lines(props: DrawnProps) {
  const { bins, lines, dots, format, size } = props
  const { widthPx } = size
  const groundPx = groundOf(size)
  const { y, ticks } = scaleFor(props, groundPx)
  const placing: Placing = { x: (bin) => ((bin + 0.5) * widthPx) / bins.length, y }
  return (
    <svg width={widthPx} height={size.heightPx} className="redLines" aria-hidden="true">
      {ticks.map((value) => (
        <line key={value} className="redTick" x2={widthPx} y1={y(value)} y2={y(value)} />
      ))}
      <line className="redGround" x2={widthPx} y1={groundPx} y2={groundPx} />
      {lines.map((line) => (
        <g key={`${line.label} ${line.look}`} className={`redLine ${line.look}`}>
          {line.isBars === true ? (
            <path className="bars" d={barPath(line.values, placing, groundPx, widthPx / bins.length)} />
          ) : (
            <>
              {line === lines[0] && <path className="area" d={areaPath(line.values, placing, groundPx)} />}
              <path className="line" d={linePath(line.values, placing)} />
            </>
          )}
        </g>
      ))}
      <TimeTicks bins={bins} widthPx={widthPx} heightPx={size.heightPx} />
      {dots.map(({ bin, value, label, isOpen, open }) => (
        <circle
          key={label}
          className={isOpen ? 'redDot open' : 'redDot'}
          cx={((bin + 0.5) * widthPx) / bins.length}
          cy={y(value)}
          r={isOpen ? 5 : 2.5}
          onPointerDown={(event) => event.stopPropagation()}
          onClick={open}
        >
          <title>{label}</title>
        </circle>
      ))}
      {ticks.map((value) => (
        <text key={value} className="redTime" x={2} y={y(value) - 3}>
          {format(value)}
        </text>
      ))}
    </svg>
  )
})

const PX_PER_TICK = 90

/** Times below a figure, about one each 90 px. */
export function TimeTicks({ bins, widthPx, heightPx }: { readonly bins: RedBins } & Size) {
  const count = Math.max(1, Math.floor(widthPx / PX_PER_TICK))
  const every = Math.max(1, Math.ceil(bins.length / count))
  return useMemo(() => {
    const ticks: ReactNode[] = []
    for (let b = 0; b < bins.length; b += every) {
      const x = (b * widthPx) / bins.length
      if (x > widthPx - 50) break
      ticks.push(
        <text key={b} className="redTime" x={x} y={heightPx - 4}>
          {timeText(bins, b)}
        </text>,
      )
    }
    return ticks
  }, [bins, every, widthPx, heightPx])
}

interface MarksProps extends Pick<RedFigureProps, 'bins' | 'scrub' | 'markAt'> {
  readonly size: Size
}

/** Crosshair, brush and the mark of the selection. */
function Marks({ bins, size, scrub, markAt }: MarksProps) {
  const { hover, brush } = scrub
  const x = (bin: number) => (bin * size.widthPx) / bins.length
  const groundPx = groundOf(size)
  return (
    <svg width={size.widthPx} height={size.heightPx} className="redMarks" aria-hidden="true">
      {brush !== undefined && (
        <rect className="redBrush" x={x(brush.from)} width={x(brush.to + 1 - brush.from)} height={groundPx} />
      )}
      {markAt !== undefined && markAt >= 0 && markAt <= bins.length && (
        <line className="redSelected" x1={x(markAt)} x2={x(markAt)} y1={0} y2={groundPx} />
      )}
      {hover !== undefined && <line className="redHair" x1={x(hover + 0.5)} x2={x(hover + 0.5)} y1={0} y2={groundPx} />}
    </svg>
  )
}
