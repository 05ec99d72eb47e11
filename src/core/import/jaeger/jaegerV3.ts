import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { documentsOf, keyIn, objectsAt, REQUEST_KEYS } from '../otlp/otlpShapes.ts'

/**
 * Answers of Jaeger's query API v3 (jaeger-idl, api_v3/query_service.proto): OTLP in `result`, one document or a stream
 * of them.
 */
export const jaegerV3: Format = {
  id: 'jaeger-v3',
  label: 'Jaeger API v3',
  sameId: 'duplicate',
  spanShape: 'otlp',
  score: scoreJaegerV3,
  ...readLater(async () => (await import('./jaegerV3Reader.ts')).jaegerV3Reader),
}

function scoreJaegerV3(probe: Probe): Score {
  const documents = documentsOf(probe)
  const key = keyIn(objectsAt(documents, 'result'), REQUEST_KEYS)
  if (key !== undefined) return { score: 1, reason: `the key \`${key}\` in \`result\`` }
  const isError = objectsAt(documents, 'error').some(({ httpCode }) => httpCode !== undefined)
  return isError ? { score: 0.6, reason: 'an error with `httpCode`' } : { score: 0, reason: '' }
}
