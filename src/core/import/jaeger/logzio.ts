import { isJsonObject } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { isProtoSpan } from './jaegerProtoSpan.ts'

/** Spans as Logz.io takes and exports them: one span of Jaeger's protobuf model a line, its process in it. */
export const logzio: Format = {
  id: 'logzio',
  label: 'Logz.io spans',
  sameId: 'duplicate',
  score: scoreLogzio,
  ...readLater(async () => (await import('./logzioReader.ts')).logzioReader),
}

/** Spans that are documents of their own; in a list they are Jaeger's. */
function scoreLogzio(probe: Probe): Score {
  const span = probe.values.find((value) => isJsonObject(value) && isProtoSpan(value))
  if (span === undefined) return { score: 0, reason: '' }
  return { score: 0.95, reason: 'a span with `operationName` and base64 ids, dates or typed tags a document' }
}
