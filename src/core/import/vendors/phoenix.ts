import { contextFormat } from '../consoles/contextSpans.ts'
import { type JsonObject, textFrom } from '../fields/fields.ts'

/**
 * Spans of Arize Phoenix. Their `span_kind` is OpenInference's (LLM, CHAIN, TOOL …), which is no kind of OpenTelemetry: it
 * is shown as the attribute `openinference.span.kind`, the spans are of kind unspecified.
 */
export const phoenix = contextFormat({
  id: 'phoenix',
  label: 'Phoenix',
  reason: 'spans with `context.trace_id` and `span_kind`',
  kindOf: () => 0,
  furtherAttributes(span: JsonObject) {
    const kind = textFrom(span.span_kind)
    return kind ? [{ key: 'openinference.span.kind', value: { type: 'string', value: kind } }] : []
  },
})
