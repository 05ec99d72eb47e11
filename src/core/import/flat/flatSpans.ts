import { type Format, type Probe, readLater } from '../format.ts'
import { type FlatShape, scoreFlat } from './flatScore.ts'

/** Arrays of flat spans, one object a span, by any usual spelling of the fields. */
export const flatArray: Format = flatFormat('flat-us', 'Flat spans')

/** Flat spans, one document each. */
export const flatDocuments: Format = flatFormat('flat-ndjson', 'Flat spans, one a line')

function flatFormat(id: FlatShape, label: string): Format {
  return {
    id,
    label,
    sameId: 'duplicate',
    score: (probe: Probe) => scoreFlat(id, probe),
    ...readLater(async () => (await import('./flatSpansReader.ts')).flatSpansReader),
  }
}
