import { expect, test } from 'vitest'
import type { LabSpan } from './labSpan.ts'
import { writeOtlpJson, writeOtlpJsonLines } from './otlpJson.ts'
import { makeDeep, makeTraffic, type TrafficOptions } from './traffic.ts'

const SHAPES: TrafficOptions['shape'][] = ['mixed', 'single', 'wide', 'deep']

test.each(SHAPES)(
  '%s: the number of spans asked for, within their parents, and the orphans that it counts',
  (shape) => {
    const traffic = makeTraffic({ spans: 3000, seed: 3, shape, orphanShare: 0.05 })
    const spans: LabSpan[] = [...traffic.spans]
    expect(spans).toHaveLength(3000)
    const byId = new Map(spans.map((span) => [span.spanId, span]))
    const traces = new Set(spans.map((span) => span.traceId))
    const orphans = spans.filter((span) => span.parentSpanId !== '' && !byId.has(span.parentSpanId))
    const errors = spans.filter((span) => span.status === 2).length
    expect(traffic.counts).toEqual({ spans: 3000, traces: traces.size, orphans: orphans.length, errors })
    expect(orphans).toHaveLength(Math.floor((3000 - traces.size) * 0.05))
    expect(traces.size === 1).toBe(shape !== 'mixed')
    for (const span of spans) {
      const parent = byId.get(span.parentSpanId)
      if (parent === undefined) continue
      expect(Number(span.startNs)).toBeGreaterThanOrEqual(Number(parent.startNs))
      expect(Number(span.endNs)).toBeLessThanOrEqual(Number(parent.endNs))
    }
  },
)

test('spans are about 1 kB of OTLP JSON, and the chunks are one document', () => {
  const chunks = [...writeOtlpJson(makeTraffic({ spans: 5000, seed: 3, shape: 'mixed' }).spans, 500)]
  expect(chunks.length).toBeGreaterThan(9)
  const text = chunks.join('')
  expect(text.length / 5000).toBeGreaterThan(800)
  expect(text.length / 5000).toBeLessThan(1200)
  expect(JSON.parse(text)).toHaveProperty('resourceSpans')
  expect(text.match(/"spanId"/g)).toHaveLength(5000)
})

test('no spans are an empty document, and no lines', () => {
  expect(JSON.parse([...writeOtlpJson([])].join(''))).toEqual({ resourceSpans: [] })
  expect([...writeOtlpJsonLines([])]).toEqual([])
})

test('JSON lines hold a batch each', () => {
  const lines = [...writeOtlpJsonLines(makeTraffic({ spans: 1000, seed: 3, shape: 'mixed' }).spans, 300)]
  expect(lines).toHaveLength(4)
  for (const line of lines) expect(line.indexOf('\n')).toBe(line.length - 1)
})

test('100,000 levels: each span below the one before', () => {
  const spans = makeDeep(100_000)
  expect(spans).toHaveLength(100_000)
  expect(spans.every((span, i) => span.parentSpanId === (i === 0 ? '' : spans[i - 1].spanId))).toBe(true)
  expect(Number.isSafeInteger(spans[0].endNs)).toBe(true)
})
