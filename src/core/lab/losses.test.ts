import { expect, test } from 'vitest'
import { type LabSpan, serviceOf } from './labSpan.ts'
import { cutCapture, dropInBursts, dropLate, sampleApart } from './losses.ts'
import { makeShop } from './shopMesh.ts'
import { Simulation } from './simulation.ts'

const shop = new Simulation(makeShop(), { seed: 3 })
const spans = Array.from({ length: 100 }, (_, k) => shop.request('gateway', 'POST /orders', k * 50e6)).flat()

const lostOf = (kept: readonly LabSpan[]) => spans.filter((span) => !kept.includes(span))

/** When the first span of each trace began. */
const beginNs = new Map(
  spans.filter((span) => span.parentSpanId === '').map((span) => [span.traceId, span.startNs ?? 0]),
)

test('a cut capture holds what lies wholly within', () => {
  const kept = cutCapture(spans, 1e9, 2e9)
  expect(kept.length).toBeGreaterThan(100)
  for (const { startNs = 0, endNs = 0 } of kept) expect(startNs >= 1e9 && endNs <= 2e9).toBe(true)
})

test('a service that samples by itself loses whole traces of its own spans, and no others', () => {
  const kept = sampleApart(spans, 'orders', 0.3)
  const written = new Set(kept.filter((span) => serviceOf(span) === 'orders').map((span) => span.traceId))
  expect(written.size).toBeGreaterThan(15)
  expect(written.size).toBeLessThan(45)
  for (const span of lostOf(kept)) {
    expect(serviceOf(span)).toBe('orders')
    expect(written.has(span.traceId)).toBe(false)
  }
})

test('a burst takes what one service ends in it', () => {
  const lost = lostOf(dropInBursts(spans, 'payment', [[1e9, 2e9]]))
  expect(lost.length).toBeGreaterThan(20)
  for (const span of lost) expect([serviceOf(span), Math.floor(Number(span.endNs) / 1e9)]).toEqual(['payment', 1])
})

test('a late decision takes what ends after it, but for the traces that are remembered', () => {
  const waitNs = 100e6
  const isLate = (span: LabSpan) => Number(span.endNs) > Number(beginNs.get(span.traceId)) + waitNs
  const late = spans.filter(isLate)
  expect(lostOf(dropLate(spans, waitNs, 0))).toEqual(late)
  const kept = dropLate(spans, waitNs, 0.5)
  const remembered = new Set(kept.filter(isLate).map((span) => span.traceId))
  expect(remembered.size).toBeGreaterThan(5)
  for (const span of lostOf(kept)) expect(remembered.has(span.traceId)).toBe(false)
})
