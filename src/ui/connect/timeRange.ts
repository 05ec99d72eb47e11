const MINUTE_MS = 60_000

/** The times that are offered. */
export const RANGES: readonly { readonly id: string; readonly label: string; readonly lengthMs: number | undefined }[] =
  [
    { id: '15m', label: 'last 15 minutes', lengthMs: 15 * MINUTE_MS },
    { id: '1h', label: 'last hour', lengthMs: 60 * MINUTE_MS },
    { id: '6h', label: 'last 6 hours', lengthMs: 6 * 60 * MINUTE_MS },
    { id: '1d', label: 'last 24 hours', lengthMs: 24 * 60 * MINUTE_MS },
    { id: '7d', label: 'last 7 days', lengthMs: 7 * 24 * 60 * MINUTE_MS },
    { id: 'custom', label: 'from … to', lengthMs: undefined },
  ]

/** What is searched if nobody says otherwise. */
export const DEFAULT_RANGE = '1h'

/** A range in Unix ms; undefined where its ends are not given or not in order. Clocks may differ by a minute. */
export function readRange(id: string, from: string, to: string, nowMs: number): readonly [number, number] | undefined {
  const lengthMs = RANGES.find((range) => range.id === id)?.lengthMs
  if (lengthMs !== undefined) return [nowMs - lengthMs, nowMs + MINUTE_MS]
  const [start, end] = [Date.parse(from), Date.parse(to)]
  return start < end ? [start, end] : undefined
}
