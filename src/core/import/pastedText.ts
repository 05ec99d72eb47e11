import { rankFormats } from './formats.ts'
import { looksLikeAmznTraceId, looksLikeXrayId, readAmznTraceId, readBareXrayId } from './pasted/amznTraceId.ts'
import { looksLikeB3, readB3, readB3Headers, readSentryTrace } from './pasted/b3.ts'
import { readBareId } from './pasted/bareId.ts'
import { looksLikeCloudTraceContext, readCloudTraceContext, readCloudTraceName } from './pasted/cloudTraceContext.ts'
import { readDatadogHeaders } from './pasted/datadogIds.ts'
import { findHeaders, type PastedHeaders } from './pasted/headerLines.ts'
import { quote } from './pasted/hexField.ts'
import { readLogLine } from './pasted/logLine.ts'
import { isLogRecord } from './pasted/logRecord.ts'
import { malformed, type PastedText } from './pasted/pastedIds.ts'
import { probeOfPaste } from './pasted/pastedProbe.ts'
import { looksLikeTraceparent, readTraceparent } from './pasted/traceparent.ts'
import { looksLikeUrl, readTraceUrl } from './pasted/traceUrl.ts'
import { looksLikeUberTraceId, readUberTraceId } from './pasted/uberTraceId.ts'
import { looksLikeSw8, readNewRelicHeader, readRequestId, readSw8 } from './pasted/vendorHeaders.ts'

/** Longer texts are dumps, whatever they begin with. */
const LONGEST_TEXT = 2048
/** But for addresses and commands, whose ids are found in more. */
const LONGEST_COMMAND = 32 * 1024
const SURE = 0.5

/**
 * Says what a pasted text is: spans, ids in one of their many forms, or ids with mistakes, each of which is
 * named. O(length); longer texts are not looked at.
 */
export function readPastedText(text: string): PastedText {
  if (text.length > LONGEST_COMMAND) return { kind: 'dump' }
  const trimmed = text.trim()
  if (trimmed === '') return malformed('text', ['the text is empty'])
  if (looksLikeUrl(trimmed)) return readCloudTraceName(withoutScheme(trimmed)) ?? readTraceUrl(trimmed)
  if (trimmed.length > LONGEST_TEXT && !/^curl\s/.test(trimmed)) return { kind: 'dump' }
  if (isDump(trimmed)) return { kind: 'dump' }
  return readHeaders(findHeaders(trimmed)) ?? readValue(withoutQuotes(trimmed))
}

function isDump(text: string): boolean {
  if (/^[[{]/.test(text) && !isLogRecord(text) && /^(?:\[\s*(?:[[{\]]|$)|\{\s*(?:["}]|$))/.test(text)) return true
  if (text.length > LONGEST_TEXT || !text.includes('\n') || findHeaders(text).values.size > 0) return false
  const [best] = rankFormats(probeOfPaste(text))
  return best !== undefined && best.score >= SURE
}

/** Quotes around the whole, and percent signs that stand for colons, quotes and equals signs. */
function withoutQuotes(text: string): string {
  const bare = text
    .replace(/^["'`]{1,3}/, '')
    .replace(/["'`,;]{1,4}$/, '')
    .trim()
  if (!/%(?:3a|22|3d|3b)/i.test(bare)) return bare
  try {
    return decodeURIComponent(bare)
  } catch {
    return bare
  }
}

function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//i, '')
}

const MISSPELT: ReadonlyMap<string, string> = new Map([
  ['trace-parent', 'traceparent'],
  ['trace.parent', 'traceparent'],
  ['trace-state', 'tracestate'],
  ['trace.state', 'tracestate'],
])

/** By the names of headers; undefined where there are none. */
function readHeaders({ values, repeated }: PastedHeaders): PastedText | undefined {
  for (const [name, readNamed] of READERS) {
    const value = values.get(name)
    if (value === undefined) continue
    if (repeated.has(name)) return malformed(name, [`${name} is given more than once, which makes it invalid`])
    return readNamed(withoutQuotes(value), values)
  }
  for (const [wrong, right] of MISSPELT) {
    if (values.has(wrong)) return malformed(right, [`the header is named ${quote(wrong)}, needs “${right}”`])
  }
  return values.has('tracestate')
    ? malformed('tracestate', ['traceparent is missing; tracestate alone names no trace'])
    : undefined
}

type HeaderReader = (value: string, headers: ReadonlyMap<string, string>) => PastedText

const READERS: readonly (readonly [name: string, read: HeaderReader])[] = [
  ['traceparent', (value, headers) => readTraceparent(value, headers.get('tracestate'))],
  ['elastic-apm-traceparent', (value) => readTraceparent(value, undefined, 'elastic-apm-traceparent')],
  ['b3', (value) => readB3(value)],
  ['x-b3-traceid', (_, headers) => readB3Headers(headers)],
  ['x-b3-spanid', (_, headers) => readB3Headers(headers)],
  ['x-b3-sampled', (_, headers) => readB3Headers(headers)],
  ['x-b3-flags', (_, headers) => readB3Headers(headers)],
  ['uber-trace-id', readUberTraceId],
  ['x-amzn-trace-id', readAmznTraceId],
  ['x-cloud-trace-context', readCloudTraceContext],
  ['sentry-trace', readSentryTrace],
  ['x-datadog-trace-id', (_, headers) => readDatadogHeaders(headers)],
  ['x-datadog-parent-id', (_, headers) => readDatadogHeaders(headers)],
  ['newrelic', readNewRelicHeader],
  ['sw8', readSw8],
  ['request-id', readRequestId],
]

/** By the form of what stands there. */
function readValue(text: string): PastedText {
  if (text === '') return malformed('text', ['the text is empty'])
  if (/^[01d]$/.test(text)) return readB3(text)
  if (!/\s/.test(text) || /^Root=|^Self=/i.test(text)) {
    const read = readWord(text)
    if (read !== undefined) return read
  }
  return readLogLine(text) ?? malformed('text', ['it is neither an id, nor a header, nor an address, nor spans'])
}

function readWord(text: string): PastedText | undefined {
  if (looksLikeAmznTraceId(text)) return readAmznTraceId(text)
  if (looksLikeXrayId(text)) return readBareXrayId(text)
  if (looksLikeSw8(text)) return readSw8(text)
  const bare = readBareId(text)
  if (bare !== undefined) return bare
  if (looksLikeTraceparent(text)) return readTraceparent(text)
  if (looksLikeB3(text)) return readB3(text)
  if (looksLikeUberTraceId(text)) return readUberTraceId(text)
  if (looksLikeCloudTraceContext(text)) return readCloudTraceContext(text)
  if (/^\|[^.]{16,64}\./.test(text)) return readRequestId(text)
  return readCloudTraceName(text)
}
