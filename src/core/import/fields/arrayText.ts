import type { AttributeValue } from '../../model/details.ts'
import { NumberText, parseJson } from '../json/parseJson.ts'

/**
 * Reads an array that an exporter wrote into a text: compact JSON of values of one type, as OpenTelemetry's Jaeger
 * exporters do (specification, trace/sdk_exporters/jaeger.md, "Attributes"). Undefined for any other text.
 */
export function readArrayText(text: string): AttributeValue | undefined {
  if (!text.startsWith('[') || !text.endsWith(']')) return undefined
  const items = parseJson(text)
  if (!Array.isArray(items)) return undefined
  const values: AttributeValue[] = []
  for (const item of items) {
    const value = scalarFrom(item)
    if (value === undefined) return undefined
    values.push(value)
  }
  const types = new Set(values.map((value) => value.type))
  if (types.size === 2 && types.has('int') && types.has('double')) {
    return { type: 'array', value: values.map(asDouble) }
  }
  return types.size > 1 ? undefined : { type: 'array', value: values }
}

function scalarFrom(item: unknown): AttributeValue | undefined {
  if (typeof item === 'string') return { type: 'string', value: item }
  if (typeof item === 'boolean') return { type: 'bool', value: item }
  if (typeof item === 'bigint') return { type: 'int', value: item }
  if (item instanceof NumberText) return { type: 'double', value: Number(item.text) }
  if (typeof item !== 'number') return undefined
  return Number.isSafeInteger(item) ? { type: 'int', value: BigInt(item) } : { type: 'double', value: item }
}

function asDouble(value: AttributeValue): AttributeValue {
  return value.type === 'int' ? { type: 'double', value: Number(value.value) } : value
}
