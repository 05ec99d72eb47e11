import { expect, test } from 'vitest'
import { SPAN_WORDS } from './spanBatch.ts'
import { SpanColumns } from './spanColumns.ts'

const BATCH = 2000

/** Columns that grow as often as room for batches of spans is short; what grew is in `rooms`. */
function readBatches(batches: number, bytesAhead: number): { columns: SpanColumns; rooms: Set<number> } {
  const columns = new SpanColumns()
  const rooms = new Set<number>()
  const sink = columns.sink(
    columns.addFile(),
    () => {},
    () => {},
    bytesAhead,
  )
  const words = new Uint32Array(BATCH * SPAN_WORDS).fill(1)
  for (let batch = 1; batch <= batches; batch++) {
    sink.batches?.addBatch(words, BATCH, 0)
    rooms.add(columns.spans.trace.length)
    sink.progress(batch * 1000)
  }
  return { columns, rooms }
}

test('room is made at once for as many spans as the bytes foretell', () => {
  const { columns, rooms } = readBatches(100, 100_000)
  expect(columns.length).toBe(100 * BATCH)
  expect(rooms.size).toBeLessThanOrEqual(3)
  expect(Math.max(...rooms)).toBeLessThan(1.2 * 100 * BATCH)
})

test('a file that foretells more than it holds does not take the memory of it', () => {
  const { rooms } = readBatches(2, 1e12)
  expect(Math.max(...rooms)).toBeLessThan(100_000)
})

test('columns grow by doubling where the size of the file is not known', () => {
  const { columns, rooms } = readBatches(100, 0)
  expect(columns.length).toBe(100 * BATCH)
  expect(rooms.size).toBeGreaterThan(5)
})
