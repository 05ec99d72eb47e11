import type { AttributeValue } from '../../model/details.ts'
import { SPELLINGS } from '../flat/flatNames.ts'
import { integerFrom, numberFrom } from '../json/exactNumber.ts'
import {
  attributeFromJson,
  attributesFromJson,
  field,
  isJsonObject,
  type JsonObject,
  objectFrom,
  textFrom,
} from './fields.ts'

/** Keys and values of attributes given as a map or as a list of {key, value}; absent (null) ones are left out. */
export function* readFlatAttributes(value: unknown): Generator<readonly [key: string, value: AttributeValue]> {
  if (Array.isArray(value)) {
    for (const item of value) {
      const entry = objectFrom(item)
      const key = textFrom(entry === undefined ? undefined : field(entry, 'key', 'Key', 'name'))
      const given = entry === undefined ? undefined : field(entry, 'value', 'Value')
      if (key !== undefined && given !== undefined) yield [key, readFlatValue(given)]
    }
  } else if (isJsonObject(value)) {
    for (const [key, given] of Object.entries(value)) if (given !== null) yield [key, readFlatValue(given)]
  }
}

/** A plain value, or one in the notation of OTLP JSON (`{"stringValue": …}`), whose only key names its type. */
function readFlatValue(value: unknown): AttributeValue {
  const object = objectFrom(value)
  const keys = object === undefined ? [] : Object.keys(object)
  if (object === undefined || keys.length !== 1) return withoutNulls(attributeFromJson(value))
  const inner = object[keys[0]]
  switch (keys[0]) {
    case 'stringValue':
    case 'boolValue':
      return attributeFromJson(inner)
    case 'intValue': {
      const int = integerFrom(inner)
      return int === undefined ? attributeFromJson(inner) : { type: 'int', value: int }
    }
    case 'doubleValue': {
      const double = numberFrom(inner)
      return double === undefined ? attributeFromJson(inner) : { type: 'double', value: double }
    }
    default:
      return withoutNulls({ type: 'map', value: attributesFromJson(object, 1) })
  }
}

/** Nulls inside a map say as little as nulls around it. */
function withoutNulls(value: AttributeValue): AttributeValue {
  if (value.type !== 'map') return value
  return { type: 'map', value: value.value.filter((entry) => entry.value.type !== 'empty') }
}

/** The attributes of a resource, which may be a map, a list, or `{attributes: …}` of either. */
export function resourceOf(span: JsonObject): unknown {
  for (const key of SPELLINGS.resource) {
    const resource = Object.hasOwn(span, key) ? span[key] : undefined
    if (Array.isArray(resource)) return resource
    if (isJsonObject(resource)) return field(resource, 'attributes') ?? resource
  }
  return undefined
}

/** Service of a flat span: its own field, else `service.name` of its resource, else of its attributes. */
export function flatServiceOf(span: JsonObject): string | undefined {
  const own = field(span, ...SPELLINGS.service)
  const named = textFrom(own) ?? textFrom(objectFrom(own)?.name)
  if (named) return named
  return serviceIn(resourceOf(span)) ?? serviceIn(field(span, ...SPELLINGS.attributes))
}

function serviceIn(attributes: unknown): string | undefined {
  if (isJsonObject(attributes)) return textFrom(field(attributes, 'service.name')) || undefined
  for (const [key, value] of readFlatAttributes(attributes)) {
    if (key === 'service.name' && value.type === 'string') return value.value || undefined
  }
  return undefined
}
