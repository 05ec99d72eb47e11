import type { DiagnosticCode, InputPosition } from '../core/model/diagnostic.ts'
import type { ContextRecord, SpanRecord, SpanSink } from '../core/model/spanRecord.ts'

/** A span sink that keeps what a reader finds, for looking at. */
export interface RecordingSink extends SpanSink {
  readonly spans: SpanRecord[]
  readonly contexts: ContextRecord[]
  readonly problems: {
    readonly code: DiagnosticCode
    readonly at: InputPosition
    readonly message?: string | undefined
  }[]
  /** Whether a reader said that the input is partial. */
  readonly partial: { isMarked: boolean }
  /** Service of a span: its own, else its context's. */
  serviceOf(span: SpanRecord): string | undefined
  /** The name shown for a span that states no service. */
  labelOf(span: SpanRecord): string | undefined
}

/** A new sink without spans. */
export function recordingSink(): RecordingSink {
  const spans: SpanRecord[] = []
  const contexts: ContextRecord[] = []
  const problems: RecordingSink['problems'] = []
  const partial = { isMarked: false }
  return {
    partial,
    spans,
    contexts,
    problems,
    report: (code, at, message) => problems.push({ code, at, message }),
    openContext: () => contexts.push({}) - 1,
    describeContext: (context, record) => {
      contexts[context] = { ...contexts[context], ...record }
    },
    addSpan: (span) => spans.push(span),
    markPartial: () => {
      partial.isMarked = true
    },
    progress: () => {},
    serviceOf: (span) => span.service ?? contexts[span.context]?.service,
    labelOf: (span) => contexts[span.context]?.serviceLabel,
  }
}
