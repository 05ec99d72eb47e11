import { traceIdFrom } from '../fields/readIds.ts'
import { faultOfHex, hexFromDecimal, isHex, isZero, quote } from './hexField.ts'
import { found, idsOf, malformed, type PastedIds, type PastedText } from './pastedIds.ts'

const UUID = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i
/** Decimal digits that are no 16 hex digits and fit 64 bits at most. */
const DECIMAL = /^\d{17,20}$/

/**
 * Reads an id that stands alone: 32 or 16 hex digits, also with `0x` or as a UUID, base64 of
 * 16 bytes, 17 to 20 decimal digits. Undefined for a text that has the form of none of them.
 */
export function readBareId(text: string): PastedText | undefined {
  if (DECIMAL.test(text)) return readDecimal(text)
  if (UUID.test(text)) return readHex('UUID', text.replace(/[-{}]/g, ''))
  if (/^0x/i.test(text)) return readHex('id', text.slice(2))
  if (isHex(text)) return readHex('id', text)
  const base64 = traceIdFrom(text)
  if (/^[A-Za-z0-9+/_-]{22}(?:==)?$/.test(text)) {
    if (base64 === undefined) return malformed('base64 trace id', ['trace-id is all zeros, which means none'])
    return found('base64 trace id', { traceId: base64.id })
  }
  if (/^[0-9a-z]{28,36}$/i.test(text)) return malformed('trace id', [faultOfHex('trace-id', text, 32) ?? ''])
  return undefined
}

function readHex(form: string, text: string): PastedText {
  const hex = text.toLowerCase()
  if (isZero(hex)) return malformed('trace id', ['trace-id is all zeros, which means none'])
  if (hex.length === 32) return found('trace id', { traceId: hex })
  if (hex.length === 16) return { kind: 'candidates', candidates: readingsOf16(hex) }
  if (hex.length === 40) return malformed('git commit', ['40 hex digits are a git commit, a trace-id has 32'])
  const fault = faultOfHex(form === 'id' ? 'trace-id' : form, hex, 32)
  return malformed('trace id', fault === undefined ? [] : [fault], padded(hex))
}

/** What 16 hex digits may be: a 64-bit trace id, the same in decimal, a span id. */
function readingsOf16(hex: string): PastedIds[] {
  const decimal = hexFromDecimal(hex)
  return [
    idsOf('64-bit trace id', { traceId: hex.padStart(32, '0') }),
    ...(decimal === undefined ? [] : [idsOf('decimal trace id', { traceId: decimal.padStart(32, '0') })]),
    idsOf('span id', { spanId: hex }),
  ]
}

function readDecimal(text: string): PastedText {
  const hex = hexFromDecimal(text)
  if (hex === undefined) return malformed('decimal id', [`${quote(text)} is beyond 64 bits, the most of a decimal id`])
  if (isZero(hex)) return malformed('decimal id', ['the id is 0, which means none'])
  return found('decimal trace id', { traceId: hex.padStart(32, '0') })
}

/** Some tools leave leading zeros out: a shorter id may be one without them. */
function padded(hex: string): PastedIds | undefined {
  if (hex.length > 32 || hex.length < 8) return undefined
  return idsOf('trace id without its leading zeros', { traceId: hex.padStart(32, '0') })
}
