import { expect, test } from 'vitest'
import { durationFromText } from './durationText.ts'

test.each([
  ['1m2.5s', 62500000000n],
  ['5000ns', 5000n],
  ['1.2ms', 1200000n],
  ['22.938ms', 22938000n],
  ['7µs', 7000n],
  ['-3us', -3000n],
  ['1h0m0s', 3600000000000n],
  ['0.000005s', 5000n],
  ['PT0.8S', 800000000n],
  ['P1DT2H3M4.5S', 93784500000000n],
  ['-PT1S', -1000000000n],
  ['00:00:00.0097620', 9762000n],
  ['1.02:00:00', 93600000000000n],
])('%s', (text, ns) => {
  expect(durationFromText(text)).toBe(ns)
})

test.each(['', '12', 'P', 'PT', '5 parsecs', '1.2.3s', 'P1M', '1:2', `${'1'.repeat(100)}s`])(
  '“%s” is no duration',
  (text) => {
    expect(durationFromText(text)).toBeUndefined()
  },
)
