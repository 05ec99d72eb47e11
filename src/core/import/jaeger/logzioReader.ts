import type { ByteSource } from '../../model/byteSource.ts'
import type { SpanDetails } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import type { FormatReader } from '../format.ts'
import { readJaegerDetails } from './jaegerDetails.ts'
import type { JaegerDialect } from './jaegerDialect.ts'
import { JAEGER_PROTO } from './jaegerProtoDialect.ts'
import { readJaegerSpans } from './jaegerReader.ts'

/** Reads {@link logzio}. */
export const logzioReader: FormatReader = { read: readSpans, readDetails: readSpanDetails }

/** The tag `error` stays a tag: Logz.io keeps no status. */
const LOGZIO: JaegerDialect = { ...JAEGER_PROTO, errorTag: 'attribute' }

function readSpans(source: ByteSource, sink: SpanSink): Promise<void> {
  return readJaegerSpans(source, sink, LOGZIO)
}

function readSpanDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  return readJaegerDetails(source, location, LOGZIO)
}
