import type { AttributeValue } from '../../core/model/details.ts'

/** Deeper values are cut short. */
const DEEPEST = 40

/** An attribute value as text: scalars as they are, arrays and maps as indented JSON. */
export function printValue(value: AttributeValue): string {
  if (value.type === 'array' || value.type === 'map') return printNested(value, '')
  if (value.type === 'empty') return ''
  return String(value.value)
}

function printNested(value: AttributeValue, indent: string): string {
  const inner = `${indent}  `
  if (inner.length > 2 * DEEPEST) return '…'
  switch (value.type) {
    case 'array':
      if (value.value.length === 0) return '[]'
      return `[\n${value.value.map((item) => inner + printNested(item, inner)).join(',\n')}\n${indent}]`
    case 'map':
      if (value.value.length === 0) return '{}'
      return `{\n${value.value.map((item) => `${inner}${JSON.stringify(item.key)}: ${printNested(item.value, inner)}`).join(',\n')}\n${indent}}`
    case 'string':
    case 'bytes':
      return JSON.stringify(value.value)
    case 'empty':
      return 'null'
    default:
      return String(value.value)
  }
}
