import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'
import { isProtoSpan } from './jaegerProtoSpan.ts'

/** Jaeger's protobuf model as JSON: traces `{spans, processMap}`, batches `{process, spans}`, spans alone. */
export const jaegerProto: Format = {
  id: 'jaeger-proto',
  label: 'Jaeger protobuf JSON',
  sameId: 'duplicate',
  score: scoreJaegerProto,
  ...readLater(async () => (await import('./jaegerProtoReader.ts')).jaegerProtoReader),
}

function scoreJaegerProto(probe: Probe): Score {
  const span = findProbeObject(probe, isProtoSpan)
  if (span === undefined) return { score: 0, reason: '' }
  const reason = 'spans with `operationName` and base64 ids, dates or typed tags'
  return { score: probe.values.includes(span) ? 0.9 : 0.95, reason }
}
