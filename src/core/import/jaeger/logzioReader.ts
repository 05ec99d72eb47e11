import type { FormatReader } from '../format.ts'
import type { JaegerDialect } from './jaegerDialect.ts'
import { JAEGER_PROTO } from './jaegerProtoDialect.ts'
import { jaegerReaderOf } from './jaegerReaderOf.ts'

/** The tag `error` stays a tag: Logz.io keeps no status. */
const LOGZIO: JaegerDialect = { ...JAEGER_PROTO, errorTag: 'attribute' }

/** Reads {@link logzio}. */
export const logzioReader: FormatReader = jaegerReaderOf(LOGZIO)
