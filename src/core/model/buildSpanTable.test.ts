import { expect, test } from 'vitest'
import { sketch } from '../../testing/sketch.ts'
import { collect, recordOf, tabulate } from '../../testing/tabulate.ts'
import { buildSpanTable } from './buildSpanTable.ts'
import { exactDurationNs, startUnixNs } from './exactTimes.ts'
import { noVerdicts } from './findSameIds.ts'
import { SpanColumns } from './spanColumns.ts'
import { OFF_AXIS } from './spanMarks.ts'
import { isServiceStated, type SpanTable } from './spanTable.ts'

const NOW = 1_760_000_000_000_000_000n
const YEAR_NS = 365n * 86_400_000_000_000n

function namesOf({ name, texts }: SpanTable): string[] {
  return [...name].map((text) => texts[text])
}

function offAxis({ marks }: SpanTable): boolean[] {
  return [...marks].map((bits) => (bits & OFF_AXIS) !== 0)
}

test('rows are ordered by trace, start and order of reading; traces by their origin', () => {
  const spans = sketch(`
    late   7-9
    ---
    b      3-4
    a      1-2
    c      3-4
  `)
  expect(namesOf(spans)).toEqual(['a', 'b', 'c', 'late'])
  expect([...spans.traces.firstSpan]).toEqual([0, 3, 4])
  expect([...spans.traces.durationNs]).toEqual([3e6, 2e6])
  expect([...spans.startNs]).toEqual([0, 2e6, 2e6, 0])
})

test('times are exact to the nanosecond', () => {
  const spans = tabulate([
    recordOf(1, 0, { startUnixNs: 1_760_000_000_123_456_789n, durationNs: 2n ** 53n }),
    recordOf(2, 1, { startUnixNs: 1_760_000_000_123_456_790n, durationNs: 1n }),
  ])
  expect(spans.traces.originNs[0]).toBe(1_760_000_000_123_456_789n)
  expect([...spans.startNs]).toEqual([0, 1])
  expect([...spans.durationNs]).toEqual([2 ** 53, 1])
  expect(spans.exactTimes.size).toBe(0)
})

test('a zero or absurd time never chooses the origin, and is kept exactly', () => {
  const spans = sketch(`
    zero    =0+5
    root    0-100
      a     10-20
    absurd  =9000000000000000000+7
    huge    =18446744073709551615+3
  `)
  expect(spans.traces.originNs[0]).toBe(NOW)
  expect(spans.traces.durationNs[0]).toBe(100e6)
  expect(namesOf(spans)).toEqual(['zero', 'root', 'absurd', 'huge', 'a'])
  expect(offAxis(spans)).toEqual([true, false, true, true, false])
  expect(startUnixNs(spans, 0)).toBe(0n)
  expect(startUnixNs(spans, 2)).toBe(9_000_000_000_000_000_000n)
  expect(startUnixNs(spans, 3)).toBe(2n ** 64n - 1n)
  expect(exactDurationNs(spans, 3)).toBe(3n)
})

test('zeros are outvoted by one real time, however many they are', () => {
  const spans = tabulate([
    recordOf(1, 0, { startUnixNs: 0n }),
    recordOf(2, 0, { startUnixNs: 0n }),
    recordOf(3, 0, { startUnixNs: NOW }),
  ])
  expect(spans.traces.originNs[0]).toBe(NOW)
  expect(offAxis(spans)).toEqual([true, true, false])
})

test('a trace that begins at zero and knows no other time stands at zero', () => {
  const spans = tabulate([
    recordOf(1, 0, { startUnixNs: 0n, durationNs: 10n }),
    recordOf(2, 1, { startUnixNs: 4n, durationNs: 1n }),
  ])
  expect(offAxis(spans)).toEqual([false, false])
  expect([...spans.startNs]).toEqual([0, 4])
})

test('a start more than 2^53 ns after the origin is off the axis', () => {
  const starts = [0n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 53n + 2n]
  const spans = tabulate(starts.map((start, i) => recordOf(i + 1, 0, { startUnixNs: NOW + start })))
  expect(spans.traces.originNs[0]).toBe(NOW + 2n ** 53n)
  expect(offAxis(spans)).toEqual([true, false, false, false])
  const early = [0n, 1n, 2n, 2n ** 53n, 2n ** 53n + 2n]
  const others = tabulate(early.map((start, i) => recordOf(i + 1, 0, { startUnixNs: NOW + start })))
  expect(others.traces.originNs[0]).toBe(NOW)
  expect(offAxis(others)).toEqual([false, true, false, false, false])
})

test('a duration above 2^53 ns is kept beside the column', () => {
  const spans = tabulate([recordOf(1, 0, { startUnixNs: NOW, durationNs: YEAR_NS })])
  expect(spans.durationNs[0]).toBe(0)
  expect(exactDurationNs(spans, 0)).toBe(YEAR_NS)
  expect(startUnixNs(spans, 0)).toBe(NOW)
})

test('a trace whose times are all beyond 64 signed bits has no origin', () => {
  const spans = tabulate([recordOf(1, 0, { startUnixNs: 2n ** 63n, durationNs: 5n })])
  expect(spans.traces.originNs[0]).toBe(0n)
  expect(startUnixNs(spans, 0)).toBe(2n ** 63n)
})

test('what shows only in the whole is reported where the span stands', () => {
  const codes: string[] = []
  sketch(
    `
    self   0-1 #s ^s
    a      1-2 #a ^b
      b    2-3 #b
    far    =0+1
  `,
    (code, at) => codes.push(`${code} line ${at.line}`),
  )
  expect(codes).toEqual(['span.selfParent line 1', 'span.cycle line 2', 'time.range line 4'])
})

test('parts of one span are merged into one row', () => {
  const columns = collect([
    recordOf(1, 0, { name: '', startUnixNs: NOW + 5n, durationNs: 10n, at: { byte: 0, line: 1 }, byteLength: 7 }),
    recordOf(1, 9, { name: 'get', service: 'cart', status: 2, kind: 3, startUnixNs: NOW, at: { byte: 8, line: 2 } }),
    recordOf(1, 0, { name: 'other', durationNs: 12n, at: { byte: 16, line: 3 } }),
  ])
  const spans = buildSpanTable(columns, { ...noVerdicts(columns), merged: new Map([[0, [1, 2]]]) })
  expect(namesOf(spans)).toEqual(['get'])
  expect(spans.texts[spans.service[0]]).toBe('cart')
  expect([spans.status[0], spans.kind[0], spans.startNs[0], spans.durationNs[0]]).toEqual([2, 3, 0, 12])
  expect([...spans.parentSpanId]).toEqual([0, 9])
  expect(spans.traces.originNs[0]).toBe(NOW)
  expect(spans.traces.recordsKept[0]).toBe(1)
  expect(spans.fragments.get(0)).toEqual([
    { byte: 8, byteLength: 1 },
    { byte: 16, byteLength: 1 },
  ])
})

test('dropped rows are not in the table', () => {
  const columns = collect([recordOf(1, 0, {}), recordOf(1, 0, {})])
  const spans = buildSpanTable(columns, { ...noVerdicts(columns), dropped: Uint8Array.of(0, 1) })
  expect(spans.length).toBe(1)
  expect(spans.traces.recordsKept[0]).toBe(1)
})

test('opaque and 64-bit ids join like others', () => {
  const spans = tabulate([
    recordOf(1, 0, { traceId: 'free text', spanId: '__proto__', startUnixNs: NOW }),
    recordOf(2, 0, { traceId: 'free text', parentSpanId: '__proto__', startUnixNs: NOW + 1n }),
    recordOf(3, 0, { traceId: 'other', parentSpanId: '__proto__', startUnixNs: NOW + 2n }),
    recordOf(4, 0, { traceId: '0000000000000000463ac35c9f6413ad', rawTraceId: '463ac35c9f6413ad' }),
  ])
  expect([...spans.parent]).toEqual([-1, 0, -1, -1])
  expect([...spans.traces.rawIds.values()]).toEqual(['free text', 'other', '463ac35c9f6413ad'])
})

test('a context may be described after its spans, and files keep theirs apart', () => {
  const columns = new SpanColumns()
  for (const service of ['shop', 'cart']) {
    const file = columns.addFile()
    const sink = columns.sink(
      file,
      () => {},
      () => {},
    )
    const context = sink.openContext()
    sink.addSpan(recordOf(file + 1, 0, { context, startUnixNs: NOW + BigInt(file) }))
    sink.describeContext(context, { service, resource: { byte: 3, byteLength: 4 } })
  }
  const spans = buildSpanTable(columns, noVerdicts(columns))
  expect([...spans.service].map((text) => spans.texts[text])).toEqual(['shop', 'cart'])
  expect([...spans.context].map((context) => spans.contexts.file[context])).toEqual([0, 1])
  expect(columns.recordsOf(1)).toBe(1)
  expect(columns.location(1)).toEqual({
    span: { byte: 2, byteLength: 1 },
    fragments: [],
    resource: { byte: 3, byteLength: 4 },
    scope: undefined,
  })
})

test('a label is shown where no service is stated, and is told from one', () => {
  const columns = new SpanColumns()
  const sink = columns.sink(
    columns.addFile(),
    () => {},
    () => {},
  )
  const descriptions = [
    [{ serviceLabel: 'host' }],
    [{ service: 'shop' }, { serviceLabel: 'host' }],
    [{ serviceLabel: 'host' }, { service: 'cart' }],
    [{}],
  ]
  for (const [i, records] of descriptions.entries()) {
    const context = sink.openContext()
    for (const record of records) sink.describeContext(context, record)
    sink.addSpan(recordOf(i + 1, 0, { context, startUnixNs: NOW + BigInt(i) }))
  }
  sink.addSpan(recordOf(5, 0, { context: 0, service: 'own', startUnixNs: NOW + 5n }))
  const spans = buildSpanTable(columns, noVerdicts(columns))
  const shown = [...spans.service].map((text, i) => [spans.texts[text], isServiceStated(spans, i)])
  expect(shown).toEqual([
    ['host', false],
    ['shop', true],
    ['cart', true],
    ['unknown_service', false],
    ['own', true],
  ])
})

test('a trace is partial where spans of it come from a partial answer', () => {
  const columns = new SpanColumns()
  for (const traces of [[1], [3, 2]]) {
    const sink = columns.sink(
      columns.addFile(),
      () => {},
      () => {},
    )
    const context = sink.openContext()
    for (const trace of traces) {
      sink.addSpan(recordOf(trace, 0, { trace, context, startUnixNs: NOW + BigInt(10 - trace) }))
    }
    if (traces.length === 2) sink.markPartial()
  }
  const { traces } = buildSpanTable(columns, noVerdicts(columns))
  const partial = [...traces.isPartial].map((isPartial, t) => [traces.idWords[4 * t + 3], isPartial])
  expect(partial).toEqual([
    [3, 1],
    [2, 1],
    [1, 0],
  ])
})

test('no spans make an empty table', () => {
  const spans = tabulate([])
  expect(spans.length).toBe(0)
  expect([...spans.traces.firstSpan]).toEqual([0])
})
