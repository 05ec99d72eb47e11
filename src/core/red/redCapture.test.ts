import { expect, test } from 'vitest'
import { recordOf, tabulate } from '../../testing/tabulate.ts'
import { findEntries } from './findEntries.ts'
import { measureRed } from './measureRed.ts'
import { captureRed } from './redCapture.ts'
import { chooseBins } from './redSeries.ts'

test('what is taken out of a capture has the same figures as the capture itself', () => {
  const spans = tabulate(
    Array.from({ length: 90 }, (_, n) =>
      recordOf(n + 1, 0, {
        trace: (n % 9) + 1,
        kind: n % 3 === 0 ? 3 : 2,
        service: n % 2 === 0 ? 'shop' : 'cart',
        name: `GET /${n % 4}`,
        status: n % 5 === 0 ? 2 : 0,
        startUnixNs: 1_760_000_000_000_000_000n + BigInt(n) * 1_000_000_000n,
        durationNs: BigInt(n) * 1_000_000n,
      }),
    ),
  )
  const entries = findEntries(spans)
  const bins = chooseBins(entries.capture, 10)
  const taken = captureRed(spans)
  const figuresOf = (from: Parameters<typeof measureRed>[0], of: typeof entries) =>
    of.operations.map((group) => ({ ...measureRed(from, of, group, bins), slowest: [], failed: [] }))
  expect(figuresOf(taken.spans, taken.entries)).toEqual(figuresOf(spans, entries))
})
