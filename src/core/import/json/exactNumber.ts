import { NumberText } from './parseJson.ts'

/** A number read exactly: `digits` × 10^`exponent`. */
interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

const DECIMAL = /^([-+]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([-+]?[0-9]{1,6}))?$/
const LONGEST_NUMBER = 400
/** Unsigned 64-bit, the widest time field of any format (OTLP, `fixed64`). */
const MAX_NS = 2n ** 64n - 1n

const NANOS = 0
const MICROS = 3
const MILLIS = 6
const SECONDS = 9

/** ns from a number of ns, exactly; half a ns rounds up. Undefined for what is no number or beyond 64 bits. */
export function nsFromNanos(value: unknown): bigint | undefined {
  if (typeof value === 'string' && value.length <= 19 && isDigits(value)) return BigInt(value)
  return scaled(value, NANOS)
}

/** ns from a number of µs. See {@link nsFromNanos}. */
export function nsFromMicros(value: unknown): bigint | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value) * 1000n
  return scaled(value, MICROS)
}

/** ns from a number of ms. See {@link nsFromNanos}. */
export function nsFromMillis(value: unknown): bigint | undefined {
  return scaled(value, MILLIS)
}

/** ns from a number of s. See {@link nsFromNanos}. */
export function nsFromSeconds(value: unknown): bigint | undefined {
  return scaled(value, SECONDS)
}

/** A whole number of any size from a JSON number or a decimal string; undefined for anything else. */
export function integerFrom(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined
  const decimal = decimalFrom(value)
  if (decimal === undefined) return undefined
  if (decimal.exponent === 0) return decimal.digits
  const whole = timesPowerOfTen(decimal, 0)
  return whole !== undefined && isSame(decimal, whole) ? whole : undefined
}

/** A number, by way of a double, from a JSON number or a decimal string; undefined for anything else. */
export function numberFrom(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  const text = value instanceof NumberText ? value.text : value
  if (typeof text !== 'string' || text.trim() === '') return undefined
  const number = Number(text)
  return Number.isNaN(number) ? undefined : number
}

function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c < 0x30 || c > 0x39) return false
  }
  return text.length > 0
}

function scaled(value: unknown, unitExponent: number): bigint | undefined {
  const decimal = decimalFrom(value)
  if (decimal === undefined) return undefined
  const ns = timesPowerOfTen(decimal, unitExponent)
  return ns === undefined || ns > MAX_NS || ns < -MAX_NS ? undefined : ns
}

/** The decimal behind a JSON number or a text; undefined where there is none. */
function decimalFrom(value: unknown): Decimal | undefined {
  if (typeof value === 'bigint') return { digits: value, exponent: 0 }
  if (typeof value === 'number' && Number.isSafeInteger(value)) return { digits: BigInt(value), exponent: 0 }
  const text = value instanceof NumberText ? value.text : typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || text.length > LONGEST_NUMBER) return undefined
  const match = DECIMAL.exec(text.trim())
  if (match === null) return undefined
  const [, sign, whole, fraction = '', exponent = '0'] = match
  if (whole === '' && fraction === '') return undefined
  const digits = BigInt(whole + fraction)
  return { digits: sign === '-' ? -digits : digits, exponent: Number(exponent) - fraction.length }
}

/** `decimal` × 10^`power` as a whole number, half up; undefined where it is far beyond any time. */
function timesPowerOfTen(decimal: Decimal, power: number): bigint | undefined {
  if (decimal.digits === 0n) return 0n
  const exponent = decimal.exponent + power
  if (exponent > LONGEST_NUMBER) return undefined
  if (exponent >= 0) return decimal.digits * 10n ** BigInt(exponent)
  if (exponent < -2 * LONGEST_NUMBER) return 0n
  const unit = 10n ** BigInt(-exponent)
  const shifted = decimal.digits + unit / 2n
  return shifted >= 0n ? shifted / unit : -((-shifted + unit - 1n) / unit)
}

function isSame(decimal: Decimal, whole: bigint): boolean {
  if (decimal.exponent >= 0) return true
  return decimal.exponent > -2 * LONGEST_NUMBER && whole * 10n ** BigInt(-decimal.exponent) === decimal.digits
}
