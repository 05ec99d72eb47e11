import type { AttributeValue } from '../../model/details.ts'
import { parseLiteral } from '../fields/literalText.ts'

/** A value as Rust's Debug prints an attribute: `String(Static("a"))`, `I64(1)`, `Array(Bool([true]))`. */
const TYPED = /^(String|I64|F64|Bool|Array)\((.*)\)$/s
/** How a string says who owns it. */
const OWNED = /\b(?:Static|Owned|RefCounted)\(("(?:[^"\\]|\\.)*")\)/g

/** The typed value of an attribute that Rust's Debug printed; what it did not print so is text. */
export function rustValue(text: string): AttributeValue {
  const [, type, inner] = TYPED.exec(text.trim()) ?? []
  if (type === 'Array') return rustArray(inner)
  if (type === 'String') return { type: 'string', value: rustText(inner.replace(OWNED, '$1')) }
  return scalar(type, inner) ?? { type: 'string', value: rustText(text) }
}

function rustArray(text: string): AttributeValue {
  const [, type, inner] = TYPED.exec(text) ?? [undefined, '', text]
  const literal = parseLiteral(inner.replace(OWNED, '$1'))
  if (!literal.ok || !Array.isArray(literal.value)) return { type: 'string', value: text }
  const value = literal.value.map((item): AttributeValue => {
    return scalar(type, String(item)) ?? { type: 'string', value: String(item) }
  })
  return { type: 'array', value }
}

function scalar(type: string | undefined, text: string): AttributeValue | undefined {
  if (type === 'I64' && /^-?\d+$/.test(text)) return { type: 'int', value: BigInt(text) }
  if (type === 'F64')
    return { type: 'double', value: text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text) }
  return type === 'Bool' ? { type: 'bool', value: text === 'true' } : undefined
}

/** Text without the quotes and escapes of Rust's Debug; '' for none. */
export function rustText(text: string | undefined): string {
  if (text === undefined || !/^".*"$/s.test(text)) return text ?? ''
  const literal = parseLiteral(text.replace(/\\u\{([0-9a-f]{1,6})\}/gi, (_, hex) => escapeOf(hex)))
  return literal.ok && typeof literal.value === 'string' ? literal.value : text
}

function escapeOf(hex: string): string {
  const code = Number.parseInt(hex, 16)
  return code <= 0x10ffff ? String.fromCodePoint(code) : ''
}
