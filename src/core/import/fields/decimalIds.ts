import { integerFrom } from '../json/exactNumber.ts'
import type { parentIdFrom } from './readIds.ts'

const LONGEST_DECIMAL = 20
const MIN_SIGNED = -(2n ** 63n)
const MAX_UNSIGNED = 2n ** 64n - 1n

/**
 * A 64-bit id that is written as a decimal number, or as text of one, as 16 hex digits (Datadog, Cloud
 * Trace v1). Negative ones are the same 64 bits read as signed. Undefined for what is no such number. Zero is an id here.
 */
export function hexFromDecimal(value: unknown): string | undefined {
  if (typeof value === 'string' && (value.trim() === '' || value.length > LONGEST_DECIMAL + 1)) return undefined
  const id = integerFrom(value)
  if (id === undefined || id < MIN_SIGNED || id > MAX_UNSIGNED) return undefined
  return BigInt.asUintN(64, id).toString(16).padStart(16, '0')
}

/** A parent id written like {@link hexFromDecimal}'s ids: 0, null, '' and absent are no parent. */
export function parentFromDecimal(value: unknown): ReturnType<typeof parentIdFrom> {
  if (value === undefined || value === null || value === '') return undefined
  const id = hexFromDecimal(value)
  if (id === undefined) return 'unusable'
  return /^0+$/.test(id) ? undefined : { id }
}

/** True for a JSON number that is whole, however long. */
export function isDecimalNumber(value: unknown): boolean {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))
}
