import { isJsonObject } from './fields.ts'
import type { Format, Probe, Score } from './format.ts'
import { readJaegerDetails } from './jaegerDetails.ts'
import { isProtoSpan, JAEGER_PROTO } from './jaegerProtoDialect.ts'
import { readJaegerSpans } from './jaegerReader.ts'

/** Spans as Logz.io takes and exports them: one span of Jaeger's protobuf model a line, its process in it. */
export const logzio: Format = {
  id: 'logzio',
  label: 'Logz.io spans',
  sameId: 'duplicate',
  score: scoreLogzio,
  read: (source, sink) => readJaegerSpans(source, sink, JAEGER_PROTO),
  readDetails: (source, location) => readJaegerDetails(source, location, JAEGER_PROTO),
}

/** Spans that are documents of their own; in a list they are Jaeger's. */
function scoreLogzio(probe: Probe): Score {
  const span = probe.values.find((value) => isJsonObject(value) && isProtoSpan(value))
  if (span === undefined) return { score: 0, reason: '' }
  return { score: 0.95, reason: 'a span with `operationName` and base64 ids, dates or typed tags a document' }
}
