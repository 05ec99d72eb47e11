import { type ByteSource, bytesSource } from '../../model/byteSource.ts'
import { NO_DETAILS, type SpanDetails } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { decodeUtf8 } from '../bytes/utf8.ts'
import type { JsonObject } from '../fields/fields.ts'
import { flatDetailsOf } from '../flat/flatDetails.ts'
import { FlatReader } from '../flat/flatReader.ts'
import { type FlatTimePlan, FlatTimeVotes } from '../flat/flatTimes.ts'
import type { FormatReader } from '../format.ts'
import { parseJson } from '../json/parseJson.ts'
import { type CsvHeader, findCsvHeader } from './csvHeader.ts'
import { type CsvRow, splitCells, walkCsv } from './csvRows.ts'

/** Reads {@link csvSpans}. */
export const csvSpansReader: FormatReader = { read: readCsv, readDetails: readCsvDetails }

/** How the rows of one file are to be read. */
interface CsvPlan {
  readonly header: CsvHeader
  readonly times: FlatTimePlan
}

/** What is looked at for the header and the units of times. */
const SAMPLED_BYTES = 256 * 1024

const plans = new WeakMap<ByteSource, Promise<CsvPlan | undefined>>()

function planOf(source: ByteSource): Promise<CsvPlan | undefined> {
  const known = plans.get(source)
  if (known !== undefined) return known
  const plan = makePlan(source)
  plans.set(source, plan)
  return plan
}

async function makePlan(source: ByteSource): Promise<CsvPlan | undefined> {
  const bytes = await source.read(0, Math.min(source.size, SAMPLED_BYTES))
  const header = findCsvHeader(decodeUtf8(bytes))
  if (header === undefined) return undefined
  const votes = new FlatTimeVotes()
  await walkCsv(bytesSource(bytes), header.delimiter, nothing, nothing, (row) => {
    if (row.line > header.line && row.isComplete) votes.addSpan(spanOf(row.cells, header))
  })
  return { header, times: votes.decide() }
}

function nothing(): void {}

async function readCsv(source: ByteSource, sink: SpanSink): Promise<void> {
  let plan: CsvPlan | undefined
  try {
    plan = await planOf(source)
  } catch (problem) {
    sink.report('input.unreadable', { byte: 0, line: 1 }, problem instanceof Error ? problem.message : undefined)
  }
  if (plan === undefined) return
  const { header, times } = plan
  const reader = new FlatReader(sink, times)
  const onRow = (row: CsvRow) => {
    if (row.line <= header.line) return
    if (isWhole(row, header, sink)) reader.addSpan(spanOf(row.cells, header), row)
  }
  await walkCsv(source, header.delimiter, sink.report, (byte) => sink.progress(byte), onRow)
}

/** Whether a row has the cells that the header names; further ones may be blank. */
function isWhole({ cells, isComplete, byte, line }: CsvRow, { keys }: CsvHeader, sink: SpanSink): boolean {
  if (cells.length === keys.length || cells.slice(keys.length).join('').trim() === '') {
    if (cells.length >= keys.length) return true
  }
  const message = `The row has ${cells.length} cells, the header ${keys.length}. It was skipped.`
  sink.report(isComplete ? 'span.shape' : 'json.truncated', { byte, line }, message)
  return false
}

/** A row as the object of a flat span; blank cells are absent, cells that hold a JSON object or array are parsed. */
function spanOf(cells: readonly string[], { keys, servicePod }: CsvHeader): JsonObject {
  const span = new Map<string, unknown>()
  for (const [i, key] of keys.entries()) {
    const cell = cells[i]?.trim() ?? ''
    if (cell !== '' && !span.has(key)) span.set(key, cellValue(cell))
  }
  const pod = servicePod === undefined ? undefined : span.get(servicePod)
  if (pod !== undefined && !span.has('service')) span.set('service', pod)
  return Object.fromEntries(span)
}

function cellValue(cell: string): unknown {
  const isNested = (cell.startsWith('{') && cell.endsWith('}')) || (cell.startsWith('[') && cell.endsWith(']'))
  return isNested ? (parseJson(cell) ?? cell) : cell
}

async function readCsvDetails(source: ByteSource, { span }: SpanLocation): Promise<SpanDetails> {
  const plan = await planOf(source)
  if (plan === undefined) return NO_DETAILS
  const row = decodeUtf8(await source.read(span.byte, span.byte + span.byteLength))
  return flatDetailsOf(spanOf(splitCells(row, plan.header.delimiter), plan.header), plan.times)
}
