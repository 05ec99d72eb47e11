import { faults } from './hexField.ts'
import { type NamedId, namedSpanId, namedTraceId } from './namedId.ts'
import { idsOf, malformed, type PastedText } from './pastedIds.ts'

/** Segments of a path that stand before a trace id. */
const BEFORE_ID: ReadonlySet<string> = new Set(['trace', 'traces', 'detail', 'distributed-tracing', 'xray:traces'])
const TRACE_KEYS: ReadonlySet<string> = new Set([
  'traceid',
  'trace_id',
  'trace-id',
  'tid',
  'trace',
  'query',
  'operationid',
])
const SPAN_KEYS: ReadonlySet<string> = new Set(['spanid', 'span_id', 'span-id', 'span', 'uifind', 'node'])
/** Members of JSON inside a URL: Grafana's `left` and `panes`, Azure's blades. */
const JSON_MEMBER = /"(\w{1,20})"\s{0,4}:\s{0,4}"([^"]{1,200})"/g
const LONE_ID = /(?<![0-9A-Za-z])(?:[0-9a-f]{32}|1-[0-9a-f]{8}-[0-9a-f]{24})(?![0-9A-Za-z])/i

/** Names of viewers by what their addresses hold, the more telling first. */
const VIEWERS: readonly (readonly [name: string, sign: RegExp])[] = [
  ['Datadog', /datadoghq|ddog-gov/i],
  ['Cloud Trace', /console\.cloud\.google\.com/i],
  ['X-Ray', /aws\.amazon\.com|amazonaws/i],
  ['Honeycomb', /honeycomb\.io/i],
  ['Sentry', /sentry\.io|\/performance\/trace\//i],
  ['New Relic', /newrelic\.com/i],
  ['Uptrace', /uptrace/i],
  ['Azure Monitor', /portal\.azure\.com/i],
  ['SigNoz', /signoz/i],
  ['Elastic', /\/app\/apm\//i],
  ['Grafana', /\/explore\b|grafana|[?&](?:left|panes)=/i],
  ['Aspire', /\/traces\/detail\//i],
  ['Zipkin', /\/zipkin\/|:9411\b|\/api\/v2\/trace\//i],
  ['Tempo', /:3200\b|tempo|\/api\/v2\/traces\//i],
  ['Jaeger', /jaeger|:16686\b|\/api\/v3\/traces\/|\/trace\/[0-9a-f]/i],
]

/** True for a text that is the address of a page. */
export function looksLikeUrl(text: string): boolean {
  if (/\s/.test(text)) return false
  if (/^[a-z][a-z0-9+.-]{0,20}:\/\//i.test(text)) return true
  return /^[\w.-]{1,253}(?::\d{1,5})?\//.test(text) && /\/traces?\/|[?&#;]trace_?id=/i.test(text)
}

/**
 * Finds the trace and span an address points at, by the names before them in path, query and fragment;
 * where none helps, the first thing in it that has the form of a trace id.
 */
export function readTraceUrl(url: string): PastedText {
  const ui = VIEWERS.find(([, sign]) => sign.test(url))?.[0]
  const form = ui === undefined ? 'URL' : `${ui} URL`
  const pairs = namedParts(url)
  const isDatadog = ui === 'Datadog'
  const isDecimal = (value: string) => isDatadog && /^\d{1,20}$/.test(value)
  const traces = pairs
    .filter(({ key }) => TRACE_KEYS.has(key) || BEFORE_ID.has(key))
    .map(({ value }) => namedTraceId(value, isDecimal(value)))
    .filter((id): id is NamedId => id !== undefined)
  const spanId = pairs
    .filter(({ key }) => SPAN_KEYS.has(key))
    .map(({ value }) => namedSpanId(value, isDecimal(value)))
    .find((id) => id !== undefined)
  const named = traces.find((id) => 'id' in id)
  if (named !== undefined) return { kind: 'url', ui, ids: idsOf(form, { traceId: named.id, spanId }) }
  const wrong = faults(...traces.map((id) => ('fault' in id ? id.fault : undefined)))
  if (wrong.length > 0) return malformed(form, [...new Set(wrong)])
  const lone = LONE_ID.exec(decode(url))
  const id = lone === null ? undefined : namedTraceId(lone[0], false)
  if (id === undefined || 'fault' in id) return malformed(form, ['no trace id was found in the address'])
  return { kind: 'url', ui, ids: idsOf(form, { traceId: id.id, spanId }) }
}

interface NamedPart {
  /** In lower case. */
  readonly key: string
  readonly value: string
}

/** Keys and values of an address in the order written: a path segment goes under the one before it. */
function namedParts(url: string): NamedPart[] {
  const parts: NamedPart[] = []
  let segment = ''
  for (const piece of url.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').split(/[/?&#;]/)) {
    const equals = piece.indexOf('=')
    if (equals === -1) {
      const value = decode(piece)
      parts.push({ key: segment.toLowerCase(), value })
      segment = value
    } else {
      const value = decode(piece.slice(equals + 1))
      parts.push({ key: decode(piece.slice(0, equals)).toLowerCase(), value })
    }
  }
  for (const [, key, value] of decode(url).matchAll(JSON_MEMBER)) parts.push({ key: key.toLowerCase(), value })
  return parts
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
