import type { ByteSource } from '../../model/byteSource.ts'
import type { SpanDetails } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import type { FormatReader } from '../format.ts'
import { readJaegerDetails } from './jaegerDetails.ts'
import { PLAIN_JAEGER } from './jaegerDialect.ts'
import { readJaegerSpans } from './jaegerReader.ts'

/** Reads {@link jaegerJson}. */
export const jaegerJsonReader: FormatReader = { read: readSpans, readDetails: readSpanDetails }

function readSpans(source: ByteSource, sink: SpanSink): Promise<void> {
  return readJaegerSpans(source, sink, PLAIN_JAEGER)
}

function readSpanDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  return readJaegerDetails(source, location, PLAIN_JAEGER)
}
