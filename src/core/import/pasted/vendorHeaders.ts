import { textFromBase64 } from '../bytes/base64.ts'
import { isJsonObject, textFrom } from '../fields/fields.ts'
import { parseJson } from '../json/parseJson.ts'
import { faultOfId, faults, isHex, isZero, quote } from './hexField.ts'
import { found, malformed, type PastedText } from './pastedIds.ts'

/** Reads the `newrelic` header: base64 of JSON, with trace id `d.tr` and span id `d.id`. */
export function readNewRelicHeader(value: string): PastedText {
  const form = 'newrelic'
  const text = textFromBase64(value.trim())
  const payload = text === undefined ? undefined : parseJson(text)
  const data = isJsonObject(payload) ? payload.d : undefined
  if (!isJsonObject(data)) return malformed(form, ['it is not base64 of a JSON object with the key “d”'])
  const traceId = (textFrom(data.tr) ?? '').toLowerCase()
  const spanId = textFrom(data.id)?.toLowerCase()
  const wrong = faults(
    faultOfId('d.tr', traceId, 32, 16),
    spanId === undefined ? undefined : faultOfId('d.id', spanId, 16),
  )
  if (wrong.length > 0) return malformed(form, wrong)
  return found(form, {
    traceId: traceId.padStart(32, '0'),
    spanId,
    sampled: typeof data.sa === 'boolean' ? data.sa : undefined,
  })
}

/** Reads SkyWalking's `sw8` (Cross Process Propagation Headers Protocol v3): eight fields, ids base64 of free text. */
export function readSw8(value: string): PastedText {
  const form = 'sw8'
  const fields = value.trim().split('-')
  if (fields.length !== 8) return malformed(form, [`it has ${fields.length} fields with “-” between, needs 8`])
  const [sample, trace, segment, number] = fields
  const traceId = textFromBase64(trace)
  const segmentId = textFromBase64(segment)
  const wrong = faults(
    /^[01]$/.test(sample) ? undefined : `the sampling field ${quote(sample)} is neither 0 nor 1`,
    traceId === undefined || traceId === '' ? 'trace id is no base64 of a text' : undefined,
    segmentId === undefined || segmentId === '' ? 'segment id is no base64 of a text' : undefined,
    /^\d{1,9}$/.test(number) ? undefined : `span id ${quote(number)} is no number`,
  )
  if (wrong.length > 0 || traceId === undefined || segmentId === undefined) return malformed(form, wrong)
  return found(form, { traceId, sampled: sample === '1', segment: { id: segmentId, spanNumber: Number(number) } })
}

/** True for a text that is meant as an `sw8` header. */
export function looksLikeSw8(text: string): boolean {
  return /^[01]-/.test(text) && text.split('-').length === 8
}

/** Reads the hierarchical `Request-Id` of .NET, `|root.span.`, where the root is a trace id of hex digits. */
export function readRequestId(value: string): PastedText {
  const form = 'Request-Id'
  const [root, ...spans] = value.trim().replace(/^\|/, '').split('.')
  const traceId = root.replaceAll('-', '').toLowerCase()
  const wrong = faults(faultOfId('the root', traceId, 32))
  if (wrong.length > 0) return malformed(form, wrong)
  const spanId = spans.findLast((span) => isHex(span) && span.length === 16 && !isZero(span))
  return found(form, { traceId, spanId: spanId?.toLowerCase() })
}
