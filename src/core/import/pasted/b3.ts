import { faultOfId, faults, isHex, quote } from './hexField.ts'
import { found, malformed, type PastedText } from './pastedIds.ts'

const DECISIONS: ReadonlyMap<string, { readonly sampled: boolean; readonly debug: boolean }> = new Map([
  ['0', { sampled: false, debug: false }],
  ['1', { sampled: true, debug: false }],
  ['d', { sampled: true, debug: true }],
])

/** Reads the single B3 header (openzipkin/b3-propagation): ids, decision and parent, or the decision alone. */
export function readB3(value: string, form = 'B3'): PastedText {
  const text = value.trim().toLowerCase()
  const alone = DECISIONS.get(text)
  if (alone !== undefined) return { kind: 'decision', form, ...alone }
  const [traceId, spanId = '', state, parentSpanId, ...more] = text.split('-')
  const wrong = faults(
    faultOfId('trace-id', traceId, 32, 16),
    faultOfId('span-id', spanId, 16),
    state === undefined || DECISIONS.has(state) ? undefined : `sampling state ${quote(state)} is none of 0, 1, d`,
    parentSpanId === undefined ? undefined : faultOfId('parent-span-id', parentSpanId, 16),
    more.length === 0 ? undefined : `${quote(more.join('-'))} follows after the fourth field`,
  )
  if (wrong.length > 0) return malformed(form, wrong)
  const decision = DECISIONS.get(state ?? '')
  return found(form, {
    traceId: traceId.padStart(32, '0'),
    spanId,
    parentSpanId,
    sampled: decision?.sampled,
    debug: decision?.debug ?? false,
  })
}

/** `sentry-trace`: a B3 header with two or three fields (Sentry, "Distributed Tracing"). */
export function readSentryTrace(value: string): PastedText {
  return readB3(value, 'sentry-trace')
}

/** Reads the B3 headers that come one for each field, by their lower-case names. */
export function readB3Headers(headers: ReadonlyMap<string, string>): PastedText {
  const form = 'B3 headers'
  const traceId = headers.get('x-b3-traceid')?.toLowerCase()
  const spanId = headers.get('x-b3-spanid')?.toLowerCase()
  const parentSpanId = headers.get('x-b3-parentspanid')?.toLowerCase()
  const debug = headers.get('x-b3-flags') === '1'
  const state = headers.get('x-b3-sampled')?.toLowerCase()
  const wrong = faults(
    traceId === undefined ? undefined : faultOfId('X-B3-TraceId', traceId, 32, 16),
    spanId === undefined ? undefined : faultOfId('X-B3-SpanId', spanId, 16),
    parentSpanId === undefined ? undefined : faultOfId('X-B3-ParentSpanId', parentSpanId, 16),
    state === undefined || STATES.has(state) ? undefined : `X-B3-Sampled ${quote(state)} is none of 0, 1, true, false`,
    traceId === undefined && spanId !== undefined ? 'X-B3-TraceId is missing' : undefined,
  )
  if (wrong.length > 0) return malformed(form, wrong)
  const sampled = debug ? true : STATES.get(state ?? '')
  if (traceId !== undefined) {
    return found(form, { traceId: traceId.padStart(32, '0'), spanId, parentSpanId, sampled, debug })
  }
  if (sampled === undefined) return malformed(form, ['X-B3-TraceId is missing'])
  return { kind: 'decision', form, sampled, debug }
}

const STATES: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
])

/** True for a text that is meant as a single B3 header: two ids with a dash between. */
export function looksLikeB3(text: string): boolean {
  const [traceId, spanId = '', state = '', ...rest] = text.split('-')
  return (
    traceId.length >= 12 &&
    isHex(traceId) &&
    spanId.length >= 8 &&
    isHex(spanId) &&
    state.length <= 8 &&
    rest.length <= 1
  )
}
