import { isJsonObject } from '../fields/fields.ts'
import type { Format, Probe, Score } from '../format.ts'
import { readJaegerDetails } from './jaegerDetails.ts'
import type { JaegerDialect } from './jaegerDialect.ts'
import { isProtoSpan, JAEGER_PROTO } from './jaegerProtoDialect.ts'
import { readJaegerSpans } from './jaegerReader.ts'

/** Spans as Logz.io takes and exports them: one span of Jaeger's protobuf model a line, its process in it. */
export const logzio: Format = {
  id: 'logzio',
  label: 'Logz.io spans',
  sameId: 'duplicate',
  score: scoreLogzio,
  read: (source, sink) => readJaegerSpans(source, sink, LOGZIO),
  readDetails: (source, location) => readJaegerDetails(source, location, LOGZIO),
}

/** The tag `error` stays a tag: Logz.io keeps no status. */
const LOGZIO: JaegerDialect = { ...JAEGER_PROTO, errorTag: 'attribute' }

/** Spans that are documents of their own; in a list they are Jaeger's. */
function scoreLogzio(probe: Probe): Score {
  const span = probe.values.find((value) => isJsonObject(value) && isProtoSpan(value))
  if (span === undefined) return { score: 0, reason: '' }
  return { score: 0.95, reason: 'a span with `operationName` and base64 ids, dates or typed tags a document' }
}
