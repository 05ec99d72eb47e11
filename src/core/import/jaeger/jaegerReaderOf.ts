import type { FormatReader } from '../format.ts'
import { readJaegerDetails } from './jaegerDetails.ts'
import type { JaegerDialect } from './jaegerDialect.ts'
import { readJaegerSpans } from './jaegerReader.ts'

/** Reads spans of Jaeger as a dialect writes them. */
export function jaegerReaderOf(dialect: JaegerDialect): FormatReader {
  return {
    read: (source, sink) => readJaegerSpans(source, sink, dialect),
    readDetails: (source, location) => readJaegerDetails(source, location, dialect),
  }
}
