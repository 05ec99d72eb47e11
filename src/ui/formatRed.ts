import { formatDuration } from '../core/model/time.ts'
import type { RedBins } from '../core/red/redSeries.ts'

/** A number and its unit, to be drawn in two sizes. */
export interface Quantity {
  readonly value: string
  readonly unit: string
}

const NOTHING: Quantity = { value: '–', unit: '' }

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** Three digits, or all before the point with commas; zeros only where they were measured. */
function formatNumber(value: number): string {
  if (value >= 99.95) return WHOLE.format(value)
  if (Number.isInteger(value)) return String(value)
  return value >= 1 ? value.toPrecision(2) : String(Number(value.toPrecision(2)))
}

/** Requests in a time: per s, or per minute or hour where that is below 0.1. */
export function rateOf(perS: number): Quantity {
  if (Number.isNaN(perS)) return NOTHING
  if (perS === 0 || perS >= 0.1) return { value: formatNumber(perS), unit: 'req/s' }
  if (perS * 60 >= 0.1) return { value: formatNumber(perS * 60), unit: 'req/min' }
  return { value: formatNumber(perS * 3600), unit: 'req/h' }
}

/** A number of requests. */
export function countOf(requests: number): Quantity {
  if (Number.isNaN(requests)) return NOTHING
  return { value: WHOLE.format(requests), unit: requests === 1 ? 'request' : 'requests' }
}

/** A share (0 to 1) in percent: 2.0 %, 20 %, 0.034 %. */
export function shareOf(share: number): Quantity {
  if (Number.isNaN(share)) return NOTHING
  const percent = share * 100
  if (percent === 0 || percent >= 99.95) return { value: WHOLE.format(percent), unit: '%' }
  if (percent >= 9.95) return { value: percent.toFixed(percent > 99 ? 1 : 0), unit: '%' }
  return { value: percent >= 0.095 ? percent.toFixed(1) : String(Number(percent.toPrecision(2))), unit: '%' }
}

/** A duration of `ns`. */
export function durationOf(ns: number): Quantity {
  if (Number.isNaN(ns)) return NOTHING
  const text = formatDuration(ns)
  const [, value, unit] = /^(\S+) (\S+)$/.exec(text) ?? [undefined, text, '']
  return { value, unit }
}

/** In one piece. */
export function printQuantity({ value, unit }: Quantity): string {
  return unit === '' ? value : `${value} ${unit}`
}

/** Unix ms of the beginning of a bin, which may lie between two. */
function binStartMs({ startUnixNs, widthNs }: RedBins, bin: number): number {
  return Number(startUnixNs / 1_000_000n) + (Number(startUnixNs % 1_000_000n) + bin * widthNs) / 1e6
}

const MINUTE = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' })
const SECOND = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZone: 'UTC',
})
const DAY = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' })

const DAY_NS = 86400e9

/** Captures shorter than this have offsets from their start on the axis in place of the time of day. */
const SHORT_NS = 10e9

/** The time of a place on the axis, as exact as the axis shows it. */
export function timeText(bins: RedBins, bin: number): string {
  const reachNs = bins.widthNs * bins.length
  if (reachNs < SHORT_NS) return bin === 0 ? '0' : `+${formatDuration(Math.round(bin * bins.widthNs))}`
  const ms = binStartMs(bins, bin)
  if (Math.abs(ms) > 8.64e15) return ''
  if (reachNs >= 4 * DAY_NS) return DAY.format(ms)
  return (bins.widthNs >= 60e9 ? MINUTE : SECOND).format(ms)
}

/** How much time the axis shows. */
export function lengthText({ widthNs, length }: RedBins): string {
  return formatDuration(widthNs * length)
}

/** The stretch of time that the axis shows. */
export function reachText(bins: RedBins): string {
  const reachNs = bins.widthNs * bins.length
  return reachNs < SHORT_NS ? formatDuration(reachNs) : `${timeText(bins, 0)}–${timeText(bins, bins.length)}`
}
