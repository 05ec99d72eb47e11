import { type ScaleLinear, scaleLinear } from 'd3-scale'

/** ns after the trace's origin → px. */
export type TimeScale = ScaleLinear<number, number>

/** A tick about every this many px. */
const TICK_PX = 110

/** Units of time that ticks are told in, by length in ns. */
const UNITS = [
  { ns: 3_600e9, name: 'h' },
  { ns: 60e9, name: 'min' },
  { ns: 1e9, name: 's' },
  { ns: 1e6, name: 'ms' },
  { ns: 1e3, name: 'µs' },
  { ns: 1, name: 'ns' },
] as const

/** Steps of minutes and hours that people count in, in units of the next lower one. */
const SIXTIES = [1, 2, 5, 10, 15, 30, 60]

/** A mark of the time axis. */
export interface Tick {
  readonly ns: number
  readonly label: string
}

/** The scale of a window over a width. */
export function timeScale(windowNs: readonly [number, number], widthPx: number): TimeScale {
  return scaleLinear(windowNs, [0, widthPx])
}

function unitOf(stepNs: number): { readonly ns: number; readonly name: string } {
  return UNITS.find(({ ns }) => stepNs >= ns) ?? { ns: 1, name: 'ns' }
}

/** A step of whole minutes or hours for windows in which decimal steps would be odd ones. */
function sexagesimalStep(stepNs: number): number | undefined {
  const unit = unitOf(stepNs)
  if (unit.ns < 60e9) return undefined
  const steps = stepNs / unit.ns
  return (SIXTIES.find((n) => n >= steps) ?? Math.ceil(steps / 60) * 60) * unit.ns
}

/** Round marks within a window, labelled in one unit with as many digits as their distance needs. */
export function timeTicks(scale: TimeScale): readonly Tick[] {
  const [from, to] = scale.domain()
  const [, widthPx] = scale.range()
  const wanted = Math.max(2, Math.floor(widthPx / TICK_PX))
  const sixty = sexagesimalStep((to - from) / wanted)
  const times: number[] = []
  if (sixty === undefined) times.push(...scale.ticks(wanted))
  else for (let ns = Math.ceil(from / sixty) * sixty; ns <= to; ns += sixty) times.push(ns)
  const stepNs = times.length > 1 ? times[1] - times[0] : to - from
  const printTime = timePrinter(stepNs, Math.max(stepNs, (times.at(-1) ?? 0) / 100))
  return times.map((ns) => ({ ns, label: printTime(ns) }))
}

/** Prints times in the unit that suits `unitNs`, with as many digits as tell two apart that are `stepNs` from each other. */
function timePrinter(stepNs: number, unitNs: number): (ns: number) => string {
  const unit = unitOf(unitNs)
  const digits = Math.max(0, Math.ceil(-Math.log10(stepNs / unit.ns) - 1e-9))
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  return (ns) => `${(ns / unit.ns).toLocaleString('en', format)} ${unit.name}`
}

/** The time at a share (0 to 1) of a window, to a thousandth of it. */
export function timeAt([from, to]: readonly [number, number], share: number): string {
  const stepNs = Math.max(1, 10 ** Math.floor(Math.log10((to - from) / 100)))
  return timePrinter(stepNs, Math.max((to - from) / 10, to / 100))(from + share * (to - from))
}
