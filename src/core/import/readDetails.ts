import type { ByteSource } from '../model/byteSource.ts'
import { NO_DETAILS, type SpanDetails } from '../model/details.ts'
import { printSpanId } from '../model/ids.ts'
import { OPAQUE_ID } from '../model/spanMarks.ts'
import type { SpanLocation } from '../model/spanRecord.ts'
import type { SourceRange, SpanIndex, SpanTable } from '../model/spanTable.ts'
import { formatById } from './formats.ts'

/** Decodes what a span holds beyond its columns, by the id of its file's format. Rejects where reading fails. */
export async function readSpanDetails(
  formatId: string | undefined,
  source: ByteSource,
  location: SpanLocation,
): Promise<SpanDetails> {
  const format = formatById(formatId)
  return format === undefined ? NO_DETAILS : format.readDetails(source, location)
}

/** Where a span, its further parts, its resource and its scope lie in the file it was read from. */
export function spanLocation(spans: SpanTable, i: SpanIndex): SpanLocation {
  const context = spans.context[i]
  const { resourceByte, resourceLength, scopeByte, scopeLength } = spans.contexts
  return {
    span: { byte: spans.byte[i], byteLength: spans.byteLength[i] },
    spanId: spanIdText(spans, i),
    fragments: spans.fragments.get(i) ?? [],
    resource: rangeOrNone(resourceByte[context], resourceLength[context]),
    scope: rangeOrNone(scopeByte[context], scopeLength[context]),
  }
}

function spanIdText({ marks, spanId, texts }: SpanTable, i: SpanIndex): string {
  return marks[i] & OPAQUE_ID ? texts[spanId[2 * i + 1]] : printSpanId(spanId[2 * i], spanId[2 * i + 1])
}

function rangeOrNone(byte: number, byteLength: number): SourceRange | undefined {
  return byteLength === 0 ? undefined : { byte, byteLength }
}
