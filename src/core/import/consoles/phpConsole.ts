import { contextFormat, PLAIN_CONTEXT_DIALECT } from './contextSpans.ts'

/** What the console exporter of OpenTelemetry PHP prints: an array for each batch, times in ns. */
export const phpConsole = contextFormat({
  ...PLAIN_CONTEXT_DIALECT,
  id: 'php-console',
  label: 'OpenTelemetry PHP console',
  reason: 'spans with `context.trace_id` and `parent_span_id`',
})
