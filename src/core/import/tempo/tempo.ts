import { field, type JsonObject } from '../fields/fields.ts'
import { type Format, type Probe, readLater, type Score } from '../format.ts'
import { documentsOf, keyIn, objectsAt, REQUEST_KEYS, SCOPES_KEYS } from '../otlp/otlpShapes.ts'

/**
 * Traces from Grafana Tempo: `{batches}` of its API v1 and of Grafana's download, `{trace: {resourceSpans}}` of v2, and
 * what plug-ins unwrap from that, hex ids beside names of enums (tempo docs, api_docs, "Query").
 */
export const tempo: Format = {
  id: 'tempo',
  label: 'Grafana Tempo trace',
  sameId: 'duplicate',
  spanShape: 'otlp',
  score: scoreTempo,
  ...readLater(async () => (await import('./tempoReader.ts')).tempoReader),
}

function scoreTempo(probe: Probe): Score {
  const documents = documentsOf(probe)
  if (keyIn(objectsAt(documents, 'batches'), [...SCOPES_KEYS, 'resource']) !== undefined) {
    return { score: 1, reason: '`batches` of resources and their spans' }
  }
  const wrapped = keyIn(objectsAt(documents, 'trace', 'combined'), [...REQUEST_KEYS, 'batches'])
  if (wrapped !== undefined) return { score: 1, reason: `the key \`${wrapped}\` in a trace of Tempo` }
  const scopes = objectsAt(objectsAt(documents, ...REQUEST_KEYS), ...SCOPES_KEYS)
  if (!probe.manyDocuments && objectsAt(scopes, 'spans').some(hasHexIdAndKindName)) {
    return { score: 1, reason: '`resourceSpans` with hex ids and names of kinds' }
  }
  return { score: 0, reason: '' }
}

/** OTLP JSON has hex ids and numbers of kinds, protobuf JSON base64 and names; Tempo's v2 answers have been seen mixed. */
function hasHexIdAndKindName(span: JsonObject): boolean {
  const id = field(span, 'traceId', 'trace_id')
  return (
    typeof id === 'string' && /^[0-9a-f]{32}$/i.test(id) && typeof span.kind === 'string' && !/^\d+$/.test(span.kind)
  )
}
