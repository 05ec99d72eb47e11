/**
 * The share of traces that were sampled with this one, by the `th` of the `ot` entry of its tracestate: the threshold of
 * 56 bits below which the randomness of a trace id was rejected, trailing zeros left out (OpenTelemetry specification,
 * "TraceState: Probability Sampling"). 0 < share <= 1; undefined where the tracestate tells none.
 */
export function sampledShare(traceState: string): number | undefined {
  const entry = traceState
    .split(',')
    .map((text) => text.trim())
    .find((text) => text.startsWith('ot='))
  const digits = entry
    ?.slice(3)
    .split(';')
    .find((field) => field.startsWith('th:'))
    ?.slice(3)
  if (digits === undefined || !/^[0-9a-f]{1,14}$/.test(digits)) return undefined
  return 1 - Number.parseInt(digits.padEnd(14, '0'), 16) / 2 ** 56
}
