const CLOCK = new Intl.DateTimeFormat('en', {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZone: 'UTC',
})

/** A moment for a list: day and time in UTC, to the second; '' where it is beyond what calendars print. */
export function formatClock(unixNs: bigint): string {
  const ms = Number(unixNs / 1_000_000n)
  return Math.abs(ms) > 8.64e15 ? '' : CLOCK.format(ms)
}
