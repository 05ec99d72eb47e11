import type { ByteSource } from '../../model/byteSource.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import type { FormatReader } from '../format.ts'
import { walkJson } from '../json/jsonWalk.ts'
import { readOtlpDetails } from './otlpDetails.ts'
import { OtlpVisitor } from './otlpWalk.ts'

/** Reads {@link otlpJson}. */
export const otlpJsonReader: FormatReader = { read: readOtlp, readDetails: readOtlpDetails }

async function readOtlp(source: ByteSource, sink: SpanSink): Promise<void> {
  await walkJson(source, new OtlpVisitor(sink), sink.report, sink.progress)
}
