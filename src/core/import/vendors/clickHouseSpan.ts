/** Whether the columns of a row are those of a span in `otel_traces`. */
export function isClickHouseSpan(keys: ReadonlySet<string>): boolean {
  return keys.has('TraceId') && keys.has('SpanId') && (keys.has('SpanName') || keys.has('ParentSpanId'))
}
