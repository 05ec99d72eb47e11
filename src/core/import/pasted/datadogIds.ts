import { faultOfId, faults, hexFromDecimal, isZero, quote } from './hexField.ts'
import { found, malformed, type PastedText } from './pastedIds.ts'

const FORM = 'Datadog headers'
const TID = '_dd.p.tid='

/**
 * Reads Datadog's headers by their lower-case names: 64-bit decimal ids, the upper 64 bits of the trace id in
 * `x-datadog-tags` (Datadog, "Trace Context Propagation").
 */
export function readDatadogHeaders(headers: ReadonlyMap<string, string>): PastedText {
  const decimalTrace = headers.get('x-datadog-trace-id')
  const decimalSpan = headers.get('x-datadog-parent-id')
  const priority = headers.get('x-datadog-sampling-priority')
  const tags = (headers.get('x-datadog-tags') ?? '').split(',').map((tag) => tag.trim())
  const upper = tags.find((tag) => tag.startsWith(TID))?.slice(TID.length)
  const trace = decimalTrace === undefined ? undefined : hexFromDecimal(decimalTrace)
  const span = decimalSpan === undefined ? undefined : hexFromDecimal(decimalSpan)
  const wrong = faults(
    faultOfDecimal('x-datadog-trace-id', decimalTrace, trace),
    decimalSpan === undefined ? undefined : faultOfDecimal('x-datadog-parent-id', decimalSpan, span),
    upper === undefined ? undefined : faultOfId('_dd.p.tid', upper, 16),
    priority === undefined || /^-?\d{1,3}$/.test(priority)
      ? undefined
      : `x-datadog-sampling-priority ${quote(priority)} is no number`,
  )
  if (trace !== undefined && isZero(trace) && upper === undefined)
    wrong.push('x-datadog-trace-id is 0, which means none')
  if (wrong.length > 0) return malformed(FORM, wrong)
  return found(FORM, {
    traceId: (upper?.toLowerCase() ?? '').padStart(16, '0') + trace,
    spanId: span === undefined || isZero(span) ? undefined : span,
    sampled: priority === undefined ? undefined : Number(priority) > 0,
  })
}

function faultOfDecimal(name: string, text: string | undefined, hex: string | undefined): string | undefined {
  if (text === undefined) return `${name} is missing`
  return hex === undefined ? `${name} ${quote(text)} is no decimal number of 64 bits` : undefined
}
