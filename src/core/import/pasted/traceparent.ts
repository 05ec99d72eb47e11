import { faultOfHex, faultOfId, faults, isHex, isZero, quote } from './hexField.ts'
import { found, idsOf, malformed, type PastedText } from './pastedIds.ts'
import { readTraceState } from './traceState.ts'

const SAMPLED = 1

/**
 * Reads the value of a `traceparent` (W3C Trace Context level 2, §3.2) and, where there is one, of its `tracestate`.
 * Upper-case digits, which the specification forbids, are read with a warning.
 */
export function readTraceparent(value: string, stateHeader?: string, form = 'traceparent'): PastedText {
  const text = value.trim()
  const [version, traceId = '', spanId = '', flagsAndMore = '', ...more] = text.split('-')
  const flags = flagsAndMore.slice(0, 2)
  const wrong = faults(
    faultOfVersion(version),
    faultOfId('trace-id', traceId, 32),
    faultOfId('parent-id', spanId, 16),
    faultOfFlags(version, flagsAndMore, more),
  )
  const state = readTraceState(stateHeader ?? '')
  const warnings = state.faults.map((fault) => `${fault}; the tracestate is to be discarded`)
  if (/[A-F]/.test(text)) warnings.push('It has upper-case hex digits, which receivers refuse; read in lower case')
  if (wrong.length > 0) return malformed(form, wrong, perhaps(form, traceId, spanId))
  const flagBits = Number.parseInt(flags, 16)
  return found(form, {
    traceId: traceId.toLowerCase(),
    spanId: spanId.toLowerCase(),
    version: Number.parseInt(version, 16),
    flags: flagBits,
    sampled: (flagBits & SAMPLED) !== 0,
    traceState: state.members,
    warnings,
  })
}

/** The ids that are whole in a header that is not. */
function perhaps(form: string, traceId: string, spanId: string) {
  if (!isHex(traceId) || traceId.length > 32 || isZero(traceId)) return undefined
  const isSpanId = isHex(spanId) && spanId.length === 16 && !isZero(spanId)
  return idsOf(form, {
    traceId: traceId.toLowerCase().padStart(32, '0'),
    spanId: isSpanId ? spanId.toLowerCase() : undefined,
  })
}

function faultOfVersion(version: string): string | undefined {
  const fault = faultOfHex('version', version, 2)
  if (fault !== undefined) return fault
  return version.toLowerCase() === 'ff' ? 'version ff is forbidden' : undefined
}

/** Flags, and what may follow them: nothing in version 00, a dash and more in later ones. */
function faultOfFlags(version: string, flagsAndMore: string, more: readonly string[]): string | undefined {
  const fault = faultOfHex('trace-flags', flagsAndMore, 2)
  if (fault !== undefined) return fault
  if (version !== '00' || more.length === 0) return undefined
  return `version 00 must end after trace-flags, but ${quote(`-${more.join('-')}`)} follows`
}

/** True for a text that is meant as a `traceparent`: a short field, a long one and more, with dashes between. */
export function looksLikeTraceparent(text: string): boolean {
  const [version, traceId = '', ...rest] = text.split('-')
  return rest.length >= 1 && version.length <= 4 && version !== '' && traceId.length >= 17
}
