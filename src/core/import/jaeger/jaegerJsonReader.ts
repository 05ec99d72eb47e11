import type { FormatReader } from '../format.ts'
import { PLAIN_JAEGER } from './jaegerDialect.ts'
import { jaegerReaderOf } from './jaegerReaderOf.ts'

/** Reads {@link jaegerJson}. */
export const jaegerJsonReader: FormatReader = jaegerReaderOf(PLAIN_JAEGER)
