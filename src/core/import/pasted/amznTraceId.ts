import { faultOfHex, faultOfId, faults, isZero, quote } from './hexField.ts'
import { found, malformed, type PastedText } from './pastedIds.ts'

const FORM = 'X-Amzn-Trace-Id'

/**
 * Reads `X-Amzn-Trace-Id` (AWS X-Ray developer guide, "Tracing header"): fields in any order; `Self` and `Lineage` are
 * passed over.
 */
export function readAmznTraceId(value: string): PastedText {
  const fields = new Map<string, string>()
  for (const part of value.split(';')) {
    const equals = part.indexOf('=')
    if (equals !== -1) fields.set(part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim())
  }
  const root = fields.get('root')
  if (root === undefined) return malformed(FORM, ['Root is missing'])
  const parent = fields.get('parent')?.toLowerCase()
  const trace = readXrayId(root)
  const state = fields.get('sampled')
  const wrong = faults(
    ...trace.faults,
    parent === undefined ? undefined : faultOfId('Parent', parent, 16),
    state === undefined || STATES.has(state) ? undefined : `Sampled ${quote(state)} is none of 0, 1, ?`,
  )
  if (wrong.length > 0) return malformed(FORM, wrong)
  return found(FORM, { traceId: trace.traceId, spanId: parent, sampled: STATES.get(state ?? '?') })
}

const STATES: ReadonlyMap<string, boolean | undefined> = new Map([
  ['0', false],
  ['1', true],
  ['?', undefined],
])

/** Reads a bare X-Ray trace id, `1-` 8 hex digits of seconds `-` 24 hex digits. */
export function readBareXrayId(text: string): PastedText {
  const { traceId, faults } = readXrayId(text)
  return faults.length > 0 ? malformed('X-Ray trace id', faults) : found('X-Ray trace id', { traceId })
}

function readXrayId(text: string): { traceId: string; faults: string[] } {
  const [version, seconds = '', rest = '', ...more] = text.trim().toLowerCase().split('-')
  const wrong = faults(
    version === '1' ? undefined : `the version of the trace id is ${quote(version)}, needs 1`,
    faultOfHex('the time in the trace id', seconds, 8),
    faultOfHex('the random part of the trace id', rest, 24),
    more.length === 0 ? undefined : `${quote(more.join('-'))} follows after the trace id`,
  )
  const traceId = seconds + rest
  if (wrong.length === 0 && isZero(traceId)) wrong.push('the trace id is all zeros, which means none')
  return { traceId, faults: wrong }
}

/** True for a text that is meant as an `X-Amzn-Trace-Id`. */
export function looksLikeAmznTraceId(text: string): boolean {
  return /(?:^|;)\s*(?:Root|Self)\s*=/i.test(text)
}

/** True for a text that is meant as an X-Ray trace id. */
export function looksLikeXrayId(text: string): boolean {
  return /^1-[0-9a-f]{6,10}-[0-9a-f]{16,32}$/i.test(text)
}
