import type { ByteSource } from '../../model/byteSource.ts'
import type { InputPosition } from '../../model/diagnostic.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { isJsonObject } from '../fields/fields.ts'
import { columnsOf, isRow, rowObject } from '../fields/rowColumns.ts'
import type { FormatReader } from '../format.ts'
import type { JsonCursor } from '../json/jsonVisitor.ts'
import { walkJson } from '../json/jsonWalk.ts'
import { findSpanHome, type SpanHome, sampleSpans, stepTo } from '../spanHome.ts'
import { SpanIntake } from '../spanIntake.ts'
import { readSigNozDetails, spanAndChildren } from './sigNozDetails.ts'
import { sigNozSpan } from './sigNozFields.ts'
import { SIGNOZ } from './sigNozNames.ts'

/** Reads {@link sigNoz}. */
export const sigNozReader: FormatReader = { read: readSigNoz, readDetails: readSigNozDetails }

function isSpan(keys: ReadonlySet<string>): boolean {
  return [SIGNOZ.traceId, SIGNOZ.spanId].every((names) => names.some((name) => keys.has(name)))
}

async function readSigNoz(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  const home = await findSpanHome(source, isSpan)
  const hasShell = home === 'data' && !(await isFirstSpan(source, home))
  const columns = home === undefined ? await columnsOf(source) : []
  const visitor = {
    onValue(cursor: JsonCursor) {
      if (home !== undefined) return hasShell && isShell(cursor) ? ('enter' as const) : stepTo(home, cursor)
      if (cursor.key() === 'columns') return 'skip' as const
      return isRow(cursor) ? ('take' as const) : ('enter' as const)
    },
    onTaken(_cursor: JsonCursor, value: unknown, range: SourceRange & InputPosition) {
      const row = rowObject(value, range.byte, columns)
      if (row === undefined) {
        if (value !== null) sink.report('span.shape', { byte: range.byte, line: range.line })
        return
      }
      for (const { span, encloser } of spanAndChildren(row)) intake.add(sigNozSpan(span, encloser), range)
    },
  }
  await walkJson(source, visitor, sink.report, (byte) => sink.progress(byte))
}

/** Whether what lies first at the home of spans is one, and no shell of the same name around them. */
async function isFirstSpan(source: ByteSource, home: SpanHome): Promise<boolean> {
  let isFirst = false
  await sampleSpans(source, home, {
    onSpan(value) {
      isFirst = isJsonObject(value) && isSpan(new Set(Object.keys(value)))
      return false
    },
  })
  return isFirst
}

/** True for the `data` of an answer, which holds rows whose spans lie in a `data` of their own. */
function isShell(cursor: JsonCursor): boolean {
  const isInRow = Number(cursor.key(1)) >= 0
  return cursor.key() === 'data' && cursor.type === 'object' && !isInRow
}
