import { contextFormat, PLAIN_CONTEXT_DIALECT } from './contextSpans.ts'

/** What the console exporter of OpenTelemetry Python prints (`ReadableSpan.to_json`): one object after the other. */
export const pythonConsole = contextFormat({
  ...PLAIN_CONTEXT_DIALECT,
  id: 'python-console',
  label: 'OpenTelemetry Python console',
  reason: 'spans with `context.trace_id` and `parent_id`',
})
