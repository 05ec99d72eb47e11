import type { Attribute, AttributeValue } from '../../model/details.ts'
import { integerFrom } from '../json/exactNumber.ts'
import { NumberText } from '../json/parseJson.ts'

/** A JSON object as it was read. Fixed names may be read directly; keys that are data only through {@link field}. */
export interface JsonObject {
  readonly [key: string]: unknown
}

/** Containers of a value inside one another that are typed; what lies deeper is kept as text. */
const MAX_VALUE_DEPTH = 64

/** True for a JSON object; not for arrays, null, and numbers kept as text. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText)
}

/** The object itself, or undefined for what is none. */
export function objectFrom(value: unknown): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined
}

/** The array itself, or an empty one for what is none (null, absent). */
export function listFrom(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The first of the fields that the object itself has and that is not null; undefined where there is none. */
export function field(object: JsonObject, ...names: readonly string[]): unknown {
  for (const name of names) {
    if (!Object.hasOwn(object, name)) continue
    const value = object[name]
    if (value !== null && value !== undefined) return value
  }
  return undefined
}

/** A string as it is, a number or boolean as its text; undefined for anything else. */
export function textFrom(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  return value instanceof NumberText ? value.text : undefined
}

/** A count that is not negative; 0 for anything else. */
export function countFrom(value: unknown): number {
  return Math.max(0, Number(integerFrom(value) ?? 0n))
}

/** A plain JSON value as an attribute value: whole numbers are ints, other numbers doubles, null is empty. */
export function attributeFromJson(value: unknown, depth = 0): AttributeValue {
  if (typeof value === 'string') return { type: 'string', value }
  if (typeof value === 'boolean') return { type: 'bool', value }
  if (typeof value === 'bigint') return { type: 'int', value }
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && !Object.is(value, -0)
      ? { type: 'int', value: BigInt(value) }
      : { type: 'double', value }
  }
  if (value instanceof NumberText) return { type: 'string', value: value.text }
  if (depth >= MAX_VALUE_DEPTH) return tooDeep(value)
  if (Array.isArray(value)) return { type: 'array', value: value.map((item) => attributeFromJson(item, depth + 1)) }
  if (isJsonObject(value)) return { type: 'map', value: attributesFromJson(value, depth + 1) }
  return { type: 'empty' }
}

/** The members of a plain JSON object as attributes, in the order written. */
export function attributesFromJson(object: JsonObject, depth = 0): Attribute[] {
  return Object.entries(object).map(([key, value]) => ({ key, value: attributeFromJson(value, depth) }))
}

/** What lies too deep to be typed, as JSON text. Values from parseJson are shallow enough for JSON.stringify. */
export function tooDeep(value: unknown): AttributeValue {
  if (value === null || value === undefined) return { type: 'empty' }
  return { type: 'string', value: JSON.stringify(value, exactText) }
}

function exactText(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  return value instanceof NumberText ? value.text : value
}

/** Text of an attribute value for plain search and comparison with text-only formats; nested values as JSON. */
export function attributeText(value: AttributeValue): string {
  switch (value.type) {
    case 'empty':
      return ''
    case 'array':
    case 'map':
      return JSON.stringify(plainValue(value))
    default:
      return String(value.value)
  }
}

/** An attribute value as plain JSON, ints as text where a double would change them. */
function plainValue(value: AttributeValue): unknown {
  switch (value.type) {
    case 'empty':
      return null
    case 'array':
      return value.value.map(plainValue)
    case 'map':
      return Object.fromEntries(value.value.map((entry) => [entry.key, plainValue(entry.value)]))
    case 'int': {
      const number = Number(value.value)
      return Number.isSafeInteger(number) ? number : String(value.value)
    }
    default:
      return value.value
  }
}
