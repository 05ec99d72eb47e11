import { expect, test, vi } from 'vitest'
import { type ImportResult, importInputs } from './importDataset.ts'
import { writeOtlpJson } from './lab/otlpJson.ts'
import { makeTraffic } from './lab/traffic.ts'
import { bytesSource, textSource } from './model/byteSource.ts'
import { ORPHAN } from './model/spanMarks.ts'
import type { SpanTable } from './model/spanTable.ts'

vi.setConfig({ testTimeout: 60_000 })

const SPANS = 36_000

/** About 34 MB in many traces, some with absent parents, as one document; a preview needs as much. */
const large = textSource(
  [...writeOtlpJson(makeTraffic({ spans: SPANS, seed: 7, shape: 'mixed', orphanShare: 0.01 }).spans)].join(''),
)

/** What a span is, whatever row it has. */
function identity(spans: SpanTable, i: number): string {
  return [spans.byte[i], spans.spanId[2 * i], spans.spanId[2 * i + 1], spans.traces.idWords[4 * spans.trace[i]]].join()
}

test('a large input is shown while it is read, without orphans or ghosts, and its spans are found again', async () => {
  const previews: ImportResult[] = []
  const whole = await importInputs([{ name: 'large', source: large }], { onPreview: (told) => previews.push(told) })
  expect(previews.length).toBeGreaterThan(0)
  expect(previews[0].spanNow).toBeUndefined()
  for (const [n, { dataset }] of previews.entries()) {
    const { spans, forest } = dataset
    expect(spans.length).toBeGreaterThan(0)
    expect(spans.length).toBeLessThan(SPANS)
    expect(forest.length).toBe(spans.length)
    expect(forest.ghosts.length).toBe(0)
    expect(spans.marks.some((marks) => (marks & ORPHAN) !== 0)).toBe(false)
    expect(spans.traces.isPartial.every((partial) => partial === 1)).toBe(true)
    const next = previews[n + 1] ?? whole
    expect(next.spanNow).toHaveLength(spans.length)
    const lost = Array.from(next.spanNow ?? [], (now, i) => identity(next.dataset.spans, now) !== identity(spans, i))
    expect(lost.filter((each) => each)).toEqual([])
  }
  expect(whole.dataset.spans.length).toBe(SPANS)
  expect(whole.dataset.spans.marks.some((marks) => (marks & ORPHAN) !== 0)).toBe(true)
})

test('previews change nothing of what is read in the end', async () => {
  const [alone, previewed] = await Promise.all([
    importInputs([{ name: 'large', source: large }]),
    importInputs([{ name: 'large', source: large }], { onPreview: () => {} }),
  ])
  expect(alone.spanNow).toBeUndefined()
  const names = ({ dataset: { spans } }: ImportResult) => Array.from(spans.name, (name) => spans.texts[name])
  const services = ({ dataset: { spans } }: ImportResult) => Array.from(spans.service, (text) => spans.texts[text])
  expect(names(previewed)).toEqual(names(alone))
  expect(services(previewed)).toEqual(services(alone))
  for (const column of ['trace', 'startNs', 'durationNs', 'spanId', 'parent', 'marks', 'byte'] as const) {
    expect(previewed.dataset.spans[column]).toEqual(alone.dataset.spans[column])
  }
  expect(previewed.dataset.forest).toEqual(alone.dataset.forest)
  expect(previewed.dataset.files).toEqual(alone.dataset.files)
})

test('reading that is ended early keeps what it has, as a part of each trace', async () => {
  const enough = new AbortController()
  const inputs = [
    { name: 'large', source: large },
    { name: 'never read', source: bytesSource(new Uint8Array(10)) },
  ]
  const { dataset } = await importInputs(inputs, { enough: enough.signal, onPreview: () => enough.abort() })
  expect(dataset.spans.length).toBeGreaterThan(0)
  expect(dataset.spans.length).toBeLessThan(SPANS)
  expect(dataset.spans.traces.isPartial.every((partial) => partial === 1)).toBe(true)
  expect(dataset.files.map(({ name, diagnostics }) => [name, diagnostics.map(({ code }) => code)])).toEqual([
    ['large', ['trace.partial']],
  ])
})

test('a small input has no preview', async () => {
  const previews: ImportResult[] = []
  const text = '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8aa5a2d2c872e8321cf37308d69df2",'
  const source = textSource(
    `${text}"spanId":"051581bf3cb55c13","name":"a","startTimeUnixNano":"1","endTimeUnixNano":"2"}]}]}]}`,
  )
  await importInputs([{ name: 'small', source }], { onPreview: (told) => previews.push(told) })
  expect(previews).toEqual([])
})
