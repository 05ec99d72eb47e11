import { spanIdFrom, traceIdFrom } from '../fields/readIds.ts'
import { faultOfHex, hexFromDecimal, isHex, isZero } from './hexField.ts'

/** An id at a place that is named for it: read, or at fault. */
export type NamedId = { readonly id: string } | { readonly fault: string }

/**
 * A trace id at a place named for it (a URL, a field of a log line), where leading zeros may be left out; undefined for
 * a text that is no id. `isDecimal`: digits are a decimal number, as Datadog writes them.
 */
export function namedTraceId(text: string, isDecimal: boolean): NamedId | undefined {
  const bare = text.replace(/^projects\/[^/]{1,128}\/traces\//, '').replace(/^0x/i, '')
  if (isDecimal || (/^\d{17,20}$/.test(bare) && bare.length !== 32)) {
    const hex = hexFromDecimal(bare)
    if (hex !== undefined)
      return isZero(hex) ? { fault: 'trace-id is 0, which means none' } : { id: hex.padStart(32, '0') }
  }
  const digits = bare.replace(/^1-([0-9a-f]{8})-([0-9a-f]{24})$/i, '$1$2')
  if (isHex(digits)) {
    if (isZero(digits)) return digits.length < 8 ? undefined : { fault: 'trace-id is all zeros, which means none' }
    if (digits.length > 32) return { fault: faultOfHex('trace-id', digits, 32) ?? '' }
    return { id: digits.toLowerCase().padStart(32, '0') }
  }
  const known = traceIdFrom(bare)
  return known !== undefined && /^[0-9a-f]{32}$/.test(known.id) ? { id: known.id } : undefined
}

/** A span id at a place named for it; undefined for what is none. */
export function namedSpanId(text: string, isDecimal: boolean): string | undefined {
  const bare = text.replace(/^span-/, '').replace(/^0x/i, '')
  if (isDecimal || /^\d{17,20}$/.test(bare)) {
    const hex = hexFromDecimal(bare)
    if (hex !== undefined) return isZero(hex) ? undefined : hex
  }
  const id = spanIdFrom(bare)
  return id !== undefined && /^[0-9a-f]{16}$/.test(id) ? id : undefined
}
