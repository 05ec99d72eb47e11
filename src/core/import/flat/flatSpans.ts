import type { ByteSource } from '../../model/byteSource.ts'
import type { InputPosition } from '../../model/diagnostic.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { READ } from '../fast/spanTokenizer.ts'
import type { Format, Probe } from '../format.ts'
import { type JsonCursor, type JsonWindow, walkJson } from '../json/jsonWalk.ts'
import { homeOf, stepTo } from '../spanHome.ts'
import { readFlatDetails } from './flatDetails.ts'
import { flatPlanOf } from './flatPlan.ts'
import { FlatReader } from './flatReader.ts'
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
    read: readFlat,
    readDetails: async (source: ByteSource, span: SpanLocation) =>
      readFlatDetails(source, span, await flatPlanOf(source)),
  }
}

async function readFlat(source: ByteSource, sink: SpanSink): Promise<void> {
  const plan = await flatPlanOf(source)
  const reader = new FlatReader(sink, plan)
  const visitor = {
    onValue: (cursor: JsonCursor) => stepTo(plan.home, cursor),
    readElements: (cursor: JsonCursor, window: JsonWindow) =>
      homeOf(cursor) === plan.home ? reader.readFast(window, READ.spans) : 0,
    readDocuments: (window: JsonWindow) => (plan.home === '' ? reader.readFast(window, READ.spanLines) : 0),
    onTaken: (_cursor: JsonCursor, value: unknown, range: SourceRange & InputPosition) => reader.addSpan(value, range),
  }
  await walkJson(source, visitor, sink.report, (byte) => sink.progress(byte))
}
