import { faults, isHex, isZero, quote } from './hexField.ts'
import { found, malformed, type PastedText } from './pastedIds.ts'

const FORM = 'uber-trace-id'
const SAMPLED = 1
const DEBUG = 2

/**
 * Reads Jaeger's `uber-trace-id` (jaegertracing.io, "Propagation Format"): trace:span:parent:flags in hex without
 * leading zeros; a parent of 0 is none.
 */
export function readUberTraceId(value: string): PastedText {
  const fields = value.trim().toLowerCase().split(':')
  if (fields.length !== 4) {
    const count = `it has ${fields.length} ${fields.length === 1 ? 'field' : 'fields'} with “:” between, needs 4`
    return malformed(FORM, [count])
  }
  const [traceId, spanId, parentSpanId, flags] = fields
  const wrong = faults(
    faultUpTo('trace-id', traceId, 32) ?? (isZero(traceId) ? 'trace-id is zero, which means none' : undefined),
    faultUpTo('span-id', spanId, 16) ?? (isZero(spanId) ? 'span-id is zero, which means none' : undefined),
    faultUpTo('parent-span-id', parentSpanId, 16),
    faultUpTo('flags', flags, 2),
  )
  if (wrong.length > 0) return malformed(FORM, wrong)
  const bits = Number.parseInt(flags, 16)
  return found(FORM, {
    traceId: traceId.padStart(32, '0'),
    spanId: spanId.padStart(16, '0'),
    parentSpanId: isZero(parentSpanId) ? undefined : parentSpanId.padStart(16, '0'),
    sampled: (bits & SAMPLED) !== 0,
    debug: (bits & DEBUG) !== 0,
  })
}

function faultUpTo(name: string, text: string, most: number): string | undefined {
  if (text === '') return `${name} is missing`
  if (!isHex(text)) return `${name} ${quote(text)} is not hex`
  return text.length > most ? `${name} has ${text.length} hex digits, at most ${most} fit` : undefined
}

/** True for a text that is meant as an `uber-trace-id`. */
export function looksLikeUberTraceId(text: string): boolean {
  const fields = text.split(':')
  return fields.length >= 3 && fields.length <= 5 && fields.every((field) => field === '' || isHex(field))
}
