import type { FormatReader } from '../format.ts'
import { JAEGER_PROTO } from './jaegerProtoDialect.ts'
import { jaegerReaderOf } from './jaegerReaderOf.ts'

/** Reads {@link jaegerProto}. */
export const jaegerProtoReader: FormatReader = jaegerReaderOf(JAEGER_PROTO)
