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

/** The columns that tell where spans lie. */
export type LocatedSpans = Pick<
  SpanTable,
  'byte' | 'byteLength' | 'context' | 'contexts' | 'fragments' | 'marks' | 'spanId' | 'texts'
>

/**
 * The rows `from` to `to` (exclusive) of those columns, as rows 0 and on of their own: what another thread needs to
 * decode details. A copy of some 26 bytes a span.
 */
export function locatedSpans(spans: SpanTable, from: SpanIndex, to: SpanIndex): LocatedSpans {
  const { byte, byteLength, context, contexts, fragments, marks, spanId, texts } = spans
  const within = [...fragments].filter(([i]) => i >= from && i < to)
  const own = marks.slice(from, to)
  return {
    byte: byte.slice(from, to),
    byteLength: byteLength.slice(from, to),
    context: context.slice(from, to),
    contexts,
    fragments: new Map(within.map(([i, parts]) => [i - from, parts])),
    marks: own,
    spanId: spanId.slice(2 * from, 2 * to),
    texts: own.some((mark) => (mark & OPAQUE_ID) !== 0) ? texts : [],
  }
}

/** Where a span, its further parts, its resource and its scope lie in the file it was read from. */
export function spanLocation(spans: LocatedSpans, i: SpanIndex): SpanLocation {
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

function spanIdText({ marks, spanId, texts }: LocatedSpans, i: SpanIndex): string {
  return marks[i] & OPAQUE_ID ? texts[spanId[2 * i + 1]] : printSpanId(spanId[2 * i], spanId[2 * i + 1])
}

function rangeOrNone(byte: number, byteLength: number): SourceRange | undefined {
  return byteLength === 0 ? undefined : { byte, byteLength }
}
