import type { Attribute } from '../../model/details.ts'
import { field, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { readKind } from '../flat/flatNames.ts'
import { type Format, type Probe, readLater } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/** Who writes spans with `context.trace_id` and `context.span_id`. */
type ContextWriter = 'python-console' | 'php-console' | 'phoenix'

/** What one writer's spans are called, and what it says in a way of its own. */
export interface ContextDialect {
  readonly id: ContextWriter
  readonly label: string
  readonly reason: string
  /** OTLP number of the span's kind; undefined for an unknown one. */
  kindOf(span: JsonObject): number | undefined
  /** Attributes that the span tells outside `attributes`. */
  furtherAttributes(span: JsonObject): readonly Attribute[]
}

/** Kind by the name in `kind`; no attributes but those of the span. */
export const PLAIN_CONTEXT_DIALECT = {
  kindOf: (span: JsonObject) => readKind(field(span, 'kind')),
  furtherAttributes: () => [],
}

/** A format of spans with `context.trace_id` and `context.span_id`. */
export function contextFormat(dialect: ContextDialect): Format {
  return {
    id: dialect.id,
    label: dialect.label,
    sameId: 'duplicate',
    score(probe: Probe) {
      const span = findProbeObject(probe, isContextSpan)
      if (span === undefined) return { score: 0, reason: '' }
      return writerOf(span) === dialect.id
        ? { score: 0.9, reason: dialect.reason }
        : { score: 0.2, reason: 'spans with `context.trace_id`' }
    },
    ...readLater(async () => (await import('./contextSpansReader.ts')).contextSpansReader(dialect)),
  }
}

function isContextSpan(object: JsonObject): boolean {
  const context = objectFrom(object.context)
  return context !== undefined && Object.hasOwn(context, 'trace_id') && Object.hasOwn(context, 'span_id')
}

function writerOf(span: JsonObject): ContextWriter {
  if (Object.hasOwn(span, 'span_kind') || Object.hasOwn(span, 'status_code')) return 'phoenix'
  const isPhp = Object.hasOwn(span, 'parent_span_id') || textFrom(span.kind)?.startsWith('KIND_')
  return isPhp ? 'php-console' : 'python-console'
}
