import { textFrom } from '../fields/fields.ts'
import { nsFromRfc3339 } from '../fields/rfc3339.ts'
import { readKind } from '../flat/flatNames.ts'
import { nsFromSeconds } from '../json/exactNumber.ts'

/** Unix ns of a Sentry time: seconds as a number, or a date. */
export function sentryMoment(value: unknown): bigint | undefined {
  return typeof value === 'string' ? (nsFromRfc3339(value) ?? nsFromSeconds(value)) : nsFromSeconds(value)
}

/** Span statuses that are no failure though they are not ok. */
const NO_FAILURES = new Set(['', 'unset', 'cancelled', 'unknown'])

/** OTLP status from a span status of Sentry. */
export function sentryStatus(value: unknown): number {
  const status = textFrom(value) ?? ''
  if (status === 'ok') return 1
  return NO_FAILURES.has(status) ? 0 : 2
}

const KINDS_BY_OP: readonly (readonly [pattern: RegExp, kind: number])[] = [
  [/\.server$/, 2],
  [/\.client$|^db\b|^cache\b/, 3],
  [/^queue\.(?:publish|submit)/, 4],
  [/^queue\.(?:process|task)/, 5],
]

/** OTLP kind as OpenTelemetry told it, else by the operation (`http.server`, `db.query`); internal for all others. */
export function sentryKind(op: unknown, told: unknown): number | undefined {
  if (told !== undefined && told !== null) return readKind(told)
  const operation = textFrom(op) ?? ''
  return KINDS_BY_OP.find(([pattern]) => pattern.test(operation))?.[1] ?? 1
}
