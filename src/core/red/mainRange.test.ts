import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordOf, tabulate } from '../../testing/tabulate.ts'
import { findEntries } from './findEntries.ts'
import { findMainRange } from './mainRange.ts'

const START = 1_760_000_000_000_000_000n
const HOUR_NS = 3_600_000_000_000n

/** One trace with one request at each of the offsets. */
function rangeOf(offsetsNs: readonly bigint[]) {
  const spans = tabulate(
    offsetsNs.map((offset, n) =>
      recordOf(n + 1, 0, {
        trace: n + 1,
        kind: 2,
        service: 'shop',
        name: 'GET /',
        startUnixNs: START + offset,
        durationNs: 1_000_000n,
      }),
    ),
  )
  const entries = findEntries(spans)
  return { ...findMainRange(entries, spans), capture: entries.capture }
}

const everyMinute = (count: number) => Array.from({ length: count }, (_, n) => BigInt(n) * 60_000_000_000n)

test.each([-400n * 24n, 400n * 24n])('one trace %s hours away does not stretch the axis of sixty', (hours) => {
  const { range, outside } = rangeOf([...everyMinute(60), hours * HOUR_NS])
  expect(outside).toBe(1)
  expect(range).toEqual({ fromUnixNs: START, lengthNs: 59 * 60e9 + 1e6 })
})

test('strays on both sides, at different distances, are all left out', () => {
  const strays = [-1_000_000n * HOUR_NS, 24n * HOUR_NS, 70_000n * HOUR_NS]
  const { range, outside } = rangeOf([...everyMinute(20), ...strays].filter((at) => START + at > 0n))
  expect(outside).toBe(2)
  expect(range.lengthNs).toBe(19 * 60e9 + 1e6)
})

test('what is spread evenly, lies in two heaps, or is short, is shown as it is', () => {
  for (const offsets of [
    everyMinute(60),
    [...everyMinute(10), ...everyMinute(10).map((at) => at + 24n * HOUR_NS)],
    [0n, 1n, 2n, 300_000_000_000n],
    [0n],
  ]) {
    const { range, outside, capture } = rangeOf(offsets)
    expect(outside).toBe(0)
    expect(range).toBe(capture)
  }
})

test('at least three quarters of the requests are always on the axis', () => {
  const offset = fc.bigInt({ min: 0n, max: 2000n * HOUR_NS })
  fc.assert(
    fc.property(fc.array(offset, { minLength: 1, maxLength: 40 }), fc.nat(10), (offsets, power) => {
      const squeezed = offsets.map((at, n) => (n % 4 === 0 ? at : at / 10n ** BigInt(power)))
      const { range, outside } = rangeOf(squeezed)
      const end = Number(range.fromUnixNs - START) + range.lengthNs
      const inside = squeezed.filter((at) => Number(at) + 1e6 <= end && START + at + 1_000_000n >= range.fromUnixNs)
      expect(inside.length + outside).toBe(offsets.length)
      expect(inside.length).toBeGreaterThanOrEqual(Math.ceil(offsets.length * 0.75))
    }),
  )
})
