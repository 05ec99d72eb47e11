import type { Attribute, AttributeValue } from '../../model/details.ts'
import { AttributeList } from '../fields/attributeList.ts'
import {
  attributeFromJson,
  field,
  isJsonObject,
  type JsonObject,
  listFrom,
  textFrom,
  tooDeep,
} from '../fields/fields.ts'
import { integerFrom, numberFrom } from '../json/exactNumber.ts'

/** Values inside one another that are typed; what lies deeper is kept as JSON text. */
const MAX_VALUE_DEPTH = 32

const STRING = ['stringValue', 'string_value']
const BOOL = ['boolValue', 'bool_value']
const INT = ['intValue', 'int_value']
const DOUBLE = ['doubleValue', 'double_value']
const ARRAY = ['arrayValue', 'array_value']
const MAP = ['kvlistValue', 'kvlist_value']
const BYTES = ['bytesValue', 'bytes_value']
const WRAPPERS = new Set([STRING, BOOL, INT, DOUBLE, ARRAY, MAP, BYTES].flat())

/** Attributes out of a list of `KeyValue` (common.proto); a plain JSON object is taken as keys and values. */
export function otlpAttributes(value: unknown): AttributeList {
  const list = new AttributeList()
  if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) list.add(key, attributeFromJson(member))
    return list
  }
  for (const item of listFrom(value)) {
    if (!isJsonObject(item)) continue
    const key = textFrom(field(item, 'key'))
    if (key !== undefined) list.add(key, otlpValue(field(item, 'value'), 0))
  }
  return list
}

/** A string attribute of a list of `KeyValue`, the last of that key; undefined for none and for values of other types. */
export function otlpText(attributes: unknown, key: string): string | undefined {
  let text: string | undefined
  for (const item of listFrom(attributes)) {
    if (!isJsonObject(item) || field(item, 'key') !== key) continue
    const value = field(item, 'value')
    text = isJsonObject(value) ? textFrom(field(value, ...STRING, ...INT)) : textFrom(value)
  }
  if (isJsonObject(attributes)) text = textFrom(field(attributes, key))
  return text
}

/** An `AnyValue` of OTLP JSON; what is no AnyValue is taken as plain JSON. */
function otlpValue(value: unknown, depth: number): AttributeValue {
  if (!isJsonObject(value)) return attributeFromJson(value)
  const text = field(value, ...STRING)
  if (text !== undefined) return { type: 'string', value: textFrom(text) ?? JSON.stringify(text) }
  const flag = field(value, ...BOOL)
  if (flag !== undefined) return typeof flag === 'boolean' ? { type: 'bool', value: flag } : flagFromText(flag)
  const int = field(value, ...INT)
  if (int !== undefined) return intValue(int)
  const double = field(value, ...DOUBLE)
  if (double !== undefined) return doubleValue(double)
  const bytes = field(value, ...BYTES)
  if (bytes !== undefined) return { type: 'bytes', value: textFrom(bytes) ?? '' }
  if (depth >= MAX_VALUE_DEPTH) return tooDeep(value)
  const array = field(value, ...ARRAY)
  if (array !== undefined) {
    const values = isJsonObject(array) ? field(array, 'values') : array
    return { type: 'array', value: listFrom(values).map((item) => otlpValue(item, depth + 1)) }
  }
  const map = field(value, ...MAP)
  if (map !== undefined) {
    return { type: 'map', value: mapEntries(isJsonObject(map) ? field(map, 'values') : map, depth + 1) }
  }
  return Object.keys(value).every((key) => WRAPPERS.has(key)) ? { type: 'empty' } : attributeFromJson(value)
}

function mapEntries(value: unknown, depth: number): Attribute[] {
  return listFrom(value)
    .filter((item): item is JsonObject => isJsonObject(item))
    .map((item) => ({ key: textFrom(field(item, 'key')) ?? '', value: otlpValue(field(item, 'value'), depth) }))
}

function flagFromText(value: unknown): AttributeValue {
  if (value === 'true' || value === 'false') return { type: 'bool', value: value === 'true' }
  return attributeFromJson(value)
}

function intValue(value: unknown): AttributeValue {
  const int = integerFrom(value)
  return int === undefined ? attributeFromJson(value) : { type: 'int', value: int }
}

/** Doubles may come as numbers or as text, `NaN` and the infinities always as text (protobuf JSON mapping). */
function doubleValue(value: unknown): AttributeValue {
  if (value === 'NaN') return { type: 'double', value: Number.NaN }
  const double = numberFrom(value)
  return double === undefined ? attributeFromJson(value) : { type: 'double', value: double }
}
