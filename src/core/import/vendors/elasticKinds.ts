import { textFrom } from '../fields/fields.ts'
import { readKind } from '../flat/flatNames.ts'

const CALLS = new Set(['db', 'external', 'storage', 'cache'])

/**
 * OTLP kind of an Elastic event: as told by OpenTelemetry where it came from there, else by its type, of which the part
 * before the first dot counts. Transactions serve or consume, spans call, produce or are internal.
 */
export function elasticKind(isTransaction: boolean, type: unknown, told: unknown): number | undefined {
  if (told !== undefined && told !== null && told !== '') return readKind(told)
  const word = (textFrom(type) ?? '').split('.', 1)[0]
  if (isTransaction) return word === 'messaging' ? 5 : 2
  if (word === 'messaging') return 4
  return CALLS.has(word) ? 3 : 1
}
