import type { ByteSource } from '../model/byteSource.ts'
import type { SpanSink } from '../model/spanRecord.ts'
import { field, isJsonObject, type JsonObject } from './fields.ts'
import type { Format, Probe, Score } from './format.ts'
import { walkJson } from './jsonWalk.ts'
import { readOtlpDetails } from './otlpDetails.ts'
import { OtlpVisitor } from './otlpWalk.ts'

const REQUEST = ['resourceSpans', 'resource_spans']
const OTHER_SIGNALS = ['resourceMetrics', 'resource_metrics', 'resourceLogs', 'resource_logs']
const RESOURCE_SPANS = ['scopeSpans', 'scope_spans', 'instrumentationLibrarySpans', 'instrumentation_library_spans']
const SHELLS = ['result', 'trace', 'batches', 'data']
const UNSURE = 0.5

/** OTLP JSON, one document: an ExportTraceServiceRequest (opentelemetry-proto, docs/specification.md). */
export const otlpJson: Format = {
  id: 'otlp-json',
  label: 'OTLP JSON',
  sameId: 'duplicate',
  score: (probe) => (probe.manyDocuments ? less(scoreOtlp(probe)) : scoreOtlp(probe)),
  read: readOtlp,
  readDetails: readOtlpDetails,
}

/** OTLP JSON, many documents: what the collector's file exporter writes, one request a line. */
export const otlpJsonLines: Format = {
  ...otlpJson,
  id: 'otlp-jsonl',
  label: 'OTLP JSON lines',
  score: (probe) => (probe.manyDocuments ? scoreOtlp(probe) : less(scoreOtlp(probe))),
}

async function readOtlp(source: ByteSource, sink: SpanSink): Promise<void> {
  await walkJson(source, new OtlpVisitor(sink), sink.report, sink.progress)
}

function less({ score, reason }: Score): Score {
  return { score: score * 0.9, reason }
}

function scoreOtlp({ values }: Probe): Score {
  const objects = values.flatMap((value) => (Array.isArray(value) ? value.slice(0, 20) : [value])).filter(isJsonObject)
  const inRequest = keyIn(objects, REQUEST)
  if (inRequest !== undefined) return { score: 1, reason: `the key \`${inRequest}\`` }
  const inSignal = keyIn(objects, OTHER_SIGNALS)
  if (inSignal !== undefined) return { score: 0.9, reason: `the key \`${inSignal}\`, another signal of OTLP` }
  const inResource = keyIn(objects, RESOURCE_SPANS)
  if (inResource !== undefined) return { score: UNSURE, reason: `the key \`${inResource}\`` }
  for (const shell of SHELLS) {
    const inner = objects.flatMap((object) => [field(object, shell)].flat()).filter(isJsonObject)
    const key = keyIn(inner, [...REQUEST, ...RESOURCE_SPANS])
    if (key !== undefined) return { score: UNSURE, reason: `the key \`${key}\` in \`${shell}\`` }
  }
  return { score: 0, reason: '' }
}

function keyIn(objects: readonly JsonObject[], keys: readonly string[]): string | undefined {
  return keys.find((key) => objects.some((object) => field(object, key) !== undefined))
}
