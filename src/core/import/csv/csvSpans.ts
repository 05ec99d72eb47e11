import { type Format, type Probe, readLater } from '../format.ts'
import { findCsvHeader } from './csvHeader.ts'

/** One span a row, with a header: the fields of flat spans by any usual spelling, other columns attributes. */
export const csvSpans: Format = {
  id: 'csv',
  label: 'CSV of spans',
  sameId: 'duplicate',
  score({ text }: Probe) {
    return findCsvHeader(text) === undefined
      ? { score: 0, reason: '' }
      : { score: 0.9, reason: 'a header with a trace id and a span id' }
  },
  ...readLater(async () => (await import('./csvSpansReader.ts')).csvSpansReader),
}
