/** Keeps digits of one number together without a comma or point: narrow no-break space. */
const GROUP = '\u202f'

const UNITS = [
  ['ns', 1],
  ['µs', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
] as const

/** Pairs of whole units for what lasts a minute or more, largest first, in s. */
const LONG_UNITS = [
  ['d', 86400, 'h', 3600],
  ['h', 3600, 'min', 60],
  ['min', 60, 's', 1],
] as const

/**
 * A duration of `ns` for people, to three digits: 8 ns, 45 µs, 310 ms, 1.20 s, 2 min 5 s. Zeros stay only where they
 * are digits that were measured (1.20 s, but 45 µs).
 */
export function formatDuration(ns: number): string {
  if (ns < 0) return `−${formatDuration(-ns)}`
  for (const [unit, size] of UNITS) {
    const text = threeDigits(ns / size)
    if (Number(text) < (unit === 's' ? 60 : 1000)) return `${text} ${unit}`
  }
  const seconds = Math.round(ns / 1e9)
  for (const [unit, size, small, smallSize] of LONG_UNITS) {
    const rounded = Math.round(seconds / smallSize) * smallSize
    if (rounded < size) continue
    const rest = Math.round((rounded % size) / smallSize)
    return rest === 0
      ? `${Math.floor(rounded / size)} ${unit}`
      : `${Math.floor(rounded / size)} ${unit} ${rest} ${small}`
  }
  return `${seconds} s`
}

/** Three significant digits, or all before the point; whole numbers without a fraction. */
function threeDigits(value: number): string {
  if (value >= 100 || Number.isInteger(value)) return String(Math.round(value))
  if (value < 1) return String(Number(value.toPrecision(3)))
  return value.toPrecision(3).replace(/\.0+$/, '')
}

/** An offset of `ns`, exact, in ms and with a sign: "+15.000 000 ms", digits in groups of three. */
export function formatOffset(ns: number | bigint): string {
  const exact = BigInt(typeof ns === 'number' ? Math.round(ns) : ns)
  const size = exact < 0n ? -exact : exact
  const fraction = String(size % 1_000_000n).padStart(6, '0')
  const sign = exact < 0n ? '−' : '+'
  return `${sign}${groupDigits(size / 1_000_000n)}.${fraction.slice(0, 3)}${GROUP}${fraction.slice(3)} ms`
}

function groupDigits(value: bigint): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, GROUP)
}

/** Latest Unix ms that a Date holds (ECMAScript, "Time Values and Time Range"). */
const LAST_DATE_MS = 8_640_000_000_000_000n

/** Unix `ns` as ISO 8601 in UTC with nine digits of a second; plain ns where the calendar does not reach. */
export function formatUnixNs(ns: bigint): string {
  const fraction = ((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n
  const ms = ((ns - fraction) / 1_000_000_000n) * 1000n
  if (ms > LAST_DATE_MS || ms < -LAST_DATE_MS) return `${ns} ns`
  return new Date(Number(ms)).toISOString().replace('.000Z', `.${String(fraction).padStart(9, '0')}Z`)
}
