/** Headers in a pasted text: values by lower-case names, and what stands there wrongly. */
export interface PastedHeaders {
  /** The first value of each. */
  readonly values: ReadonlyMap<string, string>
  /** Names that occur more than once. */
  readonly repeated: ReadonlySet<string>
}

const NAMES = [
  'traceparent',
  'tracestate',
  'trace[-.]parent',
  'trace[-.]state',
  'b3',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-flags',
  'uber-trace-id',
  'x-amzn-trace-id',
  '_X_AMZN_TRACE_ID',
  'x-cloud-trace-context',
  'sentry-trace',
  'elastic-apm-traceparent',
  'newrelic',
  'sw8',
  'request-id',
  'x-datadog-trace-id',
  'x-datadog-parent-id',
  'x-datadog-sampling-priority',
  'x-datadog-tags',
].join('|')

/** A name that begins a line or an argument of curl takes the line for its value. */
const AT_START = new RegExp(
  String.raw`(?:^|\n|(?<![\w-])(?:-H|--header)[ =]?)[ \t]{0,20}[<>]?[ \t]{0,4}\\?["'\x60]?(?:(${NAMES}))["'\x60]?[ \t]{0,8}[:=][ \t]{0,8}([^\n]*)`,
  'gi',
)
/** Elsewhere it takes what stands in quotes, or a word. */
const INSIDE = new RegExp(
  String.raw`(?<![\w.-])(${NAMES})(?:\\?["'])?\s{0,4}[:=]\s{0,4}(?:\\?["']([^"'\\\n]{1,600})|([^\s"',;)\]}]{1,600}))`,
  'gi',
)

/** Finds the headers that carry trace context: in lines of headers, in curl's arguments, in a line of a log or a program. */
export function findHeaders(text: string): PastedHeaders {
  const atStart = [...text.matchAll(AT_START)].map(([, name, value]) => [name, unquoted(value)] as const)
  const found =
    atStart.length > 0
      ? atStart
      : [...text.matchAll(INSIDE)].map(([, name, quoted, word]) => [name, quoted ?? word] as const)
  const values = new Map<string, string>()
  const repeated = new Set<string>()
  for (const [written, value] of found) {
    const name = written.toLowerCase() === '_x_amzn_trace_id' ? 'x-amzn-trace-id' : written.toLowerCase()
    if (values.has(name)) repeated.add(name)
    else values.set(name, value)
  }
  return { values, repeated }
}

/** A value up to the quote that ends it; without quotes and commas around it. */
function unquoted(value: string): string {
  const text = value.trim().replace(/^\\?["'`]/, '')
  const end = text.search(/\\?["'`]/)
  return (end === -1 ? text : text.slice(0, end)).trim().replace(/,$/, '')
}
