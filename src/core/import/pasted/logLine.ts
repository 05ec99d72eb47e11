import { quote } from './hexField.ts'
import { namedSpanId, namedTraceId } from './namedId.ts'
import { found, idsOf, malformed, type PastedIds, type PastedText } from './pastedIds.ts'

const BETWEEN = String.raw`\\?["']?\s{0,8}(?:[:=]|=>)\s{0,20}\\?["']?`
const VALUE = '([0-9A-Za-z+/=_.:-]{1,200})'
const TRACE_KEY = new RegExp(
  String.raw`(?<![A-Za-z0-9])(dd\.trace_id|logging\.googleapis\.com/trace|(?:XRAY )?trace[_.\- ]?id)${BETWEEN}${VALUE}`,
  'gi',
)
const SPAN_KEY = new RegExp(
  String.raw`(?<![A-Za-z0-9])(dd\.span_id|logging\.googleapis\.com/spanId|span[_.\- ]?id|SegmentId|transaction\.id)${BETWEEN}${VALUE}`,
  'gi',
)
const FLAGS_KEY = /(?<![A-Za-z0-9])trace[_.]?flags\\?["']?\s{0,8}[:=]\s{0,8}\\?["']?(?:0x)?([0-9a-f]{1,2})(?![0-9a-z])/i
const SLEUTH = /\[[^[\],]{0,128},([0-9a-f]{16}|[0-9a-f]{32}),([0-9a-f]{16})(?:,(true|false))?\]/i
const TRACEPARENT = /(?<![0-9a-z-])[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?![0-9a-z])/i
const LONE_ID = /(?<![0-9A-Za-z])(?:[0-9a-f]{32}|1-[0-9a-f]{8}-[0-9a-f]{24})(?![0-9A-Za-z])/gi

/**
 * Finds ids in a line of a log: after the names of such fields, in Sleuth's brackets, as a
 * `traceparent`, at last anything that has the form of a trace id. Undefined where there is none.
 */
export function readLogLine(text: string): PastedText | undefined {
  const sleuth = SLEUTH.exec(text)
  if (sleuth !== null) {
    const [, traceId, spanId, sampled] = sleuth
    return found('Sleuth log line', {
      traceId: traceId.toLowerCase().padStart(32, '0'),
      spanId: spanId.toLowerCase(),
      sampled: sampled === undefined ? undefined : sampled === 'true',
    })
  }
  return readFields(text) ?? readLoneIds(text)
}

function readFields(text: string): PastedText | undefined {
  const form = 'log line'
  const reasons: string[] = []
  const spanId = firstSpanId(text)
  const flags = FLAGS_KEY.exec(text)?.[1]
  for (const [, key, value] of text.matchAll(TRACE_KEY)) {
    const read = namedTraceId(trimmed(value), key.toLowerCase().startsWith('dd.'))
    if (read === undefined) reasons.push(`${key} ${quote(value)} is no trace id`)
    else if ('fault' in read) reasons.push(read.fault)
    else {
      const bits = flags === undefined ? undefined : Number.parseInt(flags, 16)
      return found(form, {
        traceId: read.id,
        spanId,
        flags: bits,
        sampled: bits === undefined ? undefined : (bits & 1) !== 0,
      })
    }
  }
  if (reasons.length > 0) return malformed(form, reasons)
  return spanId === undefined ? undefined : found(form, { spanId })
}

/** `transaction.id`, Elastic's, names a span only where no span field does. */
function firstSpanId(text: string): string | undefined {
  const named = [...text.matchAll(SPAN_KEY)].map(([, key, value]) => ({
    isTransaction: key.toLowerCase() === 'transaction.id',
    id: namedSpanId(trimmed(value), key.toLowerCase().startsWith('dd.')),
  }))
  const usable = named.filter(({ id }) => id !== undefined)
  return (usable.find(({ isTransaction }) => !isTransaction) ?? usable[0])?.id
}

/** Without the punctuation of the sentence around it. */
function trimmed(value: string): string {
  return value.replace(/[.:-]{1,8}$/, '')
}

function readLoneIds(text: string): PastedText | undefined {
  const header = TRACEPARENT.exec(text)
  if (header !== null) {
    const [, traceId, spanId, flags] = header
    const bits = Number.parseInt(flags, 16)
    return found('traceparent in a text', {
      traceId: traceId.toLowerCase(),
      spanId: spanId.toLowerCase(),
      flags: bits,
      sampled: (bits & 1) !== 0,
    })
  }
  const ids = new Map<string, PastedIds>()
  for (const [written] of text.matchAll(LONE_ID)) {
    const read = namedTraceId(written, false)
    if (read !== undefined && 'id' in read) ids.set(read.id, idsOf('trace id in a text', { traceId: read.id }))
  }
  const candidates = [...ids.values()]
  if (candidates.length === 0) return undefined
  return candidates.length === 1 ? { kind: 'ids', ids: candidates[0] } : { kind: 'candidates', candidates }
}
