import { blobSource } from '../core/model/byteSource.ts'
import type { SpanDetails } from '../core/model/details.ts'
import type { SpanIndex } from '../core/model/spanTable.ts'
import type { OpenDataset } from './dataset.ts'

/** A span's details and the text it was read from. */
export interface LoadedDetails {
  readonly details: SpanDetails
  /** The span's own bytes, as text. */
  readonly sourceText: string
}

/** Longest text of a span that is shown as its source, in bytes. */
const SOURCE_BYTES = 1 << 20

/** Decodes what a span holds beyond its columns. Rejects where its file can no longer be read. */
export async function loadDetails({ dataset, blobs }: OpenDataset, span: SpanIndex): Promise<LoadedDetails> {
  const { readSpanDetails, spanLocation } = await import('../core/import/readDetails.ts')
  const { spans, files } = dataset
  const file = spans.contexts.file[spans.context[span]]
  const source = blobSource(blobs[file].blob)
  const location = spanLocation(spans, span)
  const { byte, byteLength } = location.span
  const [details, bytes] = await Promise.all([
    readSpanDetails(files[file].format ?? '', source, location),
    source.read(byte, byte + Math.min(byteLength, SOURCE_BYTES)),
  ])
  return { details, sourceText: new TextDecoder().decode(bytes) }
}
