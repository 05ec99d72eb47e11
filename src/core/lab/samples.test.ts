import { expect, test } from 'vitest'
import { KIND, LAB_EPOCH_S, type LabSpan, serviceOf, unixNsText } from './labSpan.ts'
import { writeJaegerJson, writeZipkinJson } from './otherFormats.ts'
import { makeSampleFiles, SAMPLES } from './samples.ts'

function sample(name: string): LabSpan[] {
  return SAMPLES.find((each) => each.name === name)?.make() ?? []
}

function services(spans: readonly LabSpan[]): Set<string | undefined> {
  return new Set(spans.map(serviceOf))
}

function traces(spans: readonly LabSpan[]): Set<string> {
  return new Set(spans.map((span) => span.traceId))
}

function orphanParents(spans: readonly LabSpan[]): string[] {
  const ids = new Set(spans.map((span) => span.spanId))
  return spans.map((span) => span.parentSpanId).filter((id) => id !== '' && !ids.has(id))
}

const durationOf = (span: LabSpan | undefined) => Number(span?.endNs) - Number(span?.startNs)

test('files are the same on every run, and small', () => {
  const files = makeSampleFiles()
  expect(makeSampleFiles()).toEqual(files)
  expect(files.size).toBe(SAMPLES.length + 1)
  const large = new Set(['morning.json', 'red-forgotten-header.json', 'red-sampled.json'])
  for (const [file, text] of files) expect(text.length, file).toBeLessThan(large.has(file) ? 3e6 : 150e3)
})

test('time 0 is 2 March 2026, 08:00 UTC, and ns are printed in full', () => {
  expect(LAB_EPOCH_S * 1000).toBe(Date.UTC(2026, 2, 2, 8))
  expect(unixNsText(1_000_000_007)).toBe(`${LAB_EPOCH_S + 1}000000007`)
  expect(unixNsText(-1)).toBe(`${LAB_EPOCH_S - 1}999999999`)
  expect(unixNsText(undefined)).toBe('0')
})

test('clean: four services, one trace, no orphans, whole µs', () => {
  const spans = sample('clean')
  expect(services(spans)).toEqual(new Set(['gateway', 'orders', 'inventory', 'payment']))
  expect(traces(spans).size).toBe(1)
  expect(orphanParents(spans)).toEqual([])
  expect(spans.every((span) => Number(span.startNs) % 1000 === 0 && Number(span.endNs) % 1000 === 0)).toBe(true)
})

test('forgotten header: the clean request in two traces, without an orphan', () => {
  const spans = sample('forgotten-header')
  expect(spans.map((span) => span.spanId)).toEqual(sample('clean').map((span) => span.spanId))
  expect(traces(spans).size).toBe(2)
  expect(orphanParents(spans)).toEqual([])
})

test('dropped span: several children name one absent parent', () => {
  const absent = orphanParents(sample('dropped-span'))
  expect(absent.length).toBeGreaterThanOrEqual(2)
  expect(new Set(absent).size).toBe(1)
})

test('queue without a parent: the consumer is a root of its own', () => {
  const spans = sample('queue-without-parent')
  expect(traces(spans).size).toBe(2)
  expect(spans.find((span) => span.kind === KIND.consumer)?.parentSpanId).toBe('')
})

test('slow payment: 77 % of the request', () => {
  const spans = sample('slow-payment')
  const charge = spans.find((span) => serviceOf(span) === 'payment' && span.kind === KIND.server)
  expect(durationOf(charge) / durationOf(spans[0])).toBeCloseTo(0.77, 3)
})

test('checkout: seven services, an exception, a payment below an absent parent', () => {
  const spans = sample('checkout')
  expect(services(spans).size).toBe(7)
  expect(spans.flatMap((span) => span.events).map((event) => event.name)).toEqual(['exception'])
  const [absent] = orphanParents(spans)
  expect(spans.filter((span) => span.parentSpanId === absent).map(serviceOf)).toEqual(['payment'])
})

test('morning: about 300 traces, with errors, orphans and split traces', () => {
  const spans = sample('morning')
  expect(traces(spans).size).toBeGreaterThan(270)
  expect(traces(spans).size).toBeLessThan(360)
  expect(spans.some((span) => span.status === 2)).toBe(true)
  expect(orphanParents(spans).length).toBeGreaterThan(5)
})

test('malformed: a trace for each case', () => {
  const spans = sample('malformed')
  expect(traces(spans).size).toBe(9)
  expect(spans.some((span) => span.spanId === span.parentSpanId)).toBe(true)
  expect(new Set(spans.map((span) => span.traceId + span.spanId)).size).toBe(spans.length - 2)
  expect(spans.some((span) => serviceOf(span) === undefined)).toBe(true)
  expect(spans.some((span) => Number(span.endNs) < Number(span.startNs))).toBe(true)
})

test('Jaeger: one process an instance, references to parents', () => {
  const { data } = JSON.parse(writeJaegerJson(sample('forgotten-header')))
  expect(data).toHaveLength(2)
  expect(Object.values(data[1].processes)).toMatchObject([{ serviceName: 'payment' }])
  expect(data[1].spans[0].references).toEqual([])
  expect(data[1].spans[1].references).toMatchObject([{ refType: 'CHILD_OF', spanID: data[1].spans[0].spanID }])
})

test('Zipkin with shared ids: two halves of one id, and no parent lost', () => {
  const clean = sample('clean')
  const spans: { id: string; parentId?: string; shared?: boolean }[] = JSON.parse(writeZipkinJson(clean, true))
  const shared = spans.filter((span) => span.shared)
  expect(shared).toHaveLength(3)
  const ids = new Set(spans.map((span) => span.id))
  expect(ids.size).toBe(clean.length - 3)
  expect(spans.filter((span) => span.parentId !== undefined && !ids.has(span.parentId))).toEqual([])
  for (const half of shared) {
    expect(spans.find((span) => span.id === half.id && !span.shared)?.parentId).toBe(half.parentId)
  }
})
