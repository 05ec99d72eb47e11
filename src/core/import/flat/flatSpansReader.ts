import type { ByteSource } from '../../model/byteSource.ts'
import type { SpanDetails } from '../../model/details.ts'
import type { InputPosition } from '../../model/diagnostic.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { READ } from '../fast/spanTokenizer.ts'
import type { FormatReader } from '../format.ts'
import { type JsonCursor, type JsonWindow, walkJson } from '../json/jsonWalk.ts'
import { homeOf, stepTo } from '../spanHome.ts'
import { readFlatDetails } from './flatDetails.ts'
import { flatPlanOf } from './flatPlan.ts'
import { FlatReader } from './flatReader.ts'

/** Reads {@link flatArray} and {@link flatDocuments}. */
export const flatSpansReader: FormatReader = { read: readFlat, readDetails: readPlannedDetails }

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

async function readPlannedDetails(source: ByteSource, span: SpanLocation): Promise<SpanDetails> {
  return readFlatDetails(source, span, await flatPlanOf(source))
}
