import { expect, test } from 'vitest'
import { readTimeKey } from './flatTimeKeys.ts'

test.each([
  ['startTimeUnixNano', 'start', 'ns'],
  ['start_time_unix_nano', 'start', 'ns'],
  ['end_time_unix_nano', 'end', 'ns'],
  ['StartTimeUnixNano', 'start', 'ns'],
  ['start_ns', 'start', 'ns'],
  ['startUs', 'start', 'us'],
  ['timestamp_micros', 'start', 'us'],
  ['timestampMillis', 'start', 'ms'],
  ['start_ms', 'start', 'ms'],
  ['start_s', 'start', 's'],
  ['startTimeSeconds', 'start', 's'],
  ['duration_ms', 'duration', 'ms'],
  ['durationMs', 'duration', 'ms'],
  ['duration_nano', 'duration', 'ns'],
  ['duration.ms', 'duration', 'ms'],
  ['timestamp', 'start', undefined],
  ['@timestamp', 'start', undefined],
  ['startTime', 'start', undefined],
  ['end', 'end', undefined],
  ['ts', 'start', undefined],
  ['duration', 'duration', undefined],
])('%s is a %s', (key, role, unit) => {
  expect(readTimeKey(key)).toMatchObject({ role, unit })
})

test.each(['status', 'starts', 'name', 'times', 'events', 'ms', 'a'.repeat(50)])('%s is no time', (key) => {
  expect(readTimeKey(key)).toBeUndefined()
})

test('a key with a unit ranks before one without', () => {
  const [named, bare] = [readTimeKey('timestamp_us'), readTimeKey('start')]
  expect(named?.rank).toBeLessThan(bare?.rank ?? 0)
})
