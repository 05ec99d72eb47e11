import { faultOfId, faults, hexFromDecimal, isHex, isZero, quote } from './hexField.ts'
import { found, malformed, type PastedText } from './pastedIds.ts'

const FORM = 'X-Cloud-Trace-Context'

/** Reads `X-Cloud-Trace-Context` (Google Cloud Trace, "Legacy trace context"): TRACE_ID/SPAN_ID;o=OPTIONS, span id decimal. */
export function readCloudTraceContext(value: string): PastedText {
  const [ids, ...options] = value.trim().split(';')
  const [traceId, decimal] = ids.split('/')
  const spanId = decimal === undefined ? undefined : hexFromDecimal(decimal)
  const option = options.map((part) => /^\s*o=(.*)$/.exec(part)?.[1].trim()).find((part) => part !== undefined)
  const wrong = faults(
    faultOfId('trace-id', traceId, 32),
    decimal !== undefined && (spanId === undefined || decimal.startsWith('-'))
      ? `span-id ${quote(decimal)} is no decimal number of 64 bits`
      : undefined,
    option === undefined || /^[0-3]$/.test(option) ? undefined : `options ${quote(option)} are none of 0 to 3`,
  )
  if (wrong.length > 0) return malformed(FORM, wrong)
  return found(FORM, {
    traceId: traceId.toLowerCase(),
    spanId: spanId === undefined || isZero(spanId) ? undefined : spanId,
    sampled: option === undefined ? undefined : (Number(option) & 1) !== 0,
  })
}

/** Reads the resource name of a trace or span, `projects/P/traces/T(/spans/S)`; undefined for another text. */
export function readCloudTraceName(text: string): PastedText | undefined {
  const match =
    /^\/*(?:[\w.]{1,64}\/+)?projects\/[^/\s]{1,128}\/traces\/([^/\s]{1,128})(?:\/spans\/([^/\s]{1,64}))?\/?$/.exec(text)
  if (match === null) return undefined
  const [, traceId, spanId] = match
  const wrong = faults(
    faultOfId('trace-id', traceId, 32),
    spanId === undefined ? undefined : faultOfId('span-id', spanId, 16),
  )
  const form = 'Cloud Trace name'
  if (wrong.length > 0) return malformed(form, wrong)
  return found(form, { traceId: traceId.toLowerCase(), spanId: spanId?.toLowerCase() })
}

/** True for a text that is meant as an `X-Cloud-Trace-Context`. */
export function looksLikeCloudTraceContext(text: string): boolean {
  const [ids, ...options] = text.split(';')
  const [traceId, ...rest] = ids.split('/')
  return isHex(traceId) && traceId.length >= 24 && rest.length <= 1 && (rest.length === 1 || options.length > 0)
}
