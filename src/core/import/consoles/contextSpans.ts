import type { ByteSource } from '../../model/byteSource.ts'
import { type Attribute, NO_DETAILS, type SpanDetails } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { field, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { flatServiceOf, resourceOf } from '../fields/flatAttributes.ts'
import { plainAttributes, plainEvents, plainLinks, plainScope } from '../fields/plainDetails.ts'
import { readKind, readStatus } from '../flat/flatNames.ts'
import { readMoment } from '../flat/flatTimes.ts'
import type { Format, Probe } from '../format.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { findProbeObject } from '../probeObjects.ts'
import { SpanIntake } from '../spanIntake.ts'
import { walkSpanObjects } from '../spanObjects.ts'

/** Who writes spans with `context.trace_id` and `context.span_id`. */
type ContextWriter = 'python-console' | 'php-console' | 'phoenix'

/** What one writer's spans are called, and what it says in a way of its own. */
interface ContextDialect {
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
    read: (source, sink) => readContextSpans(source, sink, dialect),
    readDetails: (source, location) => readContextDetails(source, location, dialect),
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

async function readContextSpans(source: ByteSource, sink: SpanSink, dialect: ContextDialect): Promise<void> {
  const intake = new SpanIntake(sink)
  const isSpan = (keys: ReadonlySet<string>) =>
    keys.has('context') && ['parent_id', 'parent_span_id', 'start_time', 'start'].some((key) => keys.has(key))
  await walkSpanObjects(source, sink, isSpan, (span, range) => {
    const context = objectFrom(span.context)
    if (context === undefined && !Object.hasOwn(span, 'start_time')) {
      sink.report('signal.skipped', range)
      return
    }
    intake.add(
      {
        traceId: context?.trace_id,
        spanId: context?.span_id,
        parentSpanId: field(span, 'parent_id', 'parent_span_id'),
        name: span.name,
        kind: dialect.kindOf(span),
        status: readStatus(span).code,
        startNs: readMoment(field(span, 'start_time', 'start'), 'ns'),
        endNs: readMoment(field(span, 'end_time', 'end'), 'ns'),
        service: flatServiceOf(span),
      },
      range,
    )
  })
}

async function readContextDetails(
  source: ByteSource,
  location: SpanLocation,
  dialect: ContextDialect,
): Promise<SpanDetails> {
  const span = objectFrom(await readJsonAt(source, location.span))
  if (span === undefined) return NO_DETAILS
  const attributes = plainAttributes(span.attributes)
  const known = new Set(attributes.map(({ key }) => key))
  return {
    ...NO_DETAILS,
    attributes: [...attributes, ...dialect.furtherAttributes(span).filter(({ key }) => !known.has(key))],
    events: plainEvents(span.events),
    links: plainLinks(span.links).map((link) => ({ ...link, traceState: unprinted(link.traceState) })),
    statusMessage: readStatus(span).message,
    traceState: unprinted(textFrom(objectFrom(span.context)?.trace_state) ?? ''),
    resource: plainAttributes(resourceOf(span)),
    scope: plainScope(field(span, 'scope', 'instrumentation_scope')),
  }
}

const PYTHON_MEMBER = /\{key=([^,}]*), value=([^}]*)\}/g

/** A trace state in its own notation; Python prints it as a list of `{key=…, value=…}`. */
function unprinted(traceState: string): string {
  if (!traceState.startsWith('[')) return traceState
  return [...traceState.matchAll(PYTHON_MEMBER)].map(([, key, value]) => `${key}=${value}`).join(',')
}
