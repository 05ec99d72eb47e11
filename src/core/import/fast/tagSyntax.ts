import type { TextEntries } from '../json/keyTable.ts'
import { TAG } from './spanSyntax.ts'

/** Tags that tell kind, status or failure where a format has no field for them. */
export const TAGS_WITH_MEANING: TextEntries = [
  ['span.kind', TAG.kind],
  ['otel.status_code', TAG.status],
  ['error', TAG.error],
]

/** Values of the tag that OpenTelemetry's exporters write for a status. */
export const STATUS_TAGS: TextEntries = [
  ['UNSET', 0],
  ['OK', 1],
  ['ERROR', 2],
]
